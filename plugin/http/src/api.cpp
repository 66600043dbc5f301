#include "meldbrug/http/api.hpp"

#include "rate_limit.hpp"
#include "views.hpp"

#include "meldbrug/notes/note_json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

namespace meldbrug::http {
namespace {

using core::Error;
using core::ErrorCode;
using core::Json;
using core::Result;

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
// A form with a few fields; a body beside its note's 10 MiB bound has no business here.
constexpr std::size_t usual_body = 1 * mebibyte;
// A push brings a whole school's day at once; larger exports go through a folder.
constexpr std::size_t max_push = 8 * mebibyte;
// More than any page of a pupil system lists, so that one call cannot ask for everyone in the
// country.
constexpr std::size_t max_pupils = 2000;
// As long as a term that a route knows: two years in the Verwijsindex.
constexpr int max_term_days = 731;
// Four weeks is what a care coordinator plans ahead.
constexpr int default_term_days = 28;
// A term of school, so that a shared computer does not stay paired for ever; pairing again takes a
// minute.
constexpr std::string_view session_seconds = "7776000";  // 90 days
constexpr std::string_view push_adapter = "push";

Error invalid(std::string_view field, std::string_view reason) {
    return Error{ErrorCode::invalid_input,
                 "field '" + std::string(field) + "': " + std::string(reason)};
}

/// A text member that must be there.
Result<std::string> required_text(const Json& body, std::string_view field) {
    const Json* value = core::find(body, field);
    if (value == nullptr || !value->is_string() || value->get_ref<const std::string&>().empty()) {
        return invalid(field, "a text is needed");
    }
    return value->get<std::string>();
}

/// A text member that may be absent or null.
Result<std::optional<std::string>> optional_text(const Json& body, std::string_view field) {
    const Json* value = core::find(body, field);
    if (value == nullptr || value->is_null()) {
        return std::optional<std::string>();
    }
    if (!value->is_string()) {
        return invalid(field, "not a text");
    }
    return std::optional(value->get<std::string>());
}

Result<std::vector<std::string>> texts_of(const Json& body, std::string_view field) {
    const Json* values = core::find(body, field);
    if (values == nullptr || !values->is_array() || values->size() > max_pupils) {
        return invalid(field,
                       "a list of at most " + std::to_string(max_pupils) + " texts is needed");
    }
    std::vector<std::string> texts;
    texts.reserve(values->size());
    for (const Json& value : *values) {
        if (!value.is_string()) {
            return invalid(field, "a list of texts is needed");
        }
        texts.push_back(value.get<std::string>());
    }
    return texts;
}

Result<int> days_of(const Json& body, std::string_view field) {
    const Json* value = core::find(body, field);
    if (value == nullptr || value->is_null()) {
        return default_term_days;
    }
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() > max_term_days) {
        return invalid(
            field, "a number of days from 0 to " + std::to_string(max_term_days) + " is needed");
    }
    return static_cast<int>(value->get<std::uint64_t>());
}

/// What stands behind "name " in a header like Authorization; empty when it is another scheme.
std::string_view credential(std::string_view authorization, std::string_view scheme) {
    const std::size_t space = authorization.find(' ');
    if (space == std::string_view::npos || !same_header(authorization.substr(0, space), scheme)) {
        return {};
    }
    return authorization.substr(space + 1);
}

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
    while (!cookies.empty()) {
        const std::string_view pair = cookies.substr(0, cookies.find(';'));
        cookies.remove_prefix(std::min(cookies.size(), pair.size() + 1));
        const std::size_t first = std::min(pair.find_first_not_of(' '), pair.size());
        const std::string_view trimmed = pair.substr(first);
        if (trimmed.starts_with(name) && trimmed.substr(name.size()).starts_with('=')) {
            return trimmed.substr(name.size() + 1);
        }
    }
    return {};
}

Json person_json(const bridge::Person& person) {
    return {{"id", person.id}, {"name", person.name}, {"role", person.role}};
}

bridge::Actor actor_of(const bridge::Person& person) {
    return {person.id, person.role};
}

Json rights_json(std::string_view role) {
    Json rights = Json::array();
    for (std::size_t i = 0; i < bridge::resource_count; ++i) {
        const auto resource = static_cast<bridge::Resource>(i);
        if (bridge::may(role, resource)) {
            rights.push_back(bridge::name_of(resource));
        }
    }
    return rights;
}

void add_dossiers(std::span<const bridge::PupilSummaryPtr> pupils,
                  std::vector<std::string>& shown) {
    for (const auto& pupil : pupils) {
        for (const auto& dossier : pupil->dossiers) {
            shown.push_back(dossier.dossier);
        }
    }
}

struct Push {
    adapters::Batch batch;
    Json refused = Json::array();
};

