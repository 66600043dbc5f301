// Which events answer a selector: collected once a dossier, then found by halving.
#include "judge.hpp"

#include <algorithm>
#include <tuple>

namespace meldbrug::route {

JudgeRoom::Hits& Judge::hits(std::size_t match) const {
    JudgeRoom& room = out_.room;
    JudgeRoom::Hits& own = room.hits[profile_.matches[match].found_as];
    if (own.round == room.round) {
        return own;
    }
    own = {room.round, {}, {}};
    const Match& sought = profile_.matches[match];
    if (!present_.intersects(sought.subjects) && !present_steps_.intersects(sought.steps)) {
        return own;  // most selectors name acts that no note of the dossier shows
    }
    own.certain.first = static_cast<std::uint32_t>(room.events.size());
    for (const Event& event : events_) {
        const Hit found = hit(sought, event);
        if (found == Hit::yes) {
            room.events.push_back(number_of(event));
        }
        own.doubtful.count += found == Hit::doubtful ? 1U : 0U;
    }
    own.doubtful.first = static_cast<std::uint32_t>(room.events.size());
    own.certain.count = own.doubtful.first - own.certain.first;
    if (own.doubtful.count > 0) {
        for (const Event& event : events_) {
            if (hit(sought, event) == Hit::doubtful) {
                room.events.push_back(number_of(event));
            }
        }
    }
    return own;
}

std::span<const std::uint32_t> Judge::by_day(const Found& found) const {
    return std::span(out_.room.events).subspan(found.first, found.count);
}

std::span<const std::uint32_t> Judge::by_note(Found& found) const {
    std::vector<std::uint32_t>& events = out_.room.events;
    if (found.by_note == JudgeRoom::none) {
        found.by_note = static_cast<std::uint32_t>(events.size());
        for (std::uint32_t i = 0; i < found.count; ++i) {
            events.push_back(events[found.first + i]);
        }
        std::sort(events.begin() + found.by_note, events.end(),
                  [&](std::uint32_t a, std::uint32_t b) {
                      return std::tie(events_[a].note, a) < std::tie(events_[b].note, b);
                  });
    }
    return std::span(events).subspan(found.by_note, found.count);
}

const Event* Judge::first_in(Window window, Found& found, const Event& asking) const {
    if (found.count == 0) {
        return nullptr;
    }
    if (window == Window::same_note) {
        return first_in_note(found, asking, true);
    }
    const auto events = by_day(found);
    auto at = events.begin();
    if (window == Window::after || window == Window::same_day) {
        at = std::partition_point(
            at, events.end(), [&](std::uint32_t event) { return events_[event].day < asking.day; });
    }
    // An act does not answer itself: "again" needs a second one.
    if (at != events.end() && *at == number_of(asking)) {
        ++at;
    }
    const Event* first = at == events.end() ? nullptr : &events_[*at];
    if (window == Window::before) {
        return first != nullptr && first->day <= asking.day ? first : nullptr;
    }
    if (window == Window::same_day) {
        if (first != nullptr && first->day > asking.day) {
            first = nullptr;
        }
        const Event* with = first_in_note(found, asking, false);
        return first == nullptr || (with != nullptr && with < first) ? with : first;
    }
    return first;
}

const Event* Judge::first_in_note(Found& found, const Event& asking, bool itself_too) const {
    const auto events = by_note(found);
    auto at = std::partition_point(events.begin(), events.end(), [&](std::uint32_t event) {
        return events_[event].note < asking.note;
    });
    if (!itself_too && at != events.end() && *at == number_of(asking)) {
        ++at;
    }
    return at != events.end() && events_[*at].note == asking.note ? &events_[*at] : nullptr;
}

const Event* Judge::first_from(const Found& found, Date day) const {
    const auto events = by_day(found);
    const auto at = std::partition_point(events.begin(), events.end(), [&](std::uint32_t event) {
        return events_[event].day < day;
    });
    return at == events.end() ? nullptr : &events_[*at];
}

}  // namespace meldbrug::route
