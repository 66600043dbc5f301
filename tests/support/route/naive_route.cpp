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
            if (named(names, act.action)) {
                all.push_back(act.day);
            }
        }
        std::sort(all.begin(), all.end());
        return all;
    }
    bool later_step_or_closing(int own_order, int day) const {
        return std::any_of(trace_.begin(), trace_.end(), [&](const NaiveAct& act) {
            const bool later = !step(act.action).empty() && order(step(act.action)) > own_order;
            return act.day >= day && (later || act.action == "dossier_gesloten");
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

}  // namespace meldbrug::test
