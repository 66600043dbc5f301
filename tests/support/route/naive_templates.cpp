#include "naive_templates.hpp"

#include "naive_route.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace meldbrug::test {

namespace {

using core::Json;
constexpr int never = 1000;

class Twin {
public:
    Twin(const Json& profile, const std::map<std::string, std::string>& step_of_action,
         std::vector<Told> told, int today)
        : profile_(profile), step_of_(step_of_action), told_(std::move(told)), today_(today) {
        // In order of days, and of one day in the order of their notes.
        std::stable_sort(told_.begin(), told_.end(), [](const Told& a, const Told& b) {
            return a.day != b.day ? a.day < b.day : a.note < b.note;
        });
        find_emergency();
    }

    std::map<std::string, std::string> verdicts() {
        for (const Json& rule : profile_.at("rules")) {
            judge(rule);
        }
        return found_;
    }

private:
    // ---- what was told

    std::string shows(const Told& act) const {
        const auto known = step_of_.find(act.what);
        return known == step_of_.end() ? "" : known->second;
    }
    int order(const std::string& step) const {
        for (const Json& own : profile_.at("steps")) {
            if (own.at("id") == step) {
                return own.at("order").get<int>();
            }
        }
        return 0;
    }
    std::vector<std::string> ladder() const {
        std::vector<std::string> all;
        for (const Json& own : profile_.at("steps")) {
            all.push_back(own.at("id").get<std::string>());
        }
        return all;
    }
    std::set<std::string> who(const Told& act, bool author_too) const {
        std::set<std::string> all = act.actors;
        for (const Told& other : told_) {
            if (act.what.front() == '?' && other.note == act.note &&
                other.what == "weging_gedaan") {
                all.insert(other.actors.begin(), other.actors.end());
            }
        }
        if (author_too && !act.author.empty()) {
            all.insert(act.author);
        }
        return all;
    }
    std::set<std::string> said_in(int note) const {
        std::set<std::string> all;
        for (const Told& act : told_) {
            if (act.note == note) {
                all.insert(act.marks.begin(), act.marks.end());
            }
        }
        return all;
    }
    bool is(const Json& one, const Told& act) const {
        const auto named = [&](const std::string& name) {
            return name == act.what || (!shows(act).empty() && name == shows(act));
        };
        if (one.is_string()) {
            return named(one.get<std::string>());
        }
        if (one.contains("question")) {
            const std::string question = "?" + std::to_string(one.at("question").get<int>());
            return act.what == question &&
                   (!one.contains("answers") ||
                    std::any_of(one.at("answers").begin(), one.at("answers").end(),
                                [&](const Json& answer) { return answer == act.answer; }));
        }
        if (one.contains("term")) {
            return act.what == "@" + one.at("term").get<std::string>();
        }
        if (one.contains("alarm")) {
            return act.what == "!" + one.at("alarm").get<std::string>();
        }
        if (!one.contains("any")) {
            return false;  // marks of a note: not told here
        }
        return std::any_of(one.at("any").begin(), one.at("any").end(),
                           [&](const Json& name) { return named(name.get<std::string>()); });
    }
    bool is_any(const Json& list, const Told& act) const {
        return std::any_of(list.begin(), list.end(), [&](const Json& one) { return is(one, act); });
    }
    int first(const std::string& step) const {
        for (const Told& act : told_) {
            if (act.certain && shows(act) == step) {
                return act.day;
            }
        }
        return never;
    }

    // ---- emergencies

    void find_emergency() {
        const Json* emergency = core::find(profile_, "emergency");
        for (const Told& report : told_) {
            if (emergency == nullptr || emergency_ != never || shows(report) != "melden" ||
                !report.certain || first("wegen") <= report.day) {
                continue;
            }
            for (const Told& sign : told_) {
                if (is_any(emergency->at("signs"), sign) && sign.day <= report.day &&
                    sign.day >= report.day - 1) {
                    emergency_ = std::min(emergency_, sign.day);
                }
            }
        }
    }
    /// Steps before the report that nobody has taken yet.
    bool passed_over(const std::string& step) const {
        return !step.empty() && order(step) < order("melden") && first(step) == never;
    }
    bool filling_in() const {
        return std::any_of(profile_.at("rules").begin(), profile_.at("rules").end(),
                           [&](const Json& rule) {
                               const auto kind = rule.at("template").get<std::string>();
                               return (kind == "existence" || kind == "init") &&
                                      passed_over(rule.at("step").get<std::string>()) &&
                                      excuse(rule, 0, never, never) != "waived";
                           });
    }
    /// Whether taking that step on that day passes no earlier step over.
    bool passes_nothing_over(const std::string& step, int day) const {
        return emergency_ != never && day >= emergency_ &&
               (filling_in() || order(step) >= order("melden"));
    }

