// What an IT person does when doctor complains: mends what it names, says what was seen, and doctor
// is content.
#include "integration/smtp_server.hpp"
#include "support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <thread>

using meldbrug::test::Ran;
using meldbrug::test::run_program;
using meldbrug::test::TempFolder;
using meldbrug::test::mailing::Child;
using meldbrug::test::mailing::MailServer;
using Json = nlohmann::json;

namespace {

/// A school with one open term of long ago and one IB to tell of it.
class ExaminedSchool {
public:
    explicit ExaminedSchool(std::uint16_t mail_port)
        : config_(folder_.write("meldbrug.json", Json{{"school", "05AA"},
                                                      {"route", "twente"},
                                                      {"store", "store/meldbrug.db"},
                                                      {"mail",
                                                       {{"host", "127.0.0.1"},
                                                        {"port", mail_port},
                                                        {"security", "plain"},
                                                        {"from", "meldbrug@school.example"}}}}
                                                     .dump())) {
        REQUIRE(
            run({"user", "add", "Irene", "--role", "ib", "--email", "ib@school.example"}).status ==
            0);
        const auto notes = folder_.write(
            "notes.jsonl",
            R"({"source":"t","id":"1","pupil":"p1","date":"2025-01-13","category":"Meldcode en Verwijsindex","title":"Stap 5",)"
            R"("text":"Jeugdhulp is georganiseerd en loopt. Directie is ingelicht. Over zes weken kijken we samen of er effect is.",)"
            R"("author":{"id":"t1","role":"ib"}})"
            "\n");
        REQUIRE(run({"import", notes.string()}).status == 0);
    }

    [[nodiscard]] Ran run(std::vector<std::string> words) const {
        words.insert(words.begin(), {"--config", config_.string()});
        return run_program(words);
    }
    [[nodiscard]] Json health() const { return Json::parse(run({"doctor", "--json"}).out); }

    /// The bridge runs until its health is as wanted.
    void serve_until(const std::function<bool(const Json& health)>& wanted) const {
        const Child bridge({"sh", "-c", "exec \"$0\" --config \"$1\" serve 2>\"$2\"", MELDBRUG_BIN,
                            config_.string(), (folder_.path() / "log").string()});
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!wanted(health())) {
            INFO(meldbrug::test::content_of(folder_.path() / "log"));
            REQUIRE(std::chrono::steady_clock::now() < end);
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        }
    }

private:
    TempFolder folder_;
    std::filesystem::path config_;
};

}  // namespace

TEST_CASE("a mail that was given up is complained of until an IT person has seen it") {
    const MailServer server("plain", {"--rcpt", "550 5.1.1 nobody of that name"});
    const ExaminedSchool school(server.port());
    school.serve_until([](const Json& health) { return health["outbox"]["failed"] == 1; });

    const Ran broken = school.run({"doctor"});
    CHECK(broken.status == 3);
    CHECK_THAT(broken.out, Catch::Contains("✖ outbox: 0 waiting, 1 given up") &&
                               Catch::Contains("550") &&
                               Catch::Contains("'meldbrug doctor --acknowledge'"));
    // Looking is not having seen: only who says so has.
    CHECK(school.run({"doctor"}).status == 3);

    const Ran seen = school.run({"doctor", "--acknowledge"});
    CHECK(seen.status == 0);
    CHECK_THAT(seen.out, Catch::Contains("1 mail that was given up has been seen") &&
                             Catch::Contains("✔ outbox: 0 waiting, 0 given up"));

    const Ran content = school.run({"doctor"});
    CAPTURE(content.out);
    CHECK(content.status == 0);
    CHECK(content.out.find("✖") == std::string::npos);
    CHECK(content.out.find("acknowledge") == std::string::npos);
    CHECK(Json::parse(school.run({"doctor", "--acknowledge", "--json"}).out)["acknowledged"] == 0);
    CHECK(server.inbox().empty());
}
