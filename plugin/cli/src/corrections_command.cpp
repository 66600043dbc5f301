#include "commands.hpp"
#include "correction_words.hpp"
#include "table.hpp"
#include "wiring.hpp"

#include <ostream>

namespace meldbrug::cli {

namespace {

notes::Correction asked_for(const CorrectOptions& options) {
    notes::Correction asked;
    asked.does = notes::correction_kind(options.does).value_or(notes::CorrectionKind::confirm);
    asked.pupil = options.pupil;
    asked.note = {options.source, options.note};
    asked.what = {notes::matter_named(options.matter).value_or(notes::Matter::action),
                  options.subject};
    asked.day = options.day;
    asked.rule = options.rule;
    asked.grounds = options.grounds;
    asked.why = options.why;
    return asked;
}

void tell(const notes::Correction& correction, std::string_view sentence, bool json,
          const Session& session, Console console) {
    if (json) {
        console.out << notes::to_json(correction).dump() << "\n";
        return;
    }
    console.out << session.knowledge->texts.get(sentence, {{"id", std::to_string(correction.id)}})
                << "\n";
}

/// Does `change` in the name of the person who is named, and tells what came of it.
template <class Options, class Change>
int correct_as(const Options& options, std::string_view sentence, Change&& change,
               const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto person = find_person(*session->bridge, options.who);
    if (!person) {
        return fail(person.error(), console);
    }
    const auto kept = change(*session->bridge, *person);
    if (!kept) {
        return fail_usage(kept.error(), console);
    }
    tell(*kept, sentence, options.json, *session, console);
    return 0;
}

}  // namespace

std::string matter_words(const notes::Correction& correction, const core::Catalogue& catalogue) {
    if (correction.does == notes::CorrectionKind::waive) {
        return correction.rule;
    }
    const std::string& id = correction.what.id;
    if (const auto action = catalogue.action(id);
        action && correction.what.kind == notes::Matter::action) {
        return std::string(catalogue.label(*action));
    }
    if (const auto step = catalogue.step(id); step && correction.what.kind == notes::Matter::step) {
        return std::string(catalogue.label(*step));
    }
    return id;
}

std::string correction_words(const notes::Correction& correction, const core::Catalogue& catalogue,
                             const core::Texts& texts) {
    const auto role = catalogue.role(correction.role);
    const std::string by = role ? std::string(catalogue.label(*role)) : correction.role;
    const std::string does =
        texts.get("correction.does." + std::string(notes::name_of(correction.does)));
    const std::string date = texts.day(core::amsterdam_date(correction.at));
    std::string words = texts.get(
        "cli.corrected",
        {{"does", does}, {"role", by}, {"date", date}, {"why", printable(correction.why)}});
    if (correction.note_changed) {
        words += " " + texts.get("cli.corrected.note_changed");
    }
    return words;
}

int run(const CorrectOptions& options, const CommonOptions& common, Console console) {
    return correct_as(
        options, "cli.correction.kept",
        [&](bridge::Bridge& bridge, const std::string& person) {
            return bridge.correct(asked_for(options), person);
        },
        common, console);
}

int run(const CorrectionsUndoOptions& options, const CommonOptions& common, Console console) {
    return correct_as(
        options, "cli.correction.undone",
        [&](bridge::Bridge& bridge, const std::string& person) {
            return bridge.undo_correction(options.id, person, options.why);
        },
        common, console);
}

int run(const CorrectionsListOptions& options, const CommonOptions& common, Console console) {
    auto session = open_session(common);
    if (!session) {
        return fail(session.error(), console);
    }
    const auto views = session->bridge->corrections(
        {.pupil = options.pupil, .group = options.group, .as_of = options.as_of});
    if (!views) {
        return fail(views.error(), console);
    }
    std::vector<std::string> pupils;
    for (const auto& view : *views) {
        pupils.push_back(view.correction.pupil);
    }
    auto shown = session->bridge->dossiers_of(pupils);
    if (!shown) {
        return fail(shown.error(), console);
    }
    if (auto recorded =
            record_console_look(*session->bridge, "corrections", std::move(shown).value());
        !recorded) {
        return fail(recorded.error(), console);
    }
    if (options.json) {
        core::Json list = core::Json::array();
        for (const auto& view : *views) {
            list.push_back(bridge::to_json(view));
        }
        console.out << core::Json{{"corrections", std::move(list)}}.dump() << "\n";
        return 0;
    }
    const core::Texts& texts = session->knowledge->texts;
    const core::Catalogue& catalogue = session->knowledge->catalogue;
    Table table;
    for (const auto& [correction, standing] : *views) {
        table.add_row({std::to_string(correction.id), correction.pupil,
                       texts.get("correction.standing." + std::string(notes::name_of(standing))),
                       matter_words(correction, catalogue), correction.note.id,
                       correction_words(correction, catalogue, texts)});
    }
    console.out << (table.empty() ? texts.get("cli.correction.none") + "\n" : table.text());
    return 0;
}

}  // namespace meldbrug::cli
