// The order of judging.
#include "judge.hpp"

namespace meldbrug::route {

void Judge::run() {
    reset();
    index();
    find_ways_out();
    find_outside();
    find_emergency();
    note_terms();
    start_steps();
    // Rules that make terms come first, so that rules on agreed terms find them.
    for (std::size_t i = 0; i < profile_.rules.size(); ++i) {
        walk_ = asked_ != nullptr && asked_->rule == i ? asked_ : nullptr;
        judge_rule(static_cast<std::uint16_t>(i));
    }
    walk_ = nullptr;
    settle_steps();
    drop_repetitions();
    find_level();
}

void judge(std::span<const Event> events, const JudgeContext& context, Verdicts& out) {
    Judge(events, context, out).run();
}

}  // namespace meldbrug::route
