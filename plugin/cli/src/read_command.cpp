#include "commands.hpp"
#include "explanation.hpp"
#include "note_stream.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {

int run(const ReadOptions& options, const CommonOptions& common, Console console) {
    auto stream = NoteStream::open(options.route, options.file, common, console);
    if (!stream) {
        return fail(stream.error(), console);
    }
    const reading::ReadingContext context = stream->reading_context();
    const core::Catalogue& catalogue = stream->knowledge().catalogue;
    return stream->for_each(notes::PupilNeed::optional, console, [&](const notes::Item& item) {
        const auto* note = std::get_if<notes::Note>(&item);
        if (note != nullptr && options.explain) {
            write_explanation(console.out, *note, reading::explain(*note, context), catalogue,
                              stream->knowledge().texts);
        } else if (note != nullptr) {
            console.out << notes::to_json(reading::read(*note, context), *note, catalogue).dump()
                        << "\n";
        }
    });
}

}  // namespace meldbrug::cli