    // ---- what is common to all templates

    bool holds(const Json& rule, const Told& asking) const {
        const Json* when = core::find(rule, "when");
        if (when == nullptr || !when->contains("not_so_far")) {
            return true;
        }
        return std::none_of(told_.begin(), told_.end(), [&](const Told& act) {
            return act.certain && act.day <= asking.day && is_any(when->at("not_so_far"), act);
        });
    }
    std::vector<const Told*> asking(const Json& rule) const {
        std::vector<const Told*> all;
        for (const Told& act : told_) {
            if (act.certain && is_any(rule.at("trigger"), act) && holds(rule, act)) {
                all.push_back(&act);
            }
        }
        return all;
    }
    /// Whether anything of the list answers, seen from the act that asks.
    bool answers(const Json& list, const Told& asking, const std::string& usual,
                 bool certain) const {
        return std::any_of(list.begin(), list.end(), [&](const Json& one) {
            const std::string window = one.is_object() ? one.value("window", usual) : usual;
            return std::any_of(told_.begin(), told_.end(), [&](const Told& act) {
                if (act.certain != certain || !is(one, act)) {
                    return false;
                }
                if (window == "same_note") {
                    return act.note == asking.note;
                }
                return &act != &asking && (window == "any" || act.day >= asking.day);
            });
        });
    }
    /// Whether a step of that order was taken on that day or later (one beside its own: later), or
    /// the dossier closed.
    bool later_taken(int from, int day, const std::string& own) const {
        return std::any_of(told_.begin(), told_.end(), [&](const Told& act) {
            if (act.what == "dossier_gesloten" && act.day >= day) {
                return true;
            }
            const std::string step = shows(act);
            if (step.empty() || step == own || !act.certain || passes_nothing_over(step, act.day)) {
                return false;
            }
            return order(step) >= from ? act.day >= day
                                       : order(step) == order(own) && act.day > day;
        });
    }
    void add(const Json& rule, const std::string& step, const std::string& verdict) {
        const bool hidden = verdict == "open" && rule.value("quiet", false);
        if (!hidden) {
            found_[rule.at("id").get<std::string>() + " " + step] = verdict;
        }
    }
    void add(const Json& rule, const std::string& verdict) {
        add(rule, rule.at("step").get<std::string>(), verdict);
    }

    // ---- waivers

    /// "" when nothing excuses the rule; the act must stand from one day to another.
    std::string excuse(const Json& rule, int from, int until, int asked) const {
        std::string best;
        const auto better = [&](const std::string& verdict) {
            const std::vector<std::string> rank{"", "missing", "to_confirm", "waived"};
            const auto place = [&](const std::string& one) {
                return std::find(rank.begin(), rank.end(), one) - rank.begin();
            };
            best = place(verdict) > place(best) ? verdict : best;
        };
        for (const Json& waiver : profile_.at("rules")) {
            if (waiver.at("template") != "waiver" ||
                std::find(waiver.at("excuses").begin(), waiver.at("excuses").end(),
                          rule.at("id")) == waiver.at("excuses").end()) {
                continue;
            }
            for (const Told& act : told_) {
                if (is_any(waiver.at("trigger"), act) && act.day >= from && act.day <= until) {
                    better(ground(waiver, act, asked));
                }
            }
        }
        return best;
    }
    std::string ground(const Json& waiver, const Told& act, int asked) const {
        const auto given = said_in(act.note);
        const auto said = [&](const Json& mark) { return given.contains(mark.get<std::string>()); };
        const auto some = [&](const char* key) {
            return waiver.contains(key) &&
                   std::any_of(waiver.at(key).begin(), waiver.at(key).end(), said);
        };
        for (const Json& together : waiver.at("grounds")) {
            if (std::all_of(together.begin(), together.end(), said)) {
                const bool late = waiver.value("window", "any") == "before" && act.day > asked;
                return act.certain && !late ? "waived" : "to_confirm";
            }
        }
        if (some("doubtful_grounds")) {
            return "to_confirm";
        }
        if (some("other_grounds")) {
            return act.certain ? "missing" : "to_confirm";
        }
        return some("void_grounds") ? "" : "to_confirm";
    }

    // ---- the templates

