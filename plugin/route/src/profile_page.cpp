#include "meldbrug/route/profile_page.hpp"

#include "profile_words.hpp"

#include "meldbrug/core/json.hpp"
#include "meldbrug/core/markup.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace meldbrug::route {

using core::escaped;
namespace {

using core::Json;

class PageWriter {
public:
    PageWriter(const Profile& profile, const core::Catalogue& catalogue, const core::Texts& texts)
        : profile_(profile),
          catalogue_(catalogue),
          texts_(texts),
          words_(profile, catalogue, texts) {}

    [[nodiscard]] ProfilePage write() const {
        ProfilePage page;
        page.title = profile_.name();
        page.version =
            texts_.get("page.version", {{"id", profile_.id()}, {"version", profile_.version()}});
        page.about = core::text_or_empty(profile_.document(), "about");
        for (const ProfileStep& step : profile_.steps()) {
            page.steps.push_back({ProfileWords::step(step), {}});
        }
        PageSection whole{texts_.get("page.whole"), {}};
        PageSection guidance{texts_.get("page.guidance"), {}};
        PageSection off{texts_.get("page.off"), {}};
        for (const Json& rule : list_in(profile_.document(), "rules")) {
            PageSection* section = &whole;
            if (!rule.value("enabled", true)) {
                section = &off;
            } else if (is_listed(core::text_or_empty(rule, "template"))) {
                section = &guidance;
            } else if (const auto step = step_of(rule)) {
                section = &page.steps[*step];
            }
            section->rules.push_back(page_rule(rule));
        }
        PageSection weighing = weighing_section();
        for (PageSection* section : {&weighing, &whole, &guidance, &off}) {
            if (!section->rules.empty()) {
                page.rest.push_back(std::move(*section));
            }
        }
        return page;
    }

private:
    [[nodiscard]] PageRule page_rule(const Json& rule) const {
        PageRule shown;
        shown.id = core::text_or_empty(rule, "id");
        if (const auto part = core::text_or_empty(rule, "part"); !part.empty()) {
            shown.id += "/" + std::string(part);
        }
        shown.force = texts_.get("page.force." + std::string(core::text_or_empty(rule, "force")));
        shown.says = core::text_or_empty(rule, "says");
        if (!is_listed(core::text_or_empty(rule, "template"))) {
            shown.counts = counts(rule);
            shown.term = term(rule);
        }
        if (!rule.value("enabled", true)) {
            shown.note = texts_.get("route.off", {{"why", core::text_or_empty(rule, "why_off")}});
        } else if (const std::string covered = texts_in(rule, "covered_by"); !covered.empty()) {
            shown.note = texts_.get("route.covered_by", {{"rules", covered}});
        }
        shown.source = texts_in(rule, "source");
        if (rule.value("school_agreement", false)) {
            const std::string own = texts_.get("page.school_agreement");
            shown.source = shown.source.empty() ? own : own + "; " + shown.source;
        }
        return shown;
    }

    /// The questions of the weighing, with what comes before each and where each answer leads.
    [[nodiscard]] PageSection weighing_section() const {
        PageSection section{texts_.get("page.weighing"), {}};
        const Json* weighing = core::find(profile_.document(), "weighing");
        for (const Json& question :
             weighing == nullptr ? Json() : list_in(*weighing, "questions")) {
            PageRule shown;
            shown.id = texts_.get("page.weighing.question",
                                  {{"number", std::to_string(question.value("question", 0))}});
            shown.says = core::text_or_empty(question, "asks");
            shown.counts = before(question);
            shown.term = paths(question);
            shown.source = core::text_or_empty(question, "source");
            section.rules.push_back(std::move(shown));
        }
        return section;
    }

    [[nodiscard]] std::string labels(const Json& names) const {
        std::string words;
        for (const Json& name : names) {
            words += (words.empty() ? "" : ", ") + words_.label(name.get<std::string>());
        }
        return words;
    }

    [[nodiscard]] std::string before(const Json& question) const {
        std::string words;
        if (const std::string after = labels(list_in(question, "after")); !after.empty()) {
            words = texts_.get("page.weighing.after", {{"what", after}});
        }
        if (const std::string who = words_.roles(list_in(question, "takes_part")); !who.empty()) {
            words += (words.empty() ? "" : "; ") + texts_.get("page.weighing.who", {{"what", who}});
        }
        return words;
    }

    /// "ja: melding bij Veilig Thuis, dan vraag 3; nee: vraag 3"
    [[nodiscard]] std::string paths(const Json& question) const {
        const Json* answers = core::find(question, "answers");
        std::string words;
        for (const char* answer : {"yes", "no", "doubt"}) {
            const Json* path = answers == nullptr ? nullptr : core::find(*answers, answer);
            if (path == nullptr) {
                continue;
            }
            std::string leads = labels(list_in(*path, "follows"));
            if (const int next = path->value("next", 0); next != 0) {
                leads += (leads.empty() ? "" : ", ") +
                         texts_.get("page.weighing.next", {{"number", std::to_string(next)}});
            }
            words += (words.empty() ? "" : "; ") +
                     texts_.get(std::string("page.weighing.") + answer, {{"what", leads}});
        }
        return words;
    }

