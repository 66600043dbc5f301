#include "export_page.hpp"

#include "correction_words.hpp"

#include "meldbrug/core/markup.hpp"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace meldbrug::cli {
namespace {

using core::escaped;

constexpr std::string_view page_style = R"(
body { font: 11pt/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 50em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.6em; margin-bottom: .2em; }
h2 { font-size: 1.25em; margin: 1.8em 0 .4em; border-bottom: 1px solid #888; break-after: avoid; }
h3 { font-size: 1.05em; margin: 1.2em 0 .3em; break-after: avoid; }
p { margin: .3em 0; }
table { border-collapse: collapse; width: 100%; margin: .5em 0; }
th, td { text-align: left; vertical-align: top; padding: .25em .6em .25em 0; border-bottom: 1px solid #bbb; }
tr, li, blockquote { break-inside: avoid; }
blockquote { margin: .4em 0 .8em; padding-left: .8em; border-left: 3px solid #888; white-space: pre-wrap; }
.findings th:nth-child(2) { width: 42%; }
.findings td:last-child { color: #555; font-size: .85em; }
.quiet { color: #555; font-size: .9em; }
.notice { border: 1px solid #555; padding: .5em .8em; margin: 1em 0; }
.dossier + .dossier { break-before: page; }
@page { size: A4; margin: 2cm; }
@media print { body { margin: 0; max-width: none; padding: 0; } }
)";

class Page {
public:
    Page(std::ostream& out, const bridge::Knowledge& knowledge)
        : out_(out), knowledge_(knowledge) {}

    void begin(const std::string& title, core::Date as_of) {
        out_ << "<!doctype html>\n<html lang=\"" << say("page.language")
             << "\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'\">\n<title>"
             << escaped(title) << "</title>\n<style>" << page_style
             << "</style>\n</head>\n<body>\n<main>\n";
        element("h1", title);
        quiet(say("page.as_of", {{"day", day(as_of)}}));
    }
    void end() { out_ << "</main>\n</body>\n</html>\n"; }

    void element(std::string_view tag, std::string_view text) {
        out_ << "<" << tag << ">" << escaped(text) << "</" << tag << ">\n";
    }
    void quiet(std::string_view text) {
        out_ << "<p class=\"quiet\">" << escaped(text) << "</p>\n";
    }
    void notice(std::string_view text) {
        out_ << "<p class=\"notice\" role=\"note\">" << escaped(text) << "</p>\n";
    }
    void raw(std::string_view markup) { out_ << markup << "\n"; }

    /// \param heads  keys of texts
    void begin_table(std::initializer_list<std::string_view> heads, std::string_view kind = "") {
        out_ << "<table class=\"" << kind << "\">\n<thead><tr>";
        for (const std::string_view head : heads) {
            out_ << "<th scope=\"col\">" << escaped(say(head)) << "</th>";
        }
        out_ << "</tr></thead>\n<tbody>\n";
    }
    void row(const std::vector<std::string>& cells) {
        out_ << "<tr>";
        for (const std::string& cell : cells) {
            out_ << "<td>" << escaped(cell) << "</td>";
        }
        out_ << "</tr>\n";
    }
    void end_table() { out_ << "</tbody>\n</table>\n"; }

    [[nodiscard]] std::string say(std::string_view key, core::Texts::Values values = {}) const {
        return knowledge_.texts.get(key, values);
    }
    [[nodiscard]] std::string day(const std::optional<core::Date>& date) const {
        return date ? knowledge_.texts.day(*date) : "";
    }
    [[nodiscard]] std::string verdict(route::Verdict verdict) const {
        return say("verdict." + std::string(name_of(verdict)));
    }
    [[nodiscard]] const core::Catalogue& catalogue() const { return knowledge_.catalogue; }
    [[nodiscard]] const core::Texts& texts() const { return knowledge_.texts; }

private:
    std::ostream& out_;
    const bridge::Knowledge& knowledge_;
};

std::string named(const route::StepStatus& step) {
    return (step.ladder_name.empty() ? "" : step.ladder_name + " ") + step.label + ": " +
           step.title;
}

/// What of a dossier is told besides the route itself.
struct Telling {
    PageScope scope;
    Masking* masked = nullptr;  ///< names that go from texts
    bool for_parents = false;
};

std::string told(const std::string& text, const Telling& telling) {
    return telling.masked == nullptr ? text : telling.masked->apply(text);
}

std::string correction_line(const notes::Correction& correction, const Telling& telling,
                            const Page& page) {
    notes::Correction shown = correction;
    if (!telling.scope.text) {
        shown.why = page.say("page.left_out");
    }
    if (telling.for_parents) {
        shown.role = page.say("page.author_school");  // as with a note: a role may tell who it was
    }
    return told(correction_words(shown, page.catalogue(), page.texts()), telling);
}

void write_steps(Page& page, const route::DossierStatus& dossier, const Telling& telling) {
    page.element("h3", page.say("page.steps"));
    page.begin_table({"page.col.step", "page.col.verdict", "page.col.day"});
    for (const auto& step : dossier.steps) {
        page.row({named(step), page.verdict(step.verdict), page.day(step.date)});
    }
    page.end_table();
    for (const auto& step : dossier.steps) {
        if (step.corrected) {
            page.quiet(named(step) + " — " + correction_line(*step.corrected, telling, page));
        }
    }
}

void write_findings(Page& page, const route::DossierStatus& dossier, const Telling& telling) {
    page.element("h3", page.say("page.findings"));
    if (dossier.other_route) {
        page.notice(dossier.other_route->text);
    }
    if (dossier.findings.empty()) {
        page.quiet(page.say("page.findings.none"));
        return;
    }
    page.begin_table(
        {"page.col.verdict", "page.col.what", "page.col.since", "page.col.due", "page.col.rule"});
    for (const auto& finding : dossier.findings) {
        std::string what = finding.text;
        if (finding.corrected) {
            what += " (" + correction_line(*finding.corrected, telling, page) + ")";
        }
        page.row({page.verdict(finding.verdict), what, page.day(finding.since),
                  page.day(finding.due), finding.rule + " · " + finding.source});
    }
    page.end_table();
}

void write_terms(Page& page, const route::DossierStatus& dossier) {
    if (dossier.terms.empty()) {
        return;
    }
    page.element("h3", page.say("page.terms"));
    page.begin_table({"page.col.what", "page.col.since", "page.col.due", "page.col.verdict"});
    for (const auto& term : dossier.terms) {
        const std::string key = "term." + term.about;
        page.row({page.texts().contains(key) ? page.say(key) : term.about, page.day(term.set_on),
                  page.day(term.due), page.say("term.state." + std::string(name_of(term.state)))});
    }
    page.end_table();
}

/// "gesprek met ouders (gedaan)", each once.
std::string read_in(const notes::Reading& reading, const Page& page) {
    std::set<std::pair<std::string, std::string>> seen;
    std::string words;
    for (const auto& action : reading.actions) {
        const std::string label(page.catalogue().label(action.id));
        const std::string state =
            page.say("explain.state." + std::string(notes::name_of(action.state)));
        if (seen.emplace(label, state).second) {
            words.append(words.empty() ? "" : "; ")
                .append(label)
                .append(" (")
                .append(state)
                .append(")");
        }
    }
    return words;
}

void write_notes(Page& page, const PagePupil& pupil, core::Date as_of, const Telling& telling) {
    std::vector<const bridge::NoteView*> notes;
    for (const auto& view : pupil.notes) {
        if (view.note.date <= as_of && !view.note.deleted) {
            notes.push_back(&view);
        }
    }
    std::stable_sort(notes.begin(), notes.end(), [](const auto* a, const auto* b) {
        return std::tie(a->note.date, a->note.id) < std::tie(b->note.date, b->note.id);
    });
    page.element("h3", page.say("page.notes"));
    if (notes.empty()) {
        page.quiet(page.say("page.notes.none"));
        return;
    }
    for (const auto* view : notes) {
        const auto role = page.catalogue().role(view->note.author.role);
        const std::string read = read_in(view->reading, page);
        page.raw("<article>");
        // In a parents' copy not even the role: it may tell who reported.
        page.element("p", page.day(view->note.date) + " · " +
                              (telling.for_parents ? page.say("page.author_school")
                               : role              ? std::string(page.catalogue().label(*role))
                                                   : page.say("page.author_unknown")));
        if (telling.scope.text) {
            if (!view->note.title.empty()) {
                page.element("p", told(view->note.title, telling));
            }
            page.element("blockquote", told(view->note.text, telling));
        }
        if (!read.empty()) {
            page.quiet(page.say("page.read", {{"what", read}}));
        }
        page.raw("</article>");
    }
}

void write_pupil(Page& page, const PagePupil& pupil, core::Date as_of, const Telling& telling) {
    for (const auto& dossier : pupil.view.dossiers) {
        page.raw("<section class=\"dossier\">");
        page.element("h2", page.say("page.dossier", {{"dossier", dossier.dossier}}));
        if (telling.scope.names) {
            page.element("p", pupil.view.name.empty() ? pupil.view.pupil : pupil.view.name);
        }
        page.quiet(page.say("page.opened",
                            {{"day", page.day(dossier.opened)},
                             {"state", page.say("state." + std::string(name_of(dossier.state)))},
                             {"route", dossier.route},
                             {"version", dossier.route_version}}));
        write_steps(page, dossier, telling);
        write_findings(page, dossier, telling);
        write_terms(page, dossier);
        page.raw("</section>");
    }
    page.raw("<section>");
    write_notes(page, pupil, as_of, telling);
    page.raw("</section>");
}

/// A small number points to a child; none at all does not.
constexpr std::size_t told_exactly = 5;

bool is_few(std::size_t count) {
    return count > 0 && count < told_exactly;
}

/// Counts that make up one whole: beside a small one the others are rounded, or it could be
/// reckoned from them.
std::vector<std::string> count_words(const std::vector<std::size_t>& counts, const Page& page) {
    const bool few = std::any_of(counts.begin(), counts.end(), is_few);
    std::vector<std::string> words;
    for (const std::size_t count : counts) {
        const std::string rounded =
            std::to_string((count + told_exactly / 2) / told_exactly * told_exactly);
        words.push_back(is_few(count)      ? page.say("page.few")
                        : few && count > 0 ? page.say("page.about", {{"count", rounded}})
                                           : std::to_string(count));
    }
    return words;
}

void add_counts(std::vector<std::string>& row, const std::vector<std::size_t>& counts,
                const Page& page) {
    const auto words = count_words(counts, page);
    row.insert(row.end(), words.begin(), words.end());
}

}  // namespace

void write_dossier_page(std::ostream& out, std::span<const PagePupil> pupils, core::Date as_of,
                        const PageScope& scope, Masking& names,
                        const bridge::Knowledge& knowledge) {
    Page page(out, knowledge);
    page.begin(page.say("page.title.dossier"), as_of);
    if (!scope.names || !scope.text) {
        page.notice(page.say("page.redacted"));
    }
    for (const auto& pupil : pupils) {
        write_pupil(page, pupil, as_of, {scope, scope.names ? nullptr : &names, false});
    }
    page.end();
}

void write_parents_page(std::ostream& out, const PagePupil& pupil, core::Date as_of,
                        Masking& others, const bridge::Knowledge& knowledge) {
    Page page(out, knowledge);
    page.begin(page.say("page.title.parents"), as_of);
    page.notice(page.say("page.read_first"));
    page.element("p", pupil.view.name);
    write_pupil(page, pupil, as_of, {{.names = false, .text = true}, &others, true});
    page.end();
}

void write_inspection_page(std::ostream& out, const SchoolUse& use, core::Date as_of,
                           Masking& names, const bridge::Knowledge& knowledge) {
    Page page(out, knowledge);
    page.begin(page.say("page.title.inspection", {{"school", use.school}}), as_of);

    page.element("h2", page.say("page.inspection.code"));
    page.element("p", page.say("page.inspection.code.text",
                               {{"name", use.route->name()}, {"version", use.route->version()}}));
    page.begin_table({"page.col.step"});
    for (const auto& step : use.route->steps()) {
        page.row({step.label + ": " + step.title});
    }
    page.end_table();

    page.element("h2", page.say("page.inspection.preconditions"));
    if (use.duties.empty()) {
        page.quiet(page.say("page.inspection.no_duties"));
    } else {
        page.begin_table({"page.col.what", "page.col.verdict", "page.col.last", "page.col.proof",
                          "page.col.rule"});
        for (const auto& duty : use.duties) {
            std::string proof;
            for (const auto& record : duty.records) {
                if (!record.undone && !record.evidence.empty()) {
                    proof = record.evidence;
                }
            }
            page.row({duty.duty.says, page.verdict(duty.verdict), page.day(duty.last),
                      names.apply(proof), duty.duty.name});
        }
        page.end_table();
    }

    page.element("h2", page.say("page.inspection.use"));
    const auto open = static_cast<std::size_t>(std::count_if(
        use.dossiers.begin(), use.dossiers.end(),
        [](const auto& dossier) { return dossier.state == route::DossierState::open; }));
    const auto totals = count_words({open, use.dossiers.size() - open}, page);
    page.element("p", page.say("page.inspection.use.text",
                               {{"open", totals.front()}, {"closed", totals.back()}}));
    page.quiet(page.say("page.inspection.few"));
    page.element("h3", page.say("page.inspection.steps"));
    page.begin_table({"page.col.step", "verdict.met", "verdict.open", "verdict.to_confirm",
                      "verdict.missing", "verdict.not_applicable"});
    for (const auto& step : use.route->steps()) {
        std::map<route::Verdict, std::size_t> counts;
        for (const auto& dossier : use.dossiers) {
            for (const auto& status : dossier.steps) {
                if (status.id == page.catalogue().name(step.id)) {
                    ++counts[status.verdict];
                }
            }
        }
        counts[route::Verdict::missing] += counts[route::Verdict::late];
        counts[route::Verdict::met] += counts[route::Verdict::waived];
        std::vector<std::string> cells = {step.label + ": " + step.title};
        add_counts(cells,
                   {counts[route::Verdict::met], counts[route::Verdict::open],
                    counts[route::Verdict::to_confirm], counts[route::Verdict::missing],
                    counts[route::Verdict::not_applicable]},
                   page);
        page.row(cells);
    }
    page.end_table();

    page.element("h3", page.say("page.inspection.rules"));
    std::map<std::pair<std::string, std::string>, std::map<route::Verdict, std::size_t>> rules;
    for (const auto& dossier : use.dossiers) {
        for (const auto& finding : dossier.findings) {
            ++rules[{finding.rule, finding.source}][finding.verdict];
        }
    }
    if (rules.empty()) {
        page.quiet(page.say("page.inspection.no_findings"));
    } else {
        page.begin_table({"page.col.rule", "verdict.late", "verdict.missing", "verdict.open",
                          "verdict.to_confirm"});
        for (auto& [rule, counts] : rules) {
            std::vector<std::string> cells = {rule.first + " · " + rule.second};
            add_counts(cells,
                       {counts[route::Verdict::late], counts[route::Verdict::missing],
                        counts[route::Verdict::open], counts[route::Verdict::to_confirm]},
                       page);
            page.row(cells);
        }
        page.end_table();
    }
    page.end();
}

}  // namespace meldbrug::cli