    void judge(const Json& rule) {
        const auto kind = rule.at("template").get<std::string>();
        if (kind == "existence" || kind == "init") {
            existence(rule);
        } else if (kind == "alternate") {
            alternate(rule);
        } else if (kind == "actor" || kind == "co_actor") {
            actor(rule, kind);
        } else if (kind == "human_decision" || kind == "other_route") {
            for (const Told& act : told_) {
                if (is_any(rule.at("trigger"), act)) {
                    add(rule, "to_confirm");
                }
            }
        } else if (kind != "waiver") {
            duty(rule, kind);
            if (kind == "exclusive_choice") {
                both_ways(rule);
            }
        }
    }
    void existence(const Json& rule) {
        const auto own = rule.at("step").get<std::string>();
        int later = never;  // the first day of the first later step that passes it over
        for (const std::string& step : ladder()) {
            if (order(step) > order(own) && !passes_nothing_over(step, first(step))) {
                later = std::min(later, first(step));
            }
        }
        if (first(own) != never) {
            return;
        }
        const std::string excused = excuse(rule, 0, never, later);
        if (excused == "waived") {
            return;
        }
        if (!excused.empty()) {
            add(rule, excused);
        } else if (later != never) {
            add(rule, "missing");
        } else if (emergency_ != never && order(own) < order("melden")) {
            add(rule, "open");
        }
    }
    void duty(const Json& rule, const std::string& kind) {
        const std::string usual = kind == "response" || kind == "chain" ? "after"
                                  : kind == "data"                      ? "same_note"
                                                                        : "any";
        const std::string term = rule.value("term", "");
        if (!term.empty() && term.front() == '@' && agreed(rule, term)) {
            return;
        }
        auto all = asking(rule);
        const auto occurrence = rule.value("occurrence", "first");
        if (all.size() > 1 && occurrence != "each") {
            all = {occurrence == "first" ? all.front() : all.back()};
        }
        const auto open = std::find_if(all.begin(), all.end(), [&](const Told* act) {
            return !answers(rule.at("duty"), *act, usual, true);
        });
        if (open == all.end()) {
            return;
        }
        const Told& act = **open;
        const Json doubtful = rule.value("doubtful", Json::array());
        if (answers(rule.at("duty"), act, usual, false) || answers(doubtful, act, "any", true) ||
            answers(doubtful, act, "any", false)) {
            add(rule, "to_confirm");
            return;
        }
        const std::string excused = excuse(rule, 0, never, act.day);
        if (!excused.empty()) {
            if (excused != "waived") {
                add(rule, excused);
            }
            return;
        }
        unanswered(rule, kind, act, term);
    }
    void unanswered(const Json& rule, const std::string& kind, const Told& act,
                    const std::string& term) {
        const auto own = rule.at("step").get<std::string>();
        const bool confirm = rule.contains("unmet");
        if (!term.empty() && term.front() == 'P') {
            const bool late = today_ > act.day + std::stoi(term.substr(1));
            add(rule, !late ? "open" : confirm ? "to_confirm" : "late");
            return;
        }
        const bool urgent = emergency_ != never && act.day >= emergency_ &&
                            (shows(act) == "melden" || passed_over(asked_step(rule)));
        const bool at_once = (kind == "precedence" || kind == "data") && !urgent;
        const bool late = kind == "chain" ? later_taken(0, act.day + 1, own)
                                          : later_taken(order(own) + 1, act.day, own);
        add(rule, !at_once && !late ? "open" : confirm ? "to_confirm" : "missing");
    }
    /// The step that what the rule is about would show.
    std::string asked_step(const Json& rule) const {
        const auto about = rule.at("about").get<std::string>();
        const auto known = step_of_.find(about);
        return known != step_of_.end() ? known->second : order(about) > 0 ? about : "";
    }
    /// Whether a term of that kind was agreed; then it alone decides.
    bool agreed(const Json& rule, const std::string& term) {
        std::vector<NaiveTerm> notes;
        for (const Told& act : told_) {
            if (act.what == term) {
                notes.push_back({act.day, 0, act.note, act.due});
            } else if (act.certain &&
                       is_any(profile_.at("terms").at(term.substr(1)).at("met_by"), act)) {
                notes.push_back({act.day, 0, act.note, 0});
            }
        }
        const auto listed = naive_terms(notes);
        for (const auto& [due, met] : listed) {
            if (!met && today_ > due) {
                add(rule, "late");
            }
        }
        return !listed.empty();
    }
    void both_ways(const Json& rule) {
        if (asking(rule).empty()) {
            return;
        }
        const auto ways =
            std::count_if(rule.at("duty").begin(), rule.at("duty").end(), [&](const Json& way) {
                return answers(Json::array({way}), *asking(rule).front(), "any", true);
            });
        if (ways > 1) {
            add(rule, "to_confirm");
        }
    }
    void alternate(const Json& rule) {
        std::vector<std::string> taken;
        for (const std::string& step : ladder()) {
            const auto& steps = rule.at("steps");
            if (first(step) != never &&
                std::find(steps.begin(), steps.end(), step) != steps.end()) {
                taken.push_back(step);
            }
        }
        std::stable_sort(taken.begin(), taken.end(),
                         [&](const auto& a, const auto& b) { return first(a) < first(b); });
        std::set<int> done;
        for (const Told& act : told_) {
            if (act.certain && is_any(rule.at("duty"), act)) {
                done.insert(act.day);
            }
        }
        // A gap without one of its own leans on one to spare: more of them from its beginning on
        // than there are later gaps that have theirs.
        std::size_t satisfied = 0;
        for (std::size_t i = taken.size(); i-- > 1;) {
            const int from = first(taken[i - 1]);
            const int to = first(taken[i]);
            const auto on = std::count_if(done.begin(), done.end(),
                                          [&](int day) { return day >= from && day <= to; });
            const auto after =
                std::count_if(done.begin(), done.end(), [&](int day) { return day >= from; });
            if (from == to) {
                continue;
            }
            if (on > 0 || static_cast<std::size_t>(after) > satisfied) {
                ++satisfied;
                continue;
            }
            const bool urgent = emergency_ != never && to >= emergency_ &&
                                (taken[i] == "melden" || order(taken[i]) < order("melden"));
            const std::string excused = excuse(rule, from, urgent ? never : to, to);
            if (excused != "waived") {
                add(rule, taken[i - 1], !excused.empty() ? excused : urgent ? "open" : "missing");
            }
        }
    }
    void actor(const Json& rule, const std::string& kind) {
        const auto all = asking(rule);
        const auto occurrence = rule.value("occurrence", "each");
        std::vector<int> days;
        for (const Told* act : all) {
            const int day = occurrence == "together" ? 0 : act->day;
            if (days.empty() || days.back() != day) {
                days.push_back(day);
            }
        }
        if (!days.empty() && occurrence == "first") {
            days = {days.front()};
        }
        if (!days.empty() && occurrence == "last") {
            days = {days.back()};
        }
        std::vector<std::string> says;
        for (const int day : days) {
            std::set<std::string> named, there;
            for (const Told* act : all) {
                if (occurrence == "together" || act->day == day) {
                    named.merge(who(*act, false));
                    there.merge(who(*act, true));
                }
            }
            says.push_back(took_part(rule, kind, named, there));
        }
        const auto said = [&](const char* what) {
            return std::find(says.begin(), says.end(), what) != says.end();
        };
        if (said("wrong")) {
            add(rule, "missing");
        } else if (said("some")) {
            add(rule, said("met") ? "to_confirm" : "missing");
        } else if (said("nobody") && rule.value("unnamed", "to_confirm") != "silent") {
            add(rule, "to_confirm");
        }
    }
    static std::string took_part(const Json& rule, const std::string& kind,
                                 const std::set<std::string>& named,
                                 const std::set<std::string>& there) {
        const auto of = [&](const char* key, const std::set<std::string>& people) {
            std::set<std::string> both;
            for (const Json& role : rule.value(key, Json::array())) {
                if (people.contains(role.get<std::string>())) {
                    both.insert(role.get<std::string>());
                }
            }
            return both;
        };
        const auto asked = of("roles", there);
        const auto alone = of("not_only", asked);
        if (!of("not_by", named).empty() ||
            (!of("not_only", named).empty() && alone.size() == asked.size())) {
            return "wrong";
        }
        const std::size_t needed = kind == "actor" ? 1
                                   : rule.contains("at_least")
                                       ? rule.at("at_least").get<std::size_t>()
                                       : rule.at("roles").size();
        if (asked.size() >= needed) {
            return "met";
        }
        if (!of("instead", named).empty()) {
            return "wrong";
        }
        return kind == "co_actor" && !of("roles", named).empty() ? "some" : "nobody";
    }

    const Json& profile_;
    const std::map<std::string, std::string>& step_of_;
    std::vector<Told> told_;
    int today_;
    int emergency_ = never;  // the day of its first sign
    std::map<std::string, std::string> found_;
};

}  // namespace

std::map<std::string, std::string> naive_verdicts(
    const Json& profile, const std::map<std::string, std::string>& step_of_action,
    const std::vector<Told>& told, int today) {
    return Twin(profile, step_of_action, told, today).verdicts();
}

}  // namespace meldbrug::test
