#include "status_csv.hpp"

#include "correction_words.hpp"

#include <array>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace meldbrug::cli {
namespace {

using Row = std::vector<std::string>;

std::string cell(std::string_view text) {
    std::string out = "\"";
    // What spreadsheets take for the begin of a formula (OWASP, "CSV Injection").
    if (!text.empty() &&
        std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos) {
        out += '\'';
    }
    for (const char c : text) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + '"';
}

void write_row(std::ostream& out, const Row& cells) {
    std::string_view between;
    for (const std::string& text : cells) {
        out << between << cell(text);
        between = ";";
    }
    out << "\r\n";
}

std::string day(const std::optional<core::Date>& date) {
    return date ? core::format_date(*date) : "";
}

/// What all rows of a dossier begin with.
Row dossier_cells(const bridge::PupilView& pupil, const route::DossierStatus& dossier,
                  const core::Texts& texts) {
    return {pupil.pupil,
            pupil.name,
            pupil.group,
            dossier.dossier,
            core::format_date(dossier.opened),
            texts.get("state." + std::string(name_of(dossier.state))),
            texts.get("badge.level." + std::string(name_of(dossier.badge.level)))};
}

class Rows {
public:
    Rows(std::ostream& out, const bridge::Knowledge& knowledge) : out_(out), knowledge_(knowledge) {
        constexpr std::array columns{"pupil", "name",    "group", "dossier", "opened",   "state",
                                     "badge", "kind",    "what",  "verdict", "date",     "due",
                                     "text",  "resolve", "rule",  "source",  "corrected"};
        Row heads;
        for (const std::string_view column : columns) {
            heads.push_back(texts().get("export.csv." + std::string(column)));
        }
        out_ << "\xEF\xBB\xBF";
        write_row(out_, heads);
    }

    void add(const Row& dossier, const route::StepStatus& step) {
        const std::string name =
            step.ladder_name.empty() ? step.label : step.ladder_name + " " + step.label;
        add(dossier, "step",
            {name + ": " + step.title, verdict(step.verdict), day(step.date), "", "", "", "", "",
             corrected(step.corrected)});
    }
    void add(const Row& dossier, const route::OtherRoute& other) {
        add(dossier, "other_route",
            {"", "", core::format_date(other.since), "", other.text, "", other.rule, other.source,
             corrected(other.corrected)});
    }
    void add(const Row& dossier, const route::Finding& finding) {
        add(dossier, "finding",
            {finding.about, verdict(finding.verdict), day(finding.since), day(finding.due),
             finding.text, finding.resolve, finding.rule, finding.source,
             corrected(finding.corrected)});
    }
    void add(const Row& dossier, const route::Term& term) {
        add(dossier, "term",
            {texts().get("term." + term.about),
             texts().get("term.state." + std::string(name_of(term.state))),
             core::format_date(term.set_on), core::format_date(term.due), "", "", term.rule,
             term.source, ""});
    }

private:
    [[nodiscard]] const core::Texts& texts() const { return knowledge_.texts; }
    [[nodiscard]] std::string verdict(route::Verdict verdict) const {
        return texts().get("verdict." + std::string(name_of(verdict)));
    }
    [[nodiscard]] std::string corrected(const std::optional<notes::Correction>& correction) const {
        return correction ? correction_words(*correction, knowledge_.catalogue, texts()) : "";
    }
    void add(Row row, const std::string& kind, const Row& more) {
        row.push_back(texts().get("export.csv.kind." + kind));
        row.insert(row.end(), more.begin(), more.end());
        write_row(out_, row);
    }

    std::ostream& out_;
    const bridge::Knowledge& knowledge_;
};

}  // namespace

void write_csv(std::ostream& out, const std::vector<bridge::PupilView>& pupils,
               const bridge::Knowledge& knowledge) {
    Rows rows(out, knowledge);
    for (const auto& pupil : pupils) {
        for (const auto& dossier : pupil.dossiers) {
            const Row first = dossier_cells(pupil, dossier, knowledge.texts);
            for (const auto& step : dossier.steps) {
                rows.add(first, step);
            }
            if (dossier.other_route) {
                rows.add(first, *dossier.other_route);
            }
            for (const auto& finding : dossier.findings) {
                rows.add(first, finding);
            }
            for (const auto& term : dossier.terms) {
                rows.add(first, term);
            }
        }
    }
}

}  // namespace meldbrug::cli