Push items_of(const Json& body) {
    Push push;
    for (std::size_t index = 0; index < body.size(); ++index) {
        auto item = notes::item_from_json(body[index]);
        if (item) {
            push.batch.items.push_back(std::move(item).value());
        } else {
            push.refused.push_back({{"index", index}, {"reason", item.error().message}});
            push.batch.refused.push_back(
                {"item " + std::to_string(index), "", item.error().message});
        }
    }
    return push;
}

constexpr std::string_view calendar_prefix = "/calendar/";
constexpr std::string_view calendar_suffix = ".ics";

using Names = std::map<std::string, std::string, std::less<>>;

Result<Names> names_of_people(bridge::Bridge& bridge) {
    const auto people = bridge.people();
    if (!people) {
        return people.error();
    }
    Names names;
    for (const bridge::Person& person : *people) {
        names[person.id] = person.name;
    }
    return names;
}

/// Of those whom the caller sees as well, as they are today: none beside a dossier of another day.
core::Status write_siblings(JsonWriter& writer, bridge::Bridge& bridge, const bridge::Sight& sight,
                            std::string_view pupil, core::Date day,
                            std::vector<std::string>& shown) {
    std::vector<bridge::PupilSummaryPtr> siblings;
    if (day == bridge.clock().today()) {
        auto found = bridge.siblings_of(pupil);
        if (!found) {
            return found.error();
        }
        siblings = std::move(found).value();
    }
    sight.narrow(siblings);
    writer.key("siblings").begin_array();
    for (const auto& sibling : siblings) {
        for (const bridge::DossierSummary& dossier : sibling->dossiers) {
            shown.push_back(dossier.dossier);
            writer.begin_object()
                .member("pupil", sibling->pupil)
                .member("name", sibling->name)
                .member("dossier", dossier.dossier)
                .member("state", route::name_of(dossier.state))
                .end_object();
        }
    }
    writer.end_array();
    return core::Done{};
}

/// Empty for who is no person that we know: the bridge itself, or the console.
std::string name_in(const Names& names, std::string_view id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
}

}  // namespace

struct Api::Limits {
    // A person mistypes a code; a program that guesses tries more often. From one address, because
    // behind it nobody is known yet.
    RateLimit strangers{/*per_second=*/2, /*at_once=*/200};
    // Calendar programs ask a few times an hour, a whole school's perhaps from one address; apart
    // from the codes, so that neither keeps the other waiting.
    RateLimit calendars{/*per_second=*/2, /*at_once=*/200};
    // A board asks once or twice in five seconds, a page of a pupil system once; a school's push
    // comes in parts. Far above all of these, and below what would keep others waiting.
    RateLimit tokens{/*per_second=*/200, /*at_once=*/1000};
};

Api::Api(bridge::Bridge& bridge, ApiSettings settings)
    : bridge_(bridge), settings_(std::move(settings)), limits_(std::make_unique<Limits>()) {}
Api::Api(Api&& other) noexcept = default;
Api::~Api() = default;

