// Who is told at once that the route asks for it, and whose "gezien" is the record of it.
#include "audit_words.hpp"
#include "hidden.hpp"
#include "parts.hpp"

#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/store/reminders.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace meldbrug::bridge {

namespace {

using core::Error;
using core::ErrorCode;

Error no_such_notice() {
    return {ErrorCode::not_found, "there is no notice of that id, or it was settled meanwhile"};
}

bool holds_role(const std::vector<std::string>& roles, std::string_view role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

/// Somebody who is told of what is theirs; who works with the routes sees all of them.
bool concerns(const Notice& notice, const Person& person) {
    return may(person.role, Resource::corrections) || holds_role(notice.roles, person.role);
}

std::vector<Notice> notices_of(const PupilView& view, const ReminderLadder& ladder) {
    std::vector<Notice> notices;
    int ordinal = 0;
    for (const route::DossierStatus& dossier : view.dossiers) {
        ++ordinal;
        for (const route::Finding& finding : dossier.findings) {
            if (is_noticed(dossier, finding, ladder)) {
                notices.push_back({dossier.dossier + ":" + finding.rule + ":" + finding.step,
                                   ladder.notices.find(finding.about)->second,
                                   dossier.dossier,
                                   ordinal,
                                   view.pupil,
                                   view.name,
                                   view.group,
                                   finding,
                                   {},
                                   {}});
            }
        }
    }
    return notices;
}

/// What a person clicked "gezien" at; it stands among the corrections, and is undone there.
void add_seen(const PupilView& view, const ReminderLadder& ladder, std::vector<Notice>& notices) {
    for (const CorrectionView& said : view.corrections) {
        const notes::Correction& correction = said.correction;
        const auto roles = ladder.notices.find(correction.what.id);
        const bool is_seen = correction.does == notes::CorrectionKind::add &&
                             correction.what.kind == notes::Matter::action &&
                             said.standing != notes::Standing::undone && correction.day &&
                             roles != ladder.notices.end() &&
                             holds_role(roles->second, correction.role);
        if (!is_seen || view.dossiers.empty()) {
            continue;
        }
        const auto own =
            std::find_if(view.dossiers.rbegin(), view.dossiers.rend(),
                         [&](const auto& dossier) { return dossier.opened <= *correction.day; });
        const auto& dossier = own == view.dossiers.rend() ? view.dossiers.front() : *own;
        route::Finding finding;
        finding.about = correction.what.id;
        finding.verdict = route::Verdict::met;
        finding.step = correction.about.empty() ? std::string() : correction.about.front();
        finding.since = correction.day;
        notices.push_back({"seen:" + std::to_string(correction.id),
                           roles->second,
                           dossier.dossier,
                           0,
                           view.pupil,
                           view.name,
                           view.group,
                           std::move(finding),
                           {},
                           NoticeSeen{correction.who, correction.at}});
    }
}

core::Status add_mails(store::Store& store, Notice& notice) {
    store::OpenTerm term;
    term.pupil = notice.pupil;
    term.dossier = notice.ordinal;
    term.term_id = notice_name(notice.finding);
    term.due = *notice.finding.since;
    const auto deliveries = store::Reminders(store).deliveries_of(term);
    if (!deliveries) {
        return deliveries.error();
    }
    for (const store::Delivery& delivery : *deliveries) {
        notice.mails.push_back(
            {delivery.person, delivery.attempts, delivery.sent, delivery.failed});
    }
    return core::Done{};
}

}  // namespace

core::Json to_json(const Notice& notice) {
    const auto moment = [](const std::optional<core::Instant>& at) {
        return at ? core::Json(core::format_instant(*at)) : core::Json(nullptr);
    };
    core::Json mails = core::Json::array();
    for (const NoticeMail& mail : notice.mails) {
        mails.push_back({{"person", mail.person},
                         {"state", mail.sent     ? "sent"
                                   : mail.failed ? "failed"
                                                 : "waiting"},
                         {"attempts", mail.attempts},
                         {"at", moment(mail.sent ? mail.sent : mail.failed)}});
    }
    const route::Finding& finding = notice.finding;
    core::Json json{{"id", notice.id},
                    {"to", notice.roles},
                    {"dossier", notice.dossier},
                    {"about", finding.about},
                    {"rule", finding.rule.empty() ? core::Json(nullptr) : core::Json(finding.rule)},
                    {"step", finding.step.empty() ? core::Json(nullptr) : core::Json(finding.step)},
                    {"since", core::format_date(*finding.since)},
                    {"text", finding.text},
                    {"mails", std::move(mails)},
                    {"seen", nullptr}};
    if (notice.seen) {
        json["seen"] = {{"by", notice.seen->by}, {"at", core::format_instant(notice.seen->at)}};
    }
    return json;
}

core::Result<std::vector<Notice>> Bridge::notices(const Person& person) {
    const core::Date today = parts_->clock.today();
    if (auto fresh = refresh(); !fresh) {
        return fresh.error();
    }
    const auto sight = sight_of(person);
    const auto terms = store::Reminders(*parts_->store).open_terms_until(today);
    const auto said = corrections({std::nullopt, std::nullopt, today});
    if (!sight || !terms || !said) {
        return !sight ? sight.error() : !terms ? terms.error() : said.error();
    }
    const ReminderLadder& ladder = parts_->knowledge.reminders;
    std::set<std::string> pupils;
    for (const store::OpenTerm& term : *terms) {
        if (term.about.starts_with(notice_prefix)) {
            pupils.insert(term.pupil);
        }
    }
    for (const CorrectionView& view : *said) {
        if (ladder.notices.contains(view.correction.what.id)) {
            pupils.insert(view.correction.pupil);
        }
    }
    std::vector<Notice> all;
    for (const std::string& pupil : pupils) {
        if (sight->hides(pupil)) {
            continue;
        }
        const auto views = status({pupil, std::nullopt, today});
        if (!views) {
            return views.error();
        }
        for (const PupilView& view : *views) {
            auto notices = notices_of(view, ladder);
            add_seen(view, ladder, notices);
            std::erase_if(notices, [&](const Notice& notice) { return !concerns(notice, person); });
            for (Notice& notice : notices) {
                if (!notice.seen) {
                    if (auto told = add_mails(*parts_->store, notice); !told) {
                        return told.error();
                    }
                }
                // Who sees no dossiers is told that there is something, and of nobody.
                if (!sight->sees(notice.pupil, notice.group, notice.dossier)) {
                    notice.pupil.clear();
                    notice.name.clear();
                    notice.group.clear();
                }
                all.push_back(std::move(notice));
            }
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Notice& a, const Notice& b) {
        return std::pair(a.seen.has_value(), b.finding.since) <
               std::pair(b.seen.has_value(), a.finding.since);
    });
    return all;
}

core::Result<NoticeSeen> Bridge::acknowledge(std::string_view id, const Person& person) {
    const auto dossier = id.substr(0, id.find(':'));
    const core::Date today = parts_->clock.today();
    auto pupil = [&]() -> core::Result<std::optional<std::string>> {
        auto snapshot = parts_->store->snapshot();
        if (!snapshot) {
            return snapshot.error();
        }
        return snapshot->pupil_of_dossier(dossier);
    }();
    if (!pupil) {
        return pupil.error();
    }
    if (!*pupil) {
        return no_such_notice();
    }
    const auto sight = sight_of(person);
    if (!sight) {
        return sight.error();
    }
    const auto views = status({**pupil, std::nullopt, today});
    if (!views) {
        return views.error();
    }
    if (sight->hides(**pupil) || views->empty()) {
        return no_such_notice();
    }
    const PupilView& view = views->front();
    const auto notices = notices_of(view, parts_->knowledge.reminders);
    const auto notice = std::find_if(notices.begin(), notices.end(),
                                     [&](const Notice& open) { return open.id == id; });
    if (notice == notices.end()) {
        // Clicked twice, or the other director did: what was seen is seen.
        std::vector<Notice> seen;
        add_seen(view, parts_->knowledge.reminders, seen);
        const auto step = id.substr(id.rfind(':') + 1);
        const auto own = std::find_if(seen.rbegin(), seen.rend(), [&](const Notice& one) {
            return one.dossier == dossier && one.finding.step == step &&
                   holds_role(one.roles, person.role);
        });
        return own == seen.rend() ? core::Result<NoticeSeen>(no_such_notice()) : *own->seen;
    }
    if (!holds_role(notice->roles, person.role)) {
        return Error{ErrorCode::forbidden, "only who the notice is for says that it was seen"};
    }
    notes::Correction seen;
    seen.does = notes::CorrectionKind::add;
    seen.pupil = **pupil;
    seen.what = {notes::Matter::action, notice->finding.about};
    seen.day = today;
    // This step, and none that is recorded later with an earlier day: nobody was told of that one.
    if (!notice->finding.step.empty()) {
        seen.about.push_back(notice->finding.step);
    }
    seen.why = parts_->knowledge.texts.get("notice.seen");
    auto change = parts_->store->change();
    if (!change) {
        return change.error();
    }
    const auto kept = keep_correction(*parts_, *change, std::move(seen), {person.id, person.role},
                                      "right:notices");
    if (!kept) {
        return kept.error();
    }
    return NoticeSeen{kept->who, kept->at};
}

}  // namespace meldbrug::bridge
