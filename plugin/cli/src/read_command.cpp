#include "commands.hpp"
#include "wiring.hpp"

#include "meldbrug/notes/note_json.hpp"
#include "meldbrug/reading/reader.hpp"

#include <ostream>

namespace meldbrug::cli {

int run(const ReadOptions& options, const CommonOptions& common, Console console) {
    auto knowledge = load_knowledge(common);
    if (!knowledge) {
        return fail(knowledge.error(), console);
    }
    const route::Profile* profile = knowledge->route(options.route);
    if (profile == nullptr) {
        return fail({core::ErrorCode::usage, "no such route: see meldbrug route list", "--route"},
                    console);
    }
    auto input = Input::open(options.file, console);
    if (!input) {
        return fail(input.error(), console);
    }
    const reading::Ladder ladder = bridge::ladder_of(*profile);
    const reading::ReadingContext context{knowledge->vocabulary,
                                          knowledge->catalogue,
                                          knowledge->calendar,
                                          knowledge->templates,
                                          ladder,
                                          profile->working_days(),
                                          &knowledge->date_words};
    int status = 0;
    std::string line;
    while (input->next(line)) {
        if (line.empty()) {
            continue;
        }
        const auto item = notes::item_from_line(line, notes::PupilNeed::optional);
        if (!item) {
            console.err << "meldbrug: " << input->where() << ": " << item.error().line() << "\n";
            status = core::exit_status(core::ErrorCode::invalid_input);
            continue;
        }
        if (const auto* note = std::get_if<notes::Note>(&*item)) {
            console.out
                << notes::to_json(reading::read(*note, context), *note, knowledge->catalogue).dump()
                << "\n";
        }
    }
    return status;
}

}  // namespace meldbrug::cli