std::span<const Endpoint> Api::endpoints() {
    using bridge::Resource;
    // The resource of a target that asks no right is never looked at.
    static const std::array table = {
        Endpoint{"/v1/pair", Access::anyone, Resource::health, usual_body, false, &Api::pair},
        Endpoint{"/v1/session", Access::paired, Resource::health, usual_body, false, &Api::session},
        Endpoint{"/v1/sign-out", Access::paired, Resource::health, usual_body, false,
                 &Api::sign_out},
        Endpoint{"/v1/badges", Access::by_right, Resource::badges, usual_body, false, &Api::badges,
                 "badges"},
        Endpoint{"/v1/dossiers", Access::by_right, Resource::routes, usual_body, false,
                 &Api::dossiers, "dossiers"},
        Endpoint{"/v1/dossier", Access::by_right, Resource::routes, usual_body, false,
                 &Api::dossier, "dossier"},
        Endpoint{"/v1/terms", Access::by_right, Resource::routes, usual_body, false, &Api::terms,
                 "terms"},
        Endpoint{"/v1/read", Access::by_right, Resource::drafts, usual_body, false, &Api::read},
        Endpoint{"/v1/notes", Access::by_right, Resource::notes_in, max_push, true, &Api::notes},
        Endpoint{"/v1/weighing", Access::by_right, Resource::drafts, usual_body, false,
                 &Api::weighing},
        Endpoint{"/v1/confirm", Access::by_right, Resource::corrections, usual_body, false,
                 &Api::confirm},
        Endpoint{"/v1/misfiled", Access::by_right, Resource::misfiled, usual_body, false,
                 &Api::misfiled, "misfiled"},
        Endpoint{"/v1/misfiled/seen", Access::by_right, Resource::misfiled, usual_body, false,
                 &Api::misfiled_seen},
        Endpoint{"/v1/audit", Access::by_right, Resource::audit, usual_body, false, &Api::audit,
                 "audit"},
        Endpoint{"/v1/own-notes", Access::by_right, Resource::own_notes, usual_body, false,
                 &Api::own_notes, "own_notes"},
        Endpoint{"/v1/counts", Access::by_right, Resource::counts, usual_body, false, &Api::counts,
                 "counts"},
        Endpoint{"/v1/invitations", Access::by_right, Resource::invitations, usual_body, false,
                 &Api::invitations, "invitations"},
        Endpoint{"/v1/invite", Access::by_right, Resource::invitations, usual_body, false,
                 &Api::invite},
        Endpoint{"/v1/invite/end", Access::by_right, Resource::invitations, usual_body, false,
                 &Api::end_invitation},
        Endpoint{"/v1/notices", Access::by_right, Resource::notices, usual_body, false,
                 &Api::notices_for, "notices"},
        Endpoint{"/v1/notices/ack", Access::by_right, Resource::notices, usual_body, false,
                 &Api::acknowledge},
        Endpoint{"/v1/hidings", Access::by_right, Resource::hidings, usual_body, false,
                 &Api::hidings, "hidings"},
        Endpoint{"/v1/hide", Access::by_right, Resource::hidings, usual_body, false, &Api::hide},
        Endpoint{"/v1/hide/end", Access::by_right, Resource::hidings, usual_body, false,
                 &Api::end_hiding},
        Endpoint{"/v1/duties", Access::by_right, Resource::duties, usual_body, false, &Api::duties},
        Endpoint{"/v1/duties/done", Access::by_right, Resource::duties, usual_body, false,
                 &Api::duty_done},
        Endpoint{"/v1/duties/undo", Access::by_right, Resource::duties, usual_body, false,
                 &Api::duty_undo},
    };
    return table;
}

const Endpoint* Api::find(std::string_view target) {
    const auto table = endpoints();
    const auto endpoint =
        std::find_if(table.begin(), table.end(),
                     [target](const Endpoint& candidate) { return candidate.target == target; });
    return endpoint == table.end() ? nullptr : &*endpoint;
}

std::variant<Permit, Answer> Api::permit(const Endpoint& endpoint, Caller caller,
                                         std::string_view authorization, std::string_view cookies,
                                         std::string_view address) const {
    const auto now = std::chrono::steady_clock::now();
    if (endpoint.access == Access::anyone) {
        if (!limits_->strangers.allows(address, now)) {
            bridge_.record_refusal({std::string(address), ""}, endpoint.target, "too often");
            return problem(429, "Too many tries: wait a minute.");
        }
        return Permit{{}, {}, std::string(address)};
    }
    auto token = token_of(caller, authorization, cookies);
    auto person = token ? bridge_.authenticate(*token)
                        : Result<bridge::Person>(Error{ErrorCode::forbidden, "no token"});
    if (!person) {
        if (person.error().code != ErrorCode::forbidden) {
            return problem(person.error());
        }
        // What a known device asks is answered all the same: strangers behind the same address
        // keep nobody out.
        const bool too_often = !limits_->strangers.allows(address, now);
        bridge_.record_refusal({std::string(address), ""}, endpoint.target,
                               too_often ? "too often" : "not paired");
        return too_often ? problem(429, "Too many tries: wait a minute.")
                         : problem(401, "Pair this device first.");
    }
    if (!limits_->tokens.allows(*token, now)) {
        bridge_.record_refusal(actor_of(*person), endpoint.target, "too often");
        return problem(429, "Too many calls: wait a moment.");
    }
    if (endpoint.access == Access::by_right && !bridge::may(person->role, endpoint.resource)) {
        bridge_.record_refusal(actor_of(*person), endpoint.target, "role");
        return problem(403, "Your role does not see this.");
    }
    return Permit{std::move(person).value(), std::move(*token), std::string(address)};
}

Answer Api::answer(const Endpoint& endpoint, const Permit& permit, Caller caller,
                   std::string_view text) const {
    const auto body = core::parse_json(text, "body");
    if (!body) {
        return problem(400, body.error().line());
    }
    if (endpoint.takes_array ? !body->is_array() : !body->is_object()) {
        return problem(
            422, endpoint.takes_array ? "The body must be a list." : "The body must be an object.");
    }
    std::vector<std::string> shown;
    auto answer = (this->*endpoint.handler)(
        Call{permit.person, permit.token, caller, permit.address, *body, shown});
    if (!answer) {
        return problem(answer.error());
    }
    if (!endpoint.look.empty()) {
        const std::string ground = "right:" + std::string(bridge::name_of(endpoint.resource));
        if (auto recorded = bridge_.record_look(actor_of(permit.person), endpoint.look, ground,
                                                std::move(shown));
            !recorded) {
            return problem(recorded.error());
        }
    }
    return std::move(answer).value();
}

