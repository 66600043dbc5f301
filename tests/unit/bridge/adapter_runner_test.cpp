#include "meldbrug/bridge/adapter_runner.hpp"

#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

using namespace meldbrug;
using namespace meldbrug::tests;
using namespace std::chrono_literals;
using adapters::PollError;
using adapters::PollResult;

namespace {

/// What a scripted adapter answers, one after the other; afterwards nothing new.
struct Script {
    std::mutex mutex;
    std::deque<std::function<PollResult()>> answers;
    std::vector<std::string> cursors;  ///< it was given
    core::Status configured = core::Done{};
};

class ScriptedAdapter final : public adapters::Adapter {
public:
    ScriptedAdapter(std::string name, Script& script) : name_(std::move(name)), script_(script) {}
    [[nodiscard]] adapters::Manifest manifest() const override { return {name_, "", ""}; }
    [[nodiscard]] core::Status configure(const core::Json&) override { return script_.configured; }
    [[nodiscard]] PollResult poll(std::string_view cursor,
                                  std::chrono::steady_clock::time_point) override {
        std::function<PollResult()> answer;
        {
            const std::lock_guard lock(script_.mutex);
            script_.cursors.emplace_back(cursor);
            if (!script_.answers.empty()) {
                answer = std::move(script_.answers.front());
                script_.answers.pop_front();
            }
        }
        if (answer) {
            return answer();
        }
        PollResult nothing;
        nothing.batch.cursor = cursor;
        return nothing;
    }

private:
    std::string name_;
    Script& script_;
};

constexpr bridge::RunnerTimes quick{
    .between_polls = 5ms, .poll_limit = 100ms, .first_retry = 5ms, .longest_retry = 20ms};

class RunnerTest {
public:
    explicit RunnerTest(std::vector<std::string> names) {
        auto config = test.config();
        for (auto& name : names) {
            config.adapters.push_back({std::move(name), core::Json::object()});
        }
        bridge = must(bridge::Bridge::open(config, shipped_knowledge(), test.clock));
    }
    core::Result<std::unique_ptr<bridge::AdapterRunner>> start() {
        return bridge::AdapterRunner::start(
            *bridge,
            [this] {
                std::vector<std::unique_ptr<adapters::Adapter>> all;
                all.push_back(std::make_unique<ScriptedAdapter>("one", one));
                all.push_back(std::make_unique<ScriptedAdapter>("two", two));
                return all;
            },
            quick);
    }
    /// Until it holds, or ten seconds of a machine that is very busy.
    template <class Condition>
    bool eventually(Condition condition) {
        for (int i = 0; i < 2000; ++i) {
            if (condition()) {
                return true;
            }
            std::this_thread::sleep_for(5ms);
        }
        return false;
    }
    std::optional<store::AdapterState> state(const char* name) {
        return must(must(bridge->store().snapshot()).adapter(name));
    }

    Script one, two;
    TestBridge test;
    std::unique_ptr<bridge::Bridge> bridge;
};

PollResult brings(notes::Note note, std::string cursor) {
    PollResult result;
    result.batch.items.emplace_back(std::move(note));
    result.batch.cursor = std::move(cursor);
    return result;
}

PollResult fails(PollError::Kind kind, const char* message) {
    PollResult result;
    result.error = PollError{kind, {core::ErrorCode::unreachable, message, "one"}};
    return result;
}

}  // namespace

TEST_CASE("what an adapter brings is stored, and its cursor comes back to it") {
    RunnerTest test({"one"});
    test.one.answers.emplace_back(
        [] { return brings(note_on("a", "2150", "2026-03-02", signals_text), "c1"); });
    test.one.answers.emplace_back(
        [] { return brings(note_on("b", "2150", "2026-03-03", signals_text), "c2"); });
    const auto runner = must(test.start());
    CHECK(test.eventually([&] { return test.bridge->notes_of("2150")->size() == 2; }));
    CHECK(test.eventually([&] {
        const std::lock_guard lock(test.one.mutex);
        return test.one.cursors.size() > 2;
    }));
    const std::lock_guard lock(test.one.mutex);
    CHECK(test.one.cursors[0].empty());
    CHECK(test.one.cursors[1] == "c1");
    CHECK(test.one.cursors[2] == "c2");
}

