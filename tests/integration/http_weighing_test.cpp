// The school's framework is filled in on the board, and becomes text for the LVS.
#include "http_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace meldbrug;
using namespace meldbrug::test;
using core::Json;

namespace {

Json field_of(const Json& form, const std::string& id) {
    for (const Json& field : form.at("fields")) {
        if (field.at("id") == id) {
            return field;
        }
    }
    return nullptr;
}

}  // namespace

TEST_CASE("the form of the weighing asks the school's own questions, in its words") {
    RunningBridge running(http::ServerSettings{}, false, "twente");
    const Json form = running.client()
                          .call(running.token("ib"), "/v1/weighing", Json::object())
                          .json()
                          .at("form");
    const Json first = field_of(form, "vraag_1");
    CHECK(first.at("kind") == "yes_no");
    CHECK(first.at("choices") == Json({"ja", "nee", "twijfel"}));
    CHECK(field_of(form, "gewogen").at("choices") == Json({"ja", "nee"}));
    CHECK(first.at("asks").get<std::string>().find("sterk vermoeden") != std::string::npos);
    CHECK(first.at("source").get<std::string>().starts_with("seeds/000"));
    CHECK(field_of(form, "datum").at("required") == true);
    CHECK_FALSE(field_of(form, "besluit").at("choices").empty());
}

TEST_CASE("what is filled in comes back as text that reads as the weighing, and nothing is kept") {
    RunningBridge running(http::ServerSettings{}, false, "twente");
    const std::string token = running.token("ib");
    const Json answer = running.client()
                            .call(token, "/v1/weighing",
                                  {{"fields",
                                    {{"datum", today},
                                     {"door", "ib, directie"},
                                     {"gewogen", "ja"},
                                     {"vraag_1", "ja"},
                                     {"vraag_2", "twijfel"},
                                     {"besluit", "hulp organiseren"}}}})
                            .json();
    const auto text = answer.at("text").get<std::string>();
    CHECK(answer.at("reading").at("weighing") == Json({{"1", "yes"}, {"2", "doubt"}}));
    CHECK(running.client().call(token, "/v1/dossiers", Json::object()).json().at("pupils").empty());

    // Put into the LVS and read back from there, it is the weighing.
    REQUIRE(running.client()
                .call(token, "/v1/notes",
                      Json::array({{{"source", "test"},
                                    {"id", "n1"},
                                    {"pupil", "2150"},
                                    {"category", "Meldcode en Verwijsindex"},
                                    {"date", today},
                                    {"text", text}}}))
                .status == 200);
    const Json dossier = running.client()
                             .call(token, "/v1/dossier", {{"pupil", "2150"}})
                             .json()
                             .at("dossiers")
                             .at(0);
    CHECK(dossier.at("weighing").at("answers").size() == 2);
    const Json& steps = dossier.at("steps");
    CHECK(std::any_of(steps.begin(), steps.end(), [](const Json& step) {
        return step.at("id") == "wegen" && step.at("verdict") == "met";
    }));
}

TEST_CASE("what does not fit the form is refused by field") {
    RunningBridge running(http::ServerSettings{}, false, "twente");
    const std::string token = running.token("ib");
    const auto refused = [&](const Json& body) {
        const Response answer = running.client().call(token, "/v1/weighing", body);
        CHECK(answer.status == 422);
        return answer.body;
    };
    CHECK(refused({{"fields", {{"vraag_9", "ja"}}}}).find("fields") != std::string::npos);
    CHECK(refused({{"fields", {{"datum", "gisteren"}, {"door", "ib"}, {"gewogen", "ja"}}}})
              .find("datum") != std::string::npos);
    CHECK(refused({{"fields", {{"gewogen", "ja"}}}}).find("datum") != std::string::npos);
    // After a no to the first question nothing more is asked; before it is answered neither.
    for (const Json& answers :
         {Json{{"vraag_1", "nee"}, {"vraag_3", "ja"}}, Json{{"vraag_2", "ja"}}}) {
        Json fields = {{"datum", today}, {"door", "ib"}, {"gewogen", "ja"}};
        fields.update(answers);
        CHECK(refused({{"fields", fields}}).find("is not asked") != std::string::npos);
    }
    CHECK(refused({{"fields", {{"vraag_1", 1}}}}).find("text") != std::string::npos);
    CHECK(refused({{"fields", Json::array()}}).find("fields") != std::string::npos);
    CHECK(refused({{"Zwijgwoord", "2150"}}).find("Zwijgwoord") == std::string::npos);
}