void Api::refused(std::string_view address) const {
    bridge_.record_refusal({std::string(address), ""}, "request", "gate");
}

Answer Api::calendar(std::string_view target, std::string_view address) const {
    Answer not_there = problem(404, "No such page.");
    if (!target.starts_with(calendar_prefix) || !target.ends_with(calendar_suffix)) {
        return not_there;
    }
    target.remove_prefix(calendar_prefix.size());
    target.remove_suffix(calendar_suffix.size());
    // Nobody guesses 256 bits; whoever tries all the same waits, as with codes.
    if (!limits_->calendars.allows(address, std::chrono::steady_clock::now())) {
        return problem(429, "Too many requests: wait a little and try again.");
    }
    const auto calendar = bridge_.calendar(target);
    if (!calendar) {
        return problem(calendar.error());
    }
    return *calendar ? Answer{200, "text/calendar; charset=utf-8", **calendar} : not_there;
}

Answer Api::health() const {
    return json_answer({{"status", "ok"}});
}

std::optional<std::string> Api::token_of(Caller caller, std::string_view authorization,
                                         std::string_view cookies) const {
    const std::string_view bearer = credential(authorization, "Bearer");
    if (!bearer.empty()) {
        return std::string(bearer);
    }
    const std::string_view key = credential(authorization, "Board");
    const std::string_view half = cookie_value(cookies, settings_.cookie_name);
    if (caller != Caller::own_page || key.empty() || half.empty()) {
        return std::nullopt;
    }
    return std::string(half).append(key);
}

std::string Api::session_cookie(std::string_view value, std::string_view max_age) const {
    std::string cookie = settings_.cookie_name + "=" + std::string(value);
    cookie += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::string(max_age);
    return settings_.secure_cookie ? cookie + "; Secure" : cookie;
}

Result<core::Date> Api::as_of(const Json& body) const {
    const auto text = optional_text(body, "as_of");
    if (!text) {
        return text.error();
    }
    if (!*text) {
        return bridge_.clock().today();
    }
    const auto date = core::parse_date(**text);
    return date ? Result<core::Date>(*date) : invalid("as_of", "not a day (YYYY-MM-DD)");
}

Result<Answer> Api::pair(const Call& call) const {
    const auto code = required_text(call.body, "code");
    const auto device = required_text(call.body, "device");
    const auto want = optional_text(call.body, "want");
    if (!code || !device || !want) {
        return !code ? code.error() : !device ? device.error() : want.error();
    }
    if (*want && **want != "token") {
        return invalid("want", "only 'token' can be asked for");
    }
    auto token = bridge_.pair(*code, *device);
    if (!token) {
        if (token.error().code == ErrorCode::forbidden) {
            bridge_.record_refusal({std::string(call.address), ""}, "/v1/pair", "code");
        }
        return token.error();
    }
    const auto person = bridge_.authenticate(token->reveal());
    if (!person) {
        return person.error();
    }
    Json json = {{"person", person_json(*person)}};
    if (*want) {
        json["token"] = token->reveal();
        return json_answer(json);
    }
    const std::string_view whole = token->reveal();
    json["key"] = whole.substr(whole.size() / 2);
    Answer answer = json_answer(json);
    answer.set_cookie = session_cookie(whole.substr(0, whole.size() / 2), session_seconds);
    return answer;
}

Result<Answer> Api::session(const Call& call) const {
    const bool health = bridge::may(call.person.role, bridge::Resource::health);
    return json_answer({{"person", person_json(call.person)},
                        {"school", bridge_.config().school_name},
                        {"route", {{"id", bridge_.route().id()}, {"name", bridge_.route().name()}}},
                        {"today", core::format_date(bridge_.clock().today())},
                        {"may", rights_json(call.person.role)},
                        {"health", health ? bridge_.health() : Json(nullptr)}});
}

Result<Answer> Api::sign_out(const Call& call) const {
    // The cookie and the key may lie in a backup or on a shared computer: they open nothing any more.
    if (auto done = bridge_.sign_out(call.token); !done) {
        return done.error();
    }
    Answer answer = json_answer({{"signed_out", true}});
    answer.set_cookie = session_cookie("", "0");
    return answer;
}

Result<Answer> Api::badges(const Call& call) const {
    const auto pupils = texts_of(call.body, "pupils");
    if (!pupils) {
        return pupils.error();
    }
    auto badges = bridge_.badges(*pupils);
    const auto sight = bridge_.sight_of(call.person);
    if (!badges || !sight) {
        return !badges ? badges.error() : sight.error();
    }
    sight->narrow(*badges);
    add_dossiers(*badges, call.shown);
    return Answer{200, "application/json", badges_text(*badges)};
}

