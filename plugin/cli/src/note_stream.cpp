#include "note_stream.hpp"

#include <ostream>
#include <utility>

namespace meldbrug::cli {

core::Result<NoteStream> NoteStream::open(const std::string& route, const InputFile& file,
                                          const CommonOptions& common, Console console) {
    auto loaded = load_knowledge(common);
    if (!loaded) {
        return loaded.error();
    }
    auto knowledge = std::make_unique<bridge::Knowledge>(std::move(loaded).value());
    const route::Profile* profile = knowledge->route(route);
    if (profile == nullptr) {
        return core::Error{core::ErrorCode::usage, "no such route: see meldbrug route list",
                           "--route"};
    }
    auto input = Input::open(file, console);
    if (!input) {
        return input.error();
    }
    return NoteStream(std::move(knowledge), *profile, std::move(input).value());
}

NoteStream::NoteStream(std::unique_ptr<bridge::Knowledge> knowledge, const route::Profile& route,
                       Input input)
    : knowledge_(std::move(knowledge)),
      route_(&route),
      ladder_(bridge::ladder_of(route)),
      input_(std::move(input)) {}

reading::ReadingContext NoteStream::reading_context() const {
    return {knowledge_->vocabulary,
            knowledge_->catalogue,
            knowledge_->calendar,
            knowledge_->templates,
            ladder_,
            route_->working_days(),
            &knowledge_->date_words};
}

int NoteStream::for_each(notes::PupilNeed need, Console console,
                         const std::function<void(notes::Item)>& take) {
    int status = 0;
    std::string line;
    while (input_.next(line)) {
        if (line.empty()) {
            continue;
        }
        auto item = notes::item_from_line(line, need);
        if (item) {
            take(std::move(item).value());
        } else {
            console.err << "meldbrug: " << input_.where() << ": " << item.error().line() << "\n";
            status = core::exit_status(core::ErrorCode::invalid_input);
        }
    }
    return status;
}

}  // namespace meldbrug::cli
