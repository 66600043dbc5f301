#include "meldbrug/route/profile_lint.hpp"

#include "compiled_profile.hpp"
#include "profile_fields.hpp"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

namespace meldbrug::route {
namespace {

using core::Json;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

/// "Stap 3" → "3", "Fase 5b" → "5b"; empty where the label ends in no such word.
std::string number_word(const std::string& label) {
    const auto space = label.rfind(' ');
    const std::string word = space == std::string::npos ? "" : lower(label.substr(space + 1));
    return !word.empty() && word.front() >= '0' && word.front() <= '9' ? word : "";
}

/// The last line that "seeds/000.txt:65-70" cites, and the file; nothing where it cites no line.
std::optional<std::pair<std::string, std::size_t>> cited(const std::string& source) {
    const auto colon = source.rfind(':');
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    const auto dash = source.find('-', colon);
    const char* first = source.data() + (dash == std::string::npos ? colon : dash) + 1;
    const char* last = source.data() + source.size();
    std::size_t line = 0;
    const auto [end, error] = std::from_chars(first, last, line);
    if (error != std::errc{} || end != last) {
        return std::nullopt;
    }
    return std::pair{source.substr(0, colon), line};
}

/// Templates that no waiver reaches (notes-schema/README.md, "waived: never").
bool is_never_waived(Template kind) {
    return kind == Template::actor || kind == Template::co_actor ||
           kind == Template::after_each_step || kind == Template::not_coexistence ||
           kind == Template::not_succession || kind == Template::human_decision ||
           kind == Template::other_route || kind == Template::periodic;
}

class Linter {
public:
    Linter(const Profile& profile, const LintContext& context)
        : profile_(profile.compiled()), context_(context) {
        const Json* rules = core::find(profile_.document, "rules");
        for (std::size_t i = 0; rules != nullptr && i < rules->size(); ++i) {
            rules_.push_back(&(*rules)[i]);
        }
        for (const RuleText& text : profile_.texts) {
            place_.push_back(place_of(text.id, text.part));
        }
    }

    std::vector<LintNote> run() {
        steps();
        step_names();
        switches();
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            sources(i);
            excuses(i);
        }
        for (std::size_t i = 0; i < profile_.rules.size(); ++i) {
            shown(i);
            clock(i);
            for (std::size_t j = 0; j < i; ++j) {
                pair(j, i);
            }
        }
        return std::move(notes_);
    }

private:
    void add(bool error, std::string kind, std::string pointer, std::string what,
             std::string other = "") {
        notes_.push_back(
            {error, std::move(kind), std::move(pointer), std::move(what), std::move(other)});
    }

    [[nodiscard]] std::size_t place_of(const std::string& id, const std::string& part) const {
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            if (core::text_or_empty(*rules_[i], "id") == id &&
                core::text_or_empty(*rules_[i], "part") == part) {
                return i;
            }
        }
        return 0;
    }
    [[nodiscard]] std::string pointer_of(std::size_t rule, std::string_view key) const {
        return at(at("/rules", place_[rule]), key);
    }
    [[nodiscard]] std::string key_of(std::size_t rule) const {
        const RuleText& text = profile_.texts[rule];
        return text.part.empty() ? text.id : text.id + "/" + text.part;
    }

    void switches() {
        const Json* all = core::find(profile_.document, "switches");
        if (all == nullptr) {
            return;
        }
        for (const auto& group : all->items()) {
            const bool used = std::any_of(rules_.begin(), rules_.end(), [&](const Json* rule) {
                return core::text_or_empty(*rule, "switch") == group.key();
            });
            if (!used) {
                add(true, "switch_of_nothing", at("/switches", group.key()), group.key());
            }
        }
    }