Result<Answer> Api::dossiers(const Call& call) const {
    const auto day = as_of(call.body);
    const auto group = optional_text(call.body, "group");
    if (!day || !group) {
        return !day ? day.error() : group.error();
    }
    auto pupils = bridge_.overview({std::nullopt, *group, *day});
    const auto sight = bridge_.sight_of(call.person);
    if (!pupils || !sight) {
        return !pupils ? pupils.error() : sight.error();
    }
    sight->narrow(*pupils);
    add_dossiers(*pupils, call.shown);
    return Answer{200, "application/json",
                  overview_text(*pupils, *day, bridge_.knowledge().catalogue)};
}

Result<Answer> Api::dossier(const Call& call) const {
    const auto day = as_of(call.body);
    const auto pupil = required_text(call.body, "pupil");
    if (!day || !pupil) {
        return !day ? day.error() : pupil.error();
    }
    auto views = bridge_.status({*pupil, std::nullopt, *day});
    const auto sight = bridge_.sight_of(call.person);
    if (!views || !sight) {
        return !views ? views.error() : sight.error();
    }
    // What a person said of notes is for who may read them, also when no dossier is left of it.
    const bool words = bridge::may(call.person.role, bridge::Resource::note_texts);
    for (bridge::PupilView& view : *views) {
        sight->narrow(view);
    }
    // A dossier that is not seen is one that is not there: the answer tells nobody which.
    if (views->empty() || sight->hides(*pupil) || (views->front().dossiers.empty() && !words)) {
        return Error{ErrorCode::not_found, "no route is known of this pupil"};
    }
    const bridge::PupilView& view = views->front();
    JsonWriter writer;
    writer.begin_object().member("as_of", core::format_date(*day));
    writer.key("pupil")
        .begin_object()
        .member("id", view.pupil)
        .member("name", view.name)
        .member("group", view.group)
        .end_object();
    const auto* first = bridge::leading(view.dossiers);
    write_badge(writer.key("badge"), first == nullptr ? route::Badge{} : first->badge);
    writer.key("dossiers").begin_array();
    for (const route::DossierStatus& status : view.dossiers) {
        call.shown.push_back(status.dossier);
        writer.raw(dossier_json(status, *day, words ? Reasons::shown : Reasons::hidden).dump());
    }
    writer.end_array();
    if (auto written = write_siblings(writer, bridge_, *sight, view.pupil, *day, call.shown);
        !written) {
        return written.error();
    }
    writer.key("corrections");
    if (!words) {
        writer.raw("null").key("notes").raw("null").end_object();
        return Answer{200, "application/json", std::move(writer).take()};
    }
    writer.raw(corrections_json(view.corrections, bridge_.knowledge().catalogue).dump());
    const auto notes = bridge_.notes_of(*pupil);
    if (!notes) {
        return notes.error();
    }
    writer.key("notes").begin_array();
    for (const bridge::NoteView& note : *notes) {
        if (note.note.date <= *day) {
            writer.raw(note_json(note.note, note.reading, bridge_.knowledge().catalogue).dump());
        }
    }
    writer.end_array().end_object();
    return Answer{200, "application/json", std::move(writer).take()};
}

Result<Answer> Api::terms(const Call& call) const {
    const auto day = as_of(call.body);
    const auto within = days_of(call.body, "within_days");
    if (!day || !within) {
        return !day ? day.error() : within.error();
    }
    auto items = bridge_.due(*day, *within);
    const auto sight = bridge_.sight_of(call.person);
    if (!items || !sight) {
        return !items ? items.error() : sight.error();
    }
    std::erase_if(*items, [&](const bridge::DueItem& item) {
        return !sight->sees(item.pupil, item.group, item.dossier);
    });
    Json terms = Json::array();
    for (const bridge::DueItem& item : *items) {
        call.shown.push_back(item.dossier);
        Json term = term_json(item.term, *day);
        term.update({{"pupil", item.pupil},
                     {"name", item.name},
                     {"group", item.group},
                     {"dossier", item.dossier}});
        terms.push_back(std::move(term));
    }
    return json_answer({{"as_of", core::format_date(*day)}, {"terms", std::move(terms)}});
}

Result<Answer> Api::read(const Call& call) const {
    // A draft has no id yet; the rest of a note's rules hold for it too.
    Json draft = call.body;
    draft["id"] = "draft";
    const auto item = notes::item_from_json(draft, notes::PupilNeed::optional);
    if (!item) {
        return item.error();
    }
    const auto* note = std::get_if<notes::Note>(&*item);
    if (note == nullptr) {
        return invalid("text", "a note is needed");
    }
    const notes::Reading reading = bridge_.read_draft(*note);
    const core::Catalogue& catalogue = bridge_.knowledge().catalogue;
    return json_answer({{"reading", notes::to_json(reading, *note, catalogue)},
                        {"marks", marks_json(reading, catalogue)}});
}