TEST_CASE("an adapter that fails is told of and tried again, and healed when it answers") {
    RunnerTest test({"one"});
    std::atomic<bool> down = true;
    std::atomic<bool> told = false;
    for (int i = 0; i < 1000; ++i) {
        test.one.answers.emplace_back([&] {
            PollResult quiet;
            return down ? fails(PollError::Kind::retry_later, "the LVS does not answer") : quiet;
        });
    }
    const auto runner = must(test.start());
    told = test.eventually(
        [&] { return test.state("one") && !test.state("one")->last_error.empty(); });
    CHECK(told);
    CHECK(test.state("one")->last_error == "one: the LVS does not answer");
    CHECK_FALSE(test.state("one")->needs_person);
    CHECK_FALSE(test.bridge->health().at("ok").get<bool>());
    down = false;
    CHECK(test.eventually([&] { return test.state("one")->last_error.empty(); }));
    CHECK(test.state("one")->last_success);
}

TEST_CASE("what needs a person is marked so") {
    RunnerTest test({"one"});
    for (int i = 0; i < 1000; ++i) {
        test.one.answers.emplace_back(
            [] { return fails(PollError::Kind::needs_person, "the column 'date' is missing"); });
    }
    const auto runner = must(test.start());
    CHECK(test.eventually([&] { return test.state("one") && test.state("one")->needs_person; }));
}

TEST_CASE("an adapter that throws stops neither itself nor another") {
    RunnerTest test({"one", "two"});
    test.one.answers.emplace_back(
        []() -> PollResult { throw std::runtime_error("a mistake, with a pupil's name in it"); });
    test.one.answers.emplace_back(
        [] { return brings(note_on("a", "2150", "2026-03-02", signals_text), "c1"); });
    test.two.answers.emplace_back(
        [] { return brings(note_on("b", "2150", "2026-03-02", signals_text), "c1"); });
    const auto runner = must(test.start());
    CHECK(test.eventually([&] { return test.bridge->notes_of("2150")->size() == 2; }));
}

TEST_CASE("two folders that one adapter watches keep a cursor each") {
    RunnerTest test({"one", "one"});
    std::atomic<int> number = 0;
    for (int i = 0; i < 2; ++i) {
        test.one.answers.emplace_back([&] {
            return brings(
                note_on("n" + std::to_string(number++), "2150", "2026-03-02", signals_text), "c1");
        });
    }
    const auto runner = must(test.start());
    CHECK(test.eventually([&] { return test.state("one") && test.state("one-2"); }));
}

TEST_CASE("a setting that does not hold is told at the start, with its place") {
    RunnerTest unknown({"three"});
    const auto missing = unknown.start();
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().code == core::ErrorCode::invalid_config);
    CHECK(missing.error().line().find("/adapters/0") != std::string::npos);

    RunnerTest wrong({"one"});
    wrong.one.configured = core::Error{core::ErrorCode::invalid_config, "field 'path': is missing"};
    const auto refused = wrong.start();
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().line().find("path") != std::string::npos);
}

TEST_CASE("a runner stops between polls, not after its longest wait") {
    RunnerTest test({"one"});
    auto slow = quick;
    slow.between_polls = 1h;
    auto runner = must(bridge::AdapterRunner::start(
        *test.bridge,
        [&] {
            std::vector<std::unique_ptr<adapters::Adapter>> all;
            all.push_back(std::make_unique<ScriptedAdapter>("one", test.one));
            return all;
        },
        slow));
    CHECK(test.eventually([&] { return test.state("one").has_value(); }));
    const auto start = std::chrono::steady_clock::now();
    runner.reset();
    CHECK(std::chrono::steady_clock::now() - start < 10s);
}
