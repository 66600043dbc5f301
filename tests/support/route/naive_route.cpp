#include "naive_route.hpp"

#include <algorithm>
#include <optional>

namespace meldbrug::test {

namespace {

class Naive {
public:
    Naive(const core::Json& profile, const std::map<std::string, std::string>& step_of_action,
          const std::vector<NaiveAct>& trace, int today)
        : profile_(profile), step_of_action_(step_of_action), trace_(trace), today_(today) {}

    std::map<std::string, std::string> findings() {
        for (const auto& rule : profile_.at("rules")) {
            const auto kind = rule.at("template").get<std::string>();
            if (kind == "existence") {
                existence(rule);
            } else if (kind == "after_each_step") {
                after_each_step(rule);
            } else if (kind == "not_coexistence" || kind == "not_succession") {
                excluded(rule, kind);
            } else if (kind == "periodic") {
                again(rule);
            } else if (rule.contains("occurrence") || rule.at("duty").front().is_object()) {
                each_answered(rule, kind);
            } else {
                answered(rule, kind);
            }
        }
        return found_;
    }

private:
    std::string step(const std::string& action) const {
        const auto known = step_of_action_.find(action);
        return known == step_of_action_.end() ? "" : known->second;
    }
    int order(const std::string& step) const {
        for (const auto& own : profile_.at("steps")) {
            if (own.at("id") == step) {
                return own.at("order").get<int>();
            }
        }
        return 0;
    }
    /// Does a list of names (actions or steps) name this action?
    bool named(const core::Json& names, const std::string& action) const {
        return std::any_of(names.begin(), names.end(), [&](const core::Json& name) {
            return name == action || (!step(action).empty() && name == step(action));
        });
    }
    std::vector<int> days(const core::Json& names) const {
        std::vector<int> all;
        for (const auto& act : trace_) {
            if (act.certain && named(names, act.action)) {
                all.push_back(act.day);
            }
        }
        std::sort(all.begin(), all.end());
        return all;
    }
    bool later_step_or_closing(int own_order, int day) const {
        return std::any_of(trace_.begin(), trace_.end(), [&](const NaiveAct& act) {
            const bool later = !step(act.action).empty() && order(step(act.action)) > own_order;
            return act.certain && act.day >= day && (later || act.action == "dossier_gesloten");
        });
    }
    void add(const core::Json& rule, const std::string& step, const std::string& verdict) {
        found_[rule.at("id").get<std::string>() + " " + step] = verdict;
    }

    void existence(const core::Json& rule) {
        const auto own = rule.at("step").get<std::string>();
        if (!days(core::Json::array({own})).empty()) {
            return;
        }
        for (const auto& act : trace_) {
            if (!step(act.action).empty() && order(step(act.action)) > order(own)) {
                add(rule, own, "missing");
            }
        }
    }

    void after_each_step(const core::Json& rule) {
        const auto told = days(rule.at("duty"));
        for (const auto& step : rule.at("steps")) {
            const auto taken = days(core::Json::array({step}));
            if (taken.empty()) {
                continue;
            }
            const int first = taken.front();
            if (std::any_of(told.begin(), told.end(), [&](int day) { return day >= first; })) {
                continue;
            }
            const auto name = step.get<std::string>();
            add(rule, name, later_step_or_closing(order(name), first) ? "missing" : "open");
        }
    }

    void answered(const core::Json& rule, const std::string& kind) {
        const auto asked = days(rule.at("trigger"));
        const auto done = days(rule.at("duty"));
        if (asked.empty()) {
            return;
        }
        const int first = asked.front();
        const bool anywhere = kind == "precedence" || kind == "responded_existence";
        if (std::any_of(done.begin(), done.end(),
                        [&](int day) { return anywhere || day >= first; })) {
            return;
        }
        const auto own = rule.at("step").get<std::string>();
        if (rule.contains("term")) {  // days only: P2D
            const int due = first + std::stoi(rule.at("term").get<std::string>().substr(1));
            add(rule, own, today_ > due ? "late" : "open");
            return;
        }
        const bool missing = kind == "precedence" || later_step_or_closing(order(own), first);
        add(rule, own, missing ? "missing" : "open");
    }