Result<Answer> Api::weighing(const Call& call) const {
    static constexpr std::array<std::string_view, 1> known = {"fields"};
    if (core::unknown_member(call.body, known)) {
        return invalid("fields", "stands alone");  // no word of a caller is said back
    }
    const auto form = bridge_.weighing_form();
    if (!form) {
        return form.error();
    }
    const auto or_null = [](const std::string& text) {
        return text.empty() ? Json(nullptr) : Json(text);
    };
    Json fields = Json::array();
    for (const bridge::WeighingField& shown : form->fields) {
        const notes::TemplateField& field = *shown.field;
        fields.push_back({{"id", field.id},
                          {"label", field.label},
                          {"kind", notes::name_of(field.kind)},
                          {"required", field.required},
                          {"choices", shown.choices},
                          {"question", field.question == 0 ? Json(nullptr) : Json(field.question)},
                          {"asks", or_null(shown.asks)},
                          {"source", or_null(shown.source)}});
    }
    Json answer{{"form", {{"heading", form->heading}, {"fields", std::move(fields)}}},
                {"text", nullptr},
                {"reading", nullptr}};
    const Json* values = core::find(call.body, "fields");
    if (values == nullptr) {
        return json_answer(answer);
    }
    if (!values->is_object()) {
        return invalid("fields", "an object of field and value is needed");
    }
    std::map<std::string, std::string> filled;
    for (const auto& [id, value] : values->items()) {
        if (!value.is_string()) {
            return invalid("fields", "each value is a text");
        }
        filled[id] = value.get<std::string>();
    }
    const auto composed = bridge_.compose_weighing(std::move(filled));
    if (!composed) {
        return composed.error();
    }
    answer["text"] = composed->note.text;
    answer["reading"] =
        notes::to_json(composed->reading, composed->note, bridge_.knowledge().catalogue);
    return json_answer(answer);
}

Result<Answer> Api::notes(const Call& call) const {
    const Push push = items_of(call.body);
    bridge::IngestOptions options;
    options.by = actor_of(call.person);
    const auto counts = bridge_.ingest(push.batch, push_adapter, options);
    if (!counts) {
        return counts.error();
    }
    return json_answer({{"added", counts->added},
                        {"changed", counts->changed},
                        {"unchanged", counts->unchanged},
                        {"withdrawn", counts->withdrawn},
                        {"pupils", counts->pupils},
                        {"refused", push.refused}});
}

Result<Answer> Api::confirm(const Call& call) const {
    const Json* undo = core::find(call.body, "undo");
    if (undo == nullptr) {
        auto asked = notes::correction_from_json(call.body);
        if (!asked) {
            return asked.error();
        }
        const auto kept = bridge_.correct(std::move(asked).value(), call.person.id);
        return kept ? json_answer(notes::to_json(*kept)) : Result<Answer>(kept.error());
    }
    const auto why = required_text(call.body, "why");
    if (!why) {
        return why.error();
    }
    if (!undo->is_number_integer()) {
        return invalid("undo", "the number of a correction is needed");
    }
    static constexpr std::array<std::string_view, 2> known = {"undo", "why"};
    if (core::unknown_member(call.body, known)) {
        return invalid("undo", "goes with 'why' alone");
    }
    const auto undone = bridge_.undo_correction(undo->get<std::int64_t>(), call.person.id, *why);
    return undone ? json_answer(notes::to_json(*undone)) : Result<Answer>(undone.error());
}

Result<Answer> Api::misfiled(const Call& call) const {
    auto views = bridge_.misfiled();
    const auto sight = bridge_.sight_of(call.person);
    if (!views || !sight) {
        return !views ? views.error() : sight.error();
    }
    std::erase_if(*views, [&](const auto& view) { return sight->hides(view.pupil); });
    Json list = Json::array();
    std::vector<std::string> pupils;
    for (const bridge::MisfiledView& view : *views) {
        pupils.push_back(view.pupil);
        list.push_back(misfiled_json(view, bridge_.knowledge().catalogue));
    }
    auto dossiers = bridge_.dossiers_of(pupils);
    if (!dossiers) {
        return dossiers.error();
    }
    call.shown = std::move(dossiers).value();
    return json_answer({{"misfiled", std::move(list)}});
}

Result<Answer> Api::misfiled_seen(const Call& call) const {
    const auto key = required_text(call.body, "key");
    if (!key) {
        return key.error();
    }
    const auto put_away = bridge_.put_away_misfiled(*key, call.person.id);
    if (!put_away) {
        return put_away.error();
    }
    return json_answer({{"seen", *put_away}});
}