    /// The step under which the rule stands: its own, or that of what asks for it.
    [[nodiscard]] std::optional<std::size_t> step_of(const Json& rule) const {
        if (const auto own = words_.index_of(core::text_or_empty(rule, "step"))) {
            return own;
        }
        for (const Json& alternative : list_in(rule, "trigger")) {
            for (const Json& name : alternative.is_string() ? Json::array({alternative})
                                                            : list_in(alternative, "any")) {
                const auto& id = name.get_ref<const std::string&>();
                const auto action = catalogue_.action(id);
                const auto shows = action ? catalogue_.step_of(*action) : std::nullopt;
                const auto found =
                    words_.index_of(shows ? catalogue_.name(*shows) : std::string_view(id));
                if (found) {
                    return found;
                }
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] static std::string texts_in(const Json& object, std::string_view key,
                                              std::string_view between = "; ") {
        std::string words;
        for (const Json& text : list_in(object, key)) {
            words += (words.empty() ? "" : std::string(between)) + text.get<std::string>();
        }
        return words;
    }

    /// What fulfils the rule: the duty, who has to take part, the grounds of a waiver.
    [[nodiscard]] std::string counts(const Json& rule) const {
        std::string words;
        const auto add = [&](std::string_view key, const std::string& value) {
            if (!value.empty()) {
                words += (words.empty() ? "" : "; ") + texts_.get(key, {{"what", value}});
            }
        };
        add("page.counts", words_.selector(list_in(rule, "duty")));
        const std::string kind(core::text_or_empty(rule, "template"));
        add(kind == "co_actor" && core::find(rule, "at_least") == nullptr ? "page.who_all"
                                                                          : "page.who",
            words_.roles(list_in(rule, "roles")));
        add("page.not_by", words_.roles(list_in(rule, "not_by")));
        if (const auto present = catalogue_.role(core::text_or_empty(rule, "present_role"))) {
            add("page.present", std::string(catalogue_.label(*present)));
        }
        add("page.grounds", words_.grounds(list_in(rule, "grounds")));
        add("page.keeps", texts_in(rule, "keeps", ", "));
        return words;
    }

    [[nodiscard]] std::string term(const Json& rule) const {
        std::string words = words_.term(core::text_or_empty(rule, "term"));
        if (const auto by = words_.index_of(core::text_or_empty(rule, "by"))) {
            words +=
                (words.empty() ? "" : ", ") +
                texts_.get("page.by_step", {{"what", ProfileWords::step(profile_.steps()[*by])}});
        }
        return words;
    }

    const Profile& profile_;
    const core::Catalogue& catalogue_;
    const core::Texts& texts_;
    ProfileWords words_;
};

std::string element(std::string_view name, std::string_view kind, const std::string& text) {
    if (text.empty()) {
        return "";
    }
    const std::string tag(name);
    return "<" + tag + " class=\"" + std::string(kind) + "\">" + escaped(text) + "</" + tag + ">\n";
}

constexpr std::string_view style = R"(
body { font: 11pt/1.45 system-ui, sans-serif; color: #1a1a1a; max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.7em; margin-bottom: 0; }
h2 { font-size: 1.2em; margin: 1.8em 0 .4em; border-bottom: 1px solid #888; break-after: avoid; }
article { margin: .8em 0 .8em 1em; break-inside: avoid; }
p { margin: 0; }
.force { font-weight: bold; }
.id, .source, .version { color: #555; font-size: .85em; }
.note { font-style: italic; }
@page { margin: 2cm; }
@media print { body { margin: 0; max-width: none; padding: 0; } }
)";

std::string section_html(const PageSection& section, const core::Texts& texts) {
    std::string out = "<section>\n" + element("h2", "title", section.title);
    for (const PageRule& rule : section.rules) {
        out += "<article>\n<p><span class=\"force\">" + escaped(rule.force) + "</span> " +
               escaped(rule.says) + " <span class=\"id\">" + escaped(rule.id) + "</span></p>\n" +
               element("p", "counts", rule.counts) + element("p", "term", rule.term) +
               element("p", "note", rule.note) + element("p", "source", rule.source) +
               "</article>\n";
    }
    if (section.rules.empty()) {
        out += element("p", "none", texts.get("page.no_rules"));
    }
    return out + "</section>\n";
}

std::string section_text(const PageSection& section) {
    std::string out = "\n" + section.title + "\n";
    for (const PageRule& rule : section.rules) {
        out += "\n  " + rule.id + "  " + rule.force + "  " + rule.says + "\n";
        for (const std::string* line : {&rule.counts, &rule.term, &rule.note, &rule.source}) {
            out += line->empty() ? "" : "      " + *line + "\n";
        }
    }
    return out;
}

}  // namespace

ProfilePage page_of(const Profile& profile, const core::Catalogue& catalogue,
                    const core::Texts& texts) {
    return PageWriter(profile, catalogue, texts).write();
}

std::string to_text(const ProfilePage& page) {
    std::string out = page.title + "\n" + page.version + "\n";
    out += page.about.empty() ? "" : page.about + "\n";
    for (const auto* sections : {&page.steps, &page.rest}) {
        for (const PageSection& section : *sections) {
            out += section_text(section);
        }
    }
    return out;
}

std::string to_html(const ProfilePage& page, const core::Texts& texts) {
    std::string out = "<!DOCTYPE html>\n<html lang=\"" + escaped(texts.get("page.language")) +
                      "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + escaped(page.title) +
                      "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n" +
                      element("h1", "title", page.title) + element("p", "version", page.version) +
                      element("p", "about", page.about);
    for (const auto* sections : {&page.steps, &page.rest}) {
        for (const PageSection& section : *sections) {
            out += section_html(section, texts);
        }
    }
    return out + "</body>\n</html>\n";
}

}  // namespace meldbrug::route
