#include "commands.hpp"
#include "note_stream.hpp"
#include "walk_words.hpp"
#include "wiring.hpp"

#include "meldbrug/bridge/route_reader.hpp"
#include "meldbrug/route/explain.hpp"

#include <algorithm>
#include <map>
#include <ostream>
#include <vector>

namespace meldbrug::cli {

namespace {

/// The notes and facts of one stream, as a store would hold them: a later line of the same note is
/// an edit, `deleted` withdraws it.
class Gathered {
public:
    void take(notes::Item item) {
        if (auto* facts = std::get_if<notes::PupilFacts>(&item)) {
            facts_[facts->pupil] = std::move(*facts);
            return;
        }
        auto& note = std::get<notes::Note>(item);
        const std::pair key{note.source, note.id};
        const auto [place, added] = index_.emplace(key, notes_.size());
        if (added) {
            notes_.push_back(std::move(note));
        } else {
            notes_[place->second] = std::move(note);
        }
    }

    /// Pupils in the order in which they first came.
    [[nodiscard]] std::vector<std::string> pupils() const {
        std::vector<std::string> order;
        std::map<std::string_view, bool> seen;
        for (const auto& note : notes_) {
            if (seen.emplace(note.pupil, true).second) {
                order.push_back(note.pupil);
            }
        }
        return order;
    }
    [[nodiscard]] const std::vector<notes::Note>& notes() const { return notes_; }
    [[nodiscard]] const notes::PupilFacts* facts(const std::string& pupil) const {
        const auto found = facts_.find(pupil);
        return found == facts_.end() ? nullptr : &found->second;
    }

private:
    std::vector<notes::Note> notes_;
    std::map<std::pair<std::string, std::string>, std::size_t> index_;
    std::map<std::string, notes::PupilFacts> facts_;
};

/// Whether the note had been recorded by that day; a note without a moment counts from its own date
/// (contract 9).
bool known_by(const notes::Note& note, core::Date day) {
    return (note.recorded_at ? core::amsterdam_date(*note.recorded_at) : note.date) <= day;
}

}  // namespace

int run(const EvaluateOptions& options, const CommonOptions& common, Console console) {
    auto stream = NoteStream::open(options.route, options.file, common, console);
    if (!stream) {
        return fail(stream.error(), console);
    }
    const bridge::RouteReader reader(stream->knowledge(), stream->route());
    if (options.explain && !reader.has_rule(*options.explain)) {
        return fail(no_such_rule(), console);
    }
    Gathered gathered;
    const int status = stream->for_each(notes::PupilNeed::required, console,
                                        [&](notes::Item item) { gathered.take(std::move(item)); });

    const bridge::Knowledge& knowledge = stream->knowledge();
    const core::Date today = options.as_of.value_or(system_clock().today());
    const route::EvaluationContext context{stream->route(), knowledge.catalogue, knowledge.calendar,
                                           knowledge.texts, today};
    std::map<std::string_view, std::vector<const notes::Note*>> by_pupil;
    for (const auto& note : gathered.notes()) {
        if (!options.known_on || known_by(note, *options.known_on)) {
            by_pupil[note.pupil].push_back(&note);
        }
    }
    if (options.explain) {
        std::vector<route::DossierWalk> walks;
        for (const auto& pupil : gathered.pupils()) {
            const bridge::ReadNotes read = reader.read_all(by_pupil[pupil]);
            for (auto& walk : route::explain(*options.explain, read.evidence, gathered.facts(pupil),
                                             context, {}, read.older)) {
                walks.push_back(std::move(walk));
            }
        }
        if (options.json) {
            console.out << route::to_json(today, *options.explain, walks).dump() << "\n";
        } else {
            write_walks(console.out, walks, knowledge.texts);
        }
        return status;
    }
    std::vector<route::DossierStatus> dossiers;
    for (const auto& pupil : gathered.pupils()) {
        const bridge::ReadNotes read = reader.read_all(by_pupil[pupil]);
        for (auto& dossier :
             route::evaluate(read.evidence, gathered.facts(pupil), context, {}, read.older)) {
            dossiers.push_back(std::move(dossier));
        }
    }
    console.out << route::to_json(today, dossiers).dump() << "\n";
    return status;
}

}  // namespace meldbrug::cli
