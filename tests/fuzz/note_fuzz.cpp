// Any bytes as a note: a line is taken or refused, and a text that parses as a template says the
// same when composed again.
#include "fuzz/require.hpp"

#include "meldbrug/notes/note_json.hpp"
#include "meldbrug/notes/template.hpp"

#include <filesystem>

using namespace meldbrug;

using test::require;

namespace {

core::Catalogue load_catalogue() {
    const auto file =
        core::read_json_file(MELDBRUG_SOURCE_DIR "/notes-schema/vocabulary/nl/catalogue.json");
    return core::Catalogue::from_json(file.value(), "catalogue").value();
}

notes::Templates load_templates(const core::Catalogue& catalogue) {
    std::vector<std::pair<std::string, core::Json>> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(MELDBRUG_SOURCE_DIR "/notes-schema/templates/nl")) {
        files.emplace_back(entry.path().filename().string(),
                           core::read_json_file(entry.path()).value());
    }
    return notes::Templates::from_json(files, catalogue).value();
}

void try_line(std::string_view line) {
    const auto item = notes::item_from_line(line);
    if (!item.ok()) {
        return;
    }
    if (const auto* note = std::get_if<notes::Note>(&item.value())) {
        const auto again = notes::item_from_json(notes::to_json(*note));
        require(again.ok() && std::get<notes::Note>(again.value()) == *note);
    } else {
        const auto& facts = std::get<notes::PupilFacts>(item.value());
        const auto again = notes::item_from_json(notes::to_json(facts));
        require(again.ok() && std::get<notes::PupilFacts>(again.value()) == facts);
    }
}

void try_text(const notes::Templates& templates, const core::Catalogue& catalogue,
              const std::string& text) {
    std::size_t end = 0;
    for (const notes::TextPart& part : templates.free_parts(text)) {
        require(part.start >= end && part.end > part.start && part.end <= text.size());
        end = part.end;
    }
    notes::Note note;
    note.id = "1";
    note.text = text;
    const auto forms = templates.parse(text);
    const auto reading = templates.read(note);
    require(reading.has_value() == !forms.empty());
    if (reading) {
        require(notes::to_json(*reading, note, catalogue).contains("steps"));
    }
    for (const notes::StructuredNote& form : forms) {
        if (const auto composed = templates.compose(form); composed.ok()) {
            require(templates.parse(composed.value()) == std::vector{form});
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const core::Catalogue catalogue = load_catalogue();
    static const notes::Templates templates = load_templates(catalogue);
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    try_line(bytes);
    try_text(templates, catalogue, bytes);
    for (const notes::Template& form : templates.all()) {
        try_text(templates, catalogue, form.heading + "\n" + bytes);
    }
    return 0;
}