Result<Answer> Api::audit(const Call& call) const {
    const auto pupil = required_text(call.body, "pupil");
    if (!pupil) {
        return pupil.error();
    }
    auto views = bridge_.audit({.pupil = *pupil, .person = {}, .since = {}});
    const auto sight = bridge_.sight_of(call.person);
    if (!views || !sight) {
        return !views ? views.error() : sight.error();
    }
    if (sight->hides(*pupil)) {
        views->clear();
    }
    Json list = Json::array();
    for (const bridge::AuditView& view : *views) {
        call.shown.insert(call.shown.end(), view.dossiers.begin(), view.dossiers.end());
        list.push_back(bridge::to_json(view));
    }
    return json_answer({{"entries", std::move(list)}});
}

Result<Answer> Api::own_notes(const Call& call) const {
    const auto notes = bridge_.own_notes(call.person);
    if (!notes) {
        return notes.error();
    }
    Json list = Json::array();
    std::vector<std::string> pupils;
    for (const bridge::NoteView& view : *notes) {
        pupils.push_back(view.note.pupil);
        list.push_back(note_json(view.note, view.reading, bridge_.knowledge().catalogue));
    }
    auto dossiers = bridge_.dossiers_of(pupils);
    if (!dossiers) {
        return dossiers.error();
    }
    call.shown = std::move(dossiers).value();
    return json_answer({{"notes", std::move(list)}});
}

Result<Answer> Api::counts(const Call& call) const {
    const auto sight = bridge_.sight_of(call.person);
    if (!sight) {
        return sight.error();
    }
    const auto counts = bridge_.counts(*sight);
    if (!counts) {
        return counts.error();
    }
    return json_answer({{"as_of", core::format_date(bridge_.clock().today())},
                        {"open", counts->open},
                        {"closed", counts->closed},
                        {"reported", counts->reported},
                        {"levels", counts->levels}});
}

Result<Answer> Api::invitations(const Call& call) const {
    auto invitations = bridge_.invitations();
    const auto sight = bridge_.sight_of(call.person);
    if (!invitations || !sight) {
        return !invitations ? invitations.error() : sight.error();
    }
    std::erase_if(*invitations, [&](const auto& made) { return sight->hides(made.pupil); });
    Json list = Json::array();
    for (const bridge::Invitation& invitation : *invitations) {
        call.shown.push_back(invitation.dossier);
        list.push_back(bridge::to_json(invitation));
    }
    return json_answer({{"invitations", std::move(list)}});
}

Result<Answer> Api::invite(const Call& call) const {
    const auto person = required_text(call.body, "person");
    const auto dossier = required_text(call.body, "dossier");
    const auto until = required_text(call.body, "until");
    if (!person || !dossier || !until) {
        return !person ? person.error() : !dossier ? dossier.error() : until.error();
    }
    const auto day = core::parse_date(*until);
    if (!day) {
        return invalid("until", "not a day (YYYY-MM-DD)");
    }
    const auto made = bridge_.invite(*person, *dossier, *day, call.person.id);
    return made ? json_answer(bridge::to_json(*made)) : Result<Answer>(made.error());
}

Result<Answer> Api::end_invitation(const Call& call) const {
    const Json* id = core::find(call.body, "id");
    if (id == nullptr || !id->is_number_integer()) {
        return invalid("id", "the number of an invitation is needed");
    }
    const auto ended = bridge_.end_invitation(id->get<std::int64_t>(), call.person.id);
    return ended ? json_answer({{"ended", true}}) : Result<Answer>(ended.error());
}

Result<Answer> Api::notices_for(const Call& call) const {
    const auto notices = bridge_.notices(call.person);
    const auto names = names_of_people(bridge_);
    if (!notices || !names) {
        return !notices ? notices.error() : names.error();
    }
    Json list = Json::array();
    for (const bridge::Notice& notice : *notices) {
        call.shown.push_back(notice.dossier);
        Json json = bridge::to_json(notice);
        for (Json& mail : json.at("mails")) {
            mail["name"] = name_in(*names, mail.at("person").get<std::string>());
        }
        if (notice.seen) {
            json["seen"]["name"] = name_in(*names, notice.seen->by);
        }
        if (!notice.pupil.empty()) {
            json.update({{"pupil", notice.pupil}, {"name", notice.name}, {"group", notice.group}});
        }
        list.push_back(std::move(json));
    }
    return json_answer(
        {{"as_of", core::format_date(bridge_.clock().today())}, {"notices", std::move(list)}});
}

