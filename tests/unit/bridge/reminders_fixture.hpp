/// \file
/// A store with people and terms, and a mail server that is a list.
#pragma once

#include "support/temp_folder.hpp"
#include "support/values.hpp"

#include "meldbrug/bridge/reminders.hpp"
#include "meldbrug/mail/message.hpp"
#include "meldbrug/store/reminders.hpp"
#include "meldbrug/store/store.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meldbrug::test::reminding {

using test::at;
using test::morning;
using test::must;

inline const core::Instant long_ago = at("2026-01-01T00:00:00Z");

/// A term of `help_effect` that falls on 2026-05-01, unless said otherwise.
inline store::TermRow term(std::string id, std::string_view due = "2026-05-01",
                           std::string about = "help_effect") {
    store::TermRow row;
    row.term_id = std::move(id);
    row.about = std::move(about);
    row.set_on = core::parse_date("2026-03-20").value();
    row.due = core::parse_date(due).value();
    row.note = "n1";
    return row;
}

/// Takes mail into a list, or answers what the test wants.
struct FakeServer {
    std::vector<mail::Message> taken;
    std::vector<std::string> tried;  ///< message ids, refused ones included
    std::optional<mail::Refused> answer;

    bridge::Sender sender() {
        return {.from = "meldbrug@school.example",
                .send = [this](const mail::Message& message,
                               const std::stop_token&) -> std::optional<mail::Refused> {
                    tried.push_back(message.message_id);
                    if (!answer) {
                        taken.push_back(message);
                    }
                    return answer;
                }};
    }
};

inline mail::Refused for_now() {
    return {{core::ErrorCode::unreachable, "the mail server does not answer", "mail"}, false};
}
inline mail::Refused for_good() {
    return {{core::ErrorCode::invalid_input, "the mail server refuses the recipient (550)", "mail"},
            true};
}

class School {
public:
    School() {
        open();
        person("p1", "ib", "ib@school.example");
    }

    /// As after a restart.
    void open() {
        store.reset();
        const auto file = folder.path() / "store" / "school.db";
        store = must(store::Store::open(file, "05AA", {.file = store::default_key_file(file)}));
    }

    void person(const std::string& id, const std::string& role, const std::string& email) {
        auto change = must(store->change());
        must(change.add_person({.id = id, .name = "Naam Geheim", .role = role, .email = email},
                               long_ago));
        must(change.commit());
    }
    void revoke(const std::string& id) {
        auto change = must(store->change());
        must(change.revoke_person(id, long_ago));
        must(change.commit());
    }
    void terms(const std::string& pupil, const std::vector<store::TermRow>& rows) {
        auto change = must(store->change());
        must(change.put_terms(pupil, rows, long_ago));
        must(change.commit());
    }

    void hide(const std::string& pupil, const std::string& person) {
        auto change = must(store->change());
        store::HidingRow row;
        row.pupil = pupil;
        row.person = person;
        row.by = "p9";
        row.at = long_ago;
        row.why = "vermoeden";
        must(change.add_hiding(row));
        must(change.commit());
    }

    bridge::SweepCounts sweep(core::Instant now) {
        return must(bridge::sweep_reminders(*store, ladder, calendar, wording, now));
    }
    bridge::DeliveryCounts deliver(core::Instant now) {
        return must(bridge::deliver_outbox(*store, server.sender(), now));
    }
    /// One turn of the scheduler; how many mails went out.
    std::size_t turn(core::Instant now) {
        const std::size_t before = server.taken.size();
        sweep(now);
        deliver(now);
        return server.taken.size() - before;
    }
    store::OutboxCounts outbox() { return must(store::Reminders(*store).counts()); }

    TempFolder folder;
    std::unique_ptr<store::Store> store;
    FakeServer server;
    core::SchoolCalendar calendar;  ///< without vacations, unless said otherwise
    bridge::ReminderWording wording{"Meldbrug: er staat iets open",
                                    "Er staat iets open: http://127.0.0.1:8470/\n",
                                    "school.example"};
    bridge::ReminderLadder ladder{
        .kinds = {{"help_effect",
                   {{-7, {"ib"}}, {0, {"ib"}}, {1, {"ib", "aandachtsfunctionaris"}}}},
                  {"verwijsindex", {{-30, {"ib"}}}}},
        .others = {{0, {"ib"}}}};
};

}  // namespace meldbrug::test::reminding