    /// Acts of the list, as places in the trace; of one day in the order of their notes.
    std::vector<std::size_t> places(const core::Json& names, bool certain) const {
        std::vector<std::size_t> all;
        for (std::size_t i = 0; i < trace_.size(); ++i) {
            if (trace_[i].certain == certain && named(names, trace_[i].action)) {
                all.push_back(i);
            }
        }
        std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
            return trace_[a].day != trace_[b].day ? trace_[a].day < trace_[b].day
                                                  : trace_[a].note < trace_[b].note;
        });
        return all;
    }
    bool stands(const std::string& window, std::size_t act, std::size_t asking) const {
        const bool same_note = trace_[act].note == trace_[asking].note;
        const int days = trace_[act].day - trace_[asking].day;
        if (window == "same_note") {
            return same_note;
        }
        const bool fits = window == "after"      ? days >= 0
                          : window == "before"   ? days <= 0
                          : window == "same_day" ? days == 0 || same_note
                                                 : true;
        return act != asking && fits;
    }
    bool does(const core::Json& duty, std::size_t asking, bool certain) const {
        for (const auto& one : duty) {
            for (const std::size_t act : places(one.at("any"), certain)) {
                if (stands(one.at("window").get<std::string>(), act, asking)) {
                    return true;
                }
            }
        }
        return false;
    }
    bool holds(const core::Json& rule, std::size_t asking) const {
        if (!rule.contains("when")) {
            return true;
        }
        const auto some = [&](const char* key, int by) {
            const auto all = days(rule.at("when").at(key));
            return std::any_of(all.begin(), all.end(), [&](int day) { return day <= by; });
        };
        const int day = trace_[asking].day;
        const core::Json& when = rule.at("when");
        return (!when.contains("seen") || some("seen", 1000)) &&
               (!when.contains("not_seen") || !some("not_seen", 1000)) &&
               (!when.contains("earlier") || some("earlier", day - 1)) &&
               (!when.contains("so_far") || some("so_far", day));
    }
    void each_answered(const core::Json& rule, const std::string& kind) {
        std::vector<std::size_t> asked;
        for (const std::size_t act : places(rule.at("trigger"), true)) {
            if (holds(rule, act)) {
                asked.push_back(act);
            }
        }
        const std::string occurrence = rule.value("occurrence", "first");
        if (asked.size() > 1 && occurrence != "each") {
            asked = {occurrence == "first" ? asked.front() : asked.back()};
        }
        const auto open = std::find_if(asked.begin(), asked.end(), [&](std::size_t act) {
            return !does(rule.at("duty"), act, true);
        });
        if (open == asked.end()) {
            return;
        }
        const auto own = rule.at("step").get<std::string>();
        const bool missing = kind == "data" || later_step_or_closing(order(own), trace_[*open].day);
        add(rule, own,
            does(rule.at("duty"), *open, false) ? "to_confirm"
            : missing                           ? "missing"
                                                : "open");
    }
    void excluded(const core::Json& rule, const std::string& kind) {
        for (const std::size_t act : places(rule.at("trigger"), true)) {
            for (const std::size_t other : places(rule.at("duty"), true)) {
                if (other != act &&
                    (kind == "not_coexistence" || trace_[other].day > trace_[act].day)) {
                    add(rule, rule.at("step").get<std::string>(), "to_confirm");
                }
            }
        }
    }
    void again(const core::Json& rule) {
        const auto asked = days(rule.at("trigger"));
        if (asked.empty() || !days(core::Json::array({"dossier_gesloten"})).empty()) {
            return;
        }
        int last = asked.front();
        for (const int day : days(rule.at("duty"))) {
            last = std::max(last, day);
        }
        if (today_ > last + std::stoi(rule.at("term").get<std::string>().substr(1))) {
            add(rule, rule.at("step").get<std::string>(), "late");
        }
    }

    const core::Json& profile_;
    const std::map<std::string, std::string>& step_of_action_;
    const std::vector<NaiveAct>& trace_;
    int today_;
    std::map<std::string, std::string> found_;
};

}  // namespace

std::map<std::string, std::string> naive_findings(
    const core::Json& profile, const std::map<std::string, std::string>& step_of_action,
    const std::vector<NaiveAct>& trace, int today) {
    return Naive(profile, step_of_action, trace, today).findings();
}

namespace {

/// Of another note, and clearly written after it.
bool after(const NaiveTerm& a, const NaiveTerm& b) {
    return a.note != b.note &&
           (a.day > b.day || (a.day == b.day && a.hour > b.hour && b.hour != 0));
}

}  // namespace

std::vector<std::pair<int, bool>> naive_terms(std::vector<NaiveTerm> notes) {
    // Where neither of two is clearly the later, the day's unknown hours come first.
    std::stable_sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
        return a.day != b.day ? a.day < b.day : a.hour < b.hour;
    });
    std::vector<std::pair<int, bool>> listed;
    for (const NaiveTerm& set : notes) {
        const bool restated = std::any_of(notes.begin(), notes.end(), [&](const auto& other) {
            return other.due == set.due && after(set, other);
        });
        if (set.due == 0 || restated) {
            continue;
        }
        // What moves it: a later note with another day, and none before that one.
        const NaiveTerm* mover = nullptr;
        for (const NaiveTerm& other : notes) {
            if (other.due != 0 && other.due != set.due && after(other, set) &&
                (mover == nullptr || after(*mover, other))) {
                mover = &other;
            }
        }
        const bool met = std::any_of(notes.begin(), notes.end(), [&](const auto& act) {
            return act.due == 0 && after(act, set) && (mover == nullptr || !after(act, *mover));
        });
        if (mover == nullptr || met) {
            listed.emplace_back(set.due, met);
        }
    }
    std::sort(listed.begin(), listed.end());
    return listed;
}

}  // namespace meldbrug::test