    /// A step that nothing can show is open or missing in every dossier, whatever was done.
    void steps() {
        for (std::size_t i = 0; i < profile_.ladder.size(); ++i) {
            const LadderStep& step = profile_.ladder[i];
            const bool by_act =
                std::any_of(
                    profile_.evidence.begin(), profile_.evidence.end(),
                    [&](const std::optional<core::StepId>& shows) { return shows == step.id; }) ||
                std::any_of(profile_.beside.begin(), profile_.beside.end(),
                            [&](const core::StepSet& shows) { return shows.contains(step.id); });
            const auto& names = profile_.ladders[step.ladder].step_names;
            const bool by_name = std::any_of(names.begin(), names.end(), [&](const StepName& name) {
                return std::find(name.steps.begin(), name.steps.end(), step.id) != name.steps.end();
            });
            const std::string id(context_.catalogue.name(step.id));
            if (!by_act && !step.on_paper) {
                add(!by_name, by_name ? "step_by_name_only" : "step_never_shown", at("/steps", i),
                    id);
            }
            if (!step.seen.empty() && same(step.seen, step.not_seen)) {
                add(true, "step_unreachable", at(at("/steps", i), "when"), id);
            }
        }
    }

    void step_names() {
        for (std::size_t ladder = 0; ladder < profile_.ladders.size(); ++ladder) {
            const auto& names = profile_.ladders[ladder].step_names;
            for (std::size_t n = 0; n < names.size(); ++n) {
                step_name(ladder, names[n], std::span(names).first(n));
            }
        }
    }
    void step_name(std::size_t ladder, const StepName& name, std::span<const StepName> before) {
        // The first ladder's stand at the profile's own top.
        const std::string in = ladder == 0 ? "" : at("/ladders", ladder - 1);
        const std::string pointer = at(in + "/step_names", name.label);
        for (const StepName& other : before) {
            if (lower(other.label) == lower(name.label)) {
                add(true, "label_twice", pointer, name.label, other.label);
            }
        }
        for (const ProfileStep& step : profile_.steps) {
            const bool named =
                std::find(name.steps.begin(), name.steps.end(), step.id) != name.steps.end();
            if (step.ladder == ladder && !named && number_word(step.label) == lower(name.label)) {
                add(true, "label_of_other", pointer, name.label, step.label);
            }
        }
        if (several_orders(name)) {
            add(false, "label_of_two", pointer, name.label);
        }
    }

    [[nodiscard]] bool several_orders(const StepName& name) const {
        std::set<int> orders;
        for (const LadderStep& step : profile_.ladder) {
            if (std::find(name.steps.begin(), name.steps.end(), step.id) != name.steps.end()) {
                orders.insert(step.order);
            }
        }
        return orders.size() > 1;
    }