Result<Answer> Api::acknowledge(const Call& call) const {
    const auto id = required_text(call.body, "id");
    if (!id) {
        return id.error();
    }
    const auto seen = bridge_.acknowledge(*id, call.person);
    return seen
               ? json_answer({{"seen", {{"by", seen->by}, {"at", core::format_instant(seen->at)}}}})
               : Result<Answer>(seen.error());
}

Result<Answer> Api::hidings(const Call& call) const {
    const auto pupil = required_text(call.body, "pupil");
    if (!pupil) {
        return pupil.error();
    }
    const auto sight = bridge_.sight_of(call.person);
    const auto hidings = bridge_.hidings(*pupil);
    const auto people = bridge_.people();
    auto dossiers = bridge_.dossiers_of(std::vector{*pupil});
    if (!sight || !hidings || !people || !dossiers) {
        return !sight     ? sight.error()
               : !hidings ? hidings.error()
               : !people  ? people.error()
                          : dossiers.error();
    }
    if (dossiers->empty() || sight->hides(*pupil)) {
        return Error{ErrorCode::not_found, "no route is known of this pupil"};
    }
    call.shown = std::move(dossiers).value();
    Json list = Json::array();
    // Why may tell of the case.
    const bool words = bridge::may(call.person.role, bridge::Resource::note_texts);
    for (const bridge::Hiding& hiding : *hidings) {
        Json& json = list.emplace_back(bridge::to_json(hiding));
        if (!words) {
            json["why"] = nullptr;
            if (hiding.ended) {
                json["ended"]["why"] = nullptr;
            }
        }
    }
    Json known = Json::array();
    for (const bridge::Person& person : *people) {
        known.push_back({{"id", person.id}, {"name", person.name}, {"role", person.role}});
    }
    return json_answer({{"hidings", std::move(list)}, {"people", std::move(known)}});
}

Result<Answer> Api::hide(const Call& call) const {
    const auto pupil = required_text(call.body, "pupil");
    const auto person = required_text(call.body, "person");
    const auto why = required_text(call.body, "why");
    if (!pupil || !person || !why) {
        return !pupil ? pupil.error() : !person ? person.error() : why.error();
    }
    const auto hidden = bridge_.hide(*pupil, *person, *why, call.person.id);
    return hidden ? json_answer(bridge::to_json(*hidden)) : Result<Answer>(hidden.error());
}

Result<Answer> Api::end_hiding(const Call& call) const {
    const Json* id = core::find(call.body, "id");
    const auto why = required_text(call.body, "why");
    if (id == nullptr || !id->is_number_integer()) {
        return invalid("id", "the number of a hiding is needed");
    }
    if (!why) {
        return why.error();
    }
    const auto ended = bridge_.end_hiding(id->get<std::int64_t>(), *why, call.person.id);
    return ended ? json_answer({{"ended", true}}) : Result<Answer>(ended.error());
}

Result<Answer> Api::duties(const Call&) const {
    const core::Date today = bridge_.clock().today();
    const auto duties = bridge_.duties(today);
    if (!duties) {
        return duties.error();
    }
    const auto names = names_of_people(bridge_);
    if (!names) {
        return names.error();
    }
    Json list = Json::array();
    for (const route::DutyStatus& duty : *duties) {
        Json json = route::to_json(duty);
        for (Json& record : json.at("records")) {
            record["name"] = name_in(*names, record.at("who").get<std::string>());
        }
        list.push_back(std::move(json));
    }
    return json_answer({{"as_of", core::format_date(today)}, {"duties", std::move(list)}});
}

Result<Answer> Api::duty_done(const Call& call) const {
    const auto duty = required_text(call.body, "duty");
    const auto done_on = required_text(call.body, "done_on");
    const auto evidence = required_text(call.body, "evidence");
    if (!duty || !done_on || !evidence) {
        return !duty ? duty.error() : !done_on ? done_on.error() : evidence.error();
    }
    const auto day = core::parse_date(*done_on);
    if (!day) {
        return invalid("done_on", "not a day (YYYY-MM-DD)");
    }
    route::DutyRecord said;
    said.duty = *duty;
    said.done_on = *day;
    said.evidence = *evidence;
    const auto recorded = bridge_.record_duty(std::move(said), call.person.id);
    return recorded ? json_answer(route::to_json(*recorded)) : Result<Answer>(recorded.error());
}

Result<Answer> Api::duty_undo(const Call& call) const {
    const Json* id = core::find(call.body, "id");
    if (id == nullptr || !id->is_number_integer()) {
        return invalid("id", "the number of what was written down is needed");
    }
    const auto undone = bridge_.undo_duty(id->get<std::int64_t>(), call.person.id);
    return undone ? json_answer({{"undone", true}}) : Result<Answer>(undone.error());
}

}  // namespace meldbrug::http