    void sources(std::size_t rule) {
        const Json* list = core::find(*rules_[rule], "source");
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const auto source = (*list)[i].get<std::string>();
            const auto line = cited(source);
            const auto file =
                line ? context_.source_lines.find(line->first) : context_.source_lines.end();
            if (file != context_.source_lines.end() &&
                (line->second == 0 || line->second > file->second)) {
                add(true, "source_outside", at(at(at("/rules", rule), "source"), i), source,
                    std::to_string(file->second));
            }
        }
    }

    /// A waiver of what is never judged, or never waived, excuses nothing.
    void excuses(std::size_t rule) {
        const Json* list = core::find(*rules_[rule], "excuses");
        if (!rules_[rule]->value("enabled", true)) {
            return;
        }
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const auto excused = (*list)[i].get<std::string>();
            bool judged = false;
            bool waived = false;
            for (std::size_t own = 0; own < profile_.rules.size(); ++own) {
                if (profile_.texts[own].id == excused || key_of(own) == excused) {
                    judged = true;
                    waived = waived || !is_never_waived(profile_.rules[own].kind);
                }
            }
            if (!waived) {
                add(false, judged ? "never_waived" : "excuses_listed",
                    at(at(at("/rules", rule), "excuses"), i), excused);
            }
        }
    }

    /// Whether some act can answer: one that can be read, or anything that is no act.
    [[nodiscard]] bool can_be_shown(Matches matches) const {
        if (!context_.shown) {
            return true;
        }
        for (std::size_t i = 0; i < matches.count; ++i) {
            const Match& match = profile_.matches[matches.first + i];
            for (std::size_t subject = 0; subject < 256; ++subject) {
                const Subject one{static_cast<std::uint8_t>(subject)};
                if (match.subjects.contains(one) &&
                    (subject >= max_actions ||
                     context_.shown->contains(core::ActionId{one.value}) ||
                     context_.catalogue.action(leaving_action) == core::ActionId{one.value})) {
                    return true;
                }
            }
            if (!match.steps.empty()) {
                return true;  // a step that nothing can show is told of where it stands
            }
        }
        return false;
    }

    void shown(std::size_t index) {
        const Rule& rule = profile_.rules[index];
        if (!rule.trigger.empty() && !can_be_shown(rule.trigger)) {
            add(false, "never_asked", pointer_of(index, "trigger"), key_of(index));
        } else if (!rule.duty.empty() && !can_be_shown(rule.duty)) {
            add(false, "never_answered", pointer_of(index, "duty"), key_of(index));
        }
    }

    void clock(std::size_t index) {
        const Rule& rule = profile_.rules[index];
        if (rule.term_made != no_step && rule.term.unit == TermUnit::agreed) {
            add(true, "term_without_clock", pointer_of(index, "term_name"),
                profile_.terms[rule.term_made].id);
        }
        if (rule.kind == Template::periodic && rule.term.unit == TermUnit::agreed) {
            add(true, "term_without_clock", pointer_of(index, "term"), key_of(index));
        }
    }

    void pair(std::size_t first, std::size_t second) {
        const Rule& a = profile_.rules[first];
        const Rule& b = profile_.rules[second];
        if (contradict(a, b) || contradict(b, a)) {
            add(true, "contradiction", at("/rules", place_[second]), key_of(second), key_of(first));
        }
        const bool existence = a.kind == Template::existence || a.kind == Template::init;
        const bool same_question =
            a.kind == b.kind && a.step == b.step && a.about == b.about &&
            (!existence || a.demands == b.demands) && same(a.trigger, b.trigger) &&
            same(a.duty, b.duty) && same(a.seen, b.seen) && same(a.not_seen, b.not_seen) &&
            same(a.earlier, b.earlier) && same(a.so_far, b.so_far) &&
            same(a.not_so_far, b.not_so_far) && a.steps == b.steps && a.roles == b.roles &&
            a.instead == b.instead && a.not_only == b.not_only && a.not_by == b.not_by &&
            a.at_least == b.at_least && a.occurrence == b.occurrence && overlap(a, b) &&
            a.term.unit == b.term.unit;
        if (same_question) {
            add(false, "shadowed", at("/rules", place_[second]), key_of(second), key_of(first));
        }
    }

    /// Whether both can hold for the same act.
    [[nodiscard]] static bool overlap(const Rule& a, const Rule& b) {
        const auto last = [](const Rule& rule) {
            return rule.age_until == 0 ? 255 : rule.age_until;
        };
        return a.from <= b.until && b.from <= a.until && a.age_from <= last(b) &&
               b.age_from <= last(a);
    }

    /// Whether `ban` forbids together what `duty` asks for together.
    [[nodiscard]] bool contradict(const Rule& ban, const Rule& duty) const {
        const bool bans =
            ban.kind == Template::not_coexistence || ban.kind == Template::not_succession;
        const bool asks = duty.kind == Template::response || duty.kind == Template::chain ||
                          duty.kind == Template::data || duty.kind == Template::precedence ||
                          duty.kind == Template::responded_existence;
        if (!bans || !asks || !overlap(ban, duty)) {
            return false;
        }
        const bool forward = same(ban.trigger, duty.trigger) && same(ban.duty, duty.duty);
        const bool backward = ban.kind == Template::not_coexistence &&
                              same(ban.trigger, duty.duty) && same(ban.duty, duty.trigger);
        return forward || backward;
    }

    /// Whether both name the same acts, wherever they have to stand.
    [[nodiscard]] bool same(Matches a, Matches b) const {
        const auto within = [&](Matches some, Matches all) {
            for (std::size_t i = 0; i < some.count; ++i) {
                const Match& one = profile_.matches[some.first + i];
                bool found = false;
                for (std::size_t j = 0; j < all.count; ++j) {
                    found = found || one.finds_as(profile_.matches[all.first + j]);
                }
                if (!found) {
                    return false;
                }
            }
            return true;
        };
        return within(a, b) && within(b, a);
    }

    const Profile::Compiled& profile_;
    const LintContext& context_;
    std::vector<const Json*> rules_;  // of the document
    std::vector<std::size_t> place_;  // of each judged rule in the document
    std::vector<LintNote> notes_;
};

}  // namespace

std::vector<LintNote> lint(const Profile& profile, const LintContext& context) {
    return Linter(profile, context).run();
}

}  // namespace meldbrug::route
