// What was done in the stored dossiers, for a log that says nothing of whom.
#include "parts.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace meldbrug::bridge {
namespace {

std::string drawn_name() {
    std::array<unsigned char, 8> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::array<char, 2 * bytes.size() + 1> text{};
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    return text.data();
}

}  // namespace

core::Result<std::vector<NamedLog>> Bridge::event_log(core::Date as_of) {
    // Gives a dossier its number that has none yet.
    StatusQuery query;
    query.as_of = as_of;
    if (const auto numbered = status(query); !numbered) {
        return numbered.error();
    }
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto pupils = snapshot->pupils();
    if (!pupils) {
        return pupils.error();
    }
    std::vector<NamedLog> all;
    for (const auto& pupil : *pupils) {
        const auto record = Evaluation::load(*snapshot, pupil);
        if (!record) {
            return record.error();
        }
        const auto numbers = snapshot->dossiers_of(pupil);
        if (!numbers) {
            return numbers.error();
        }
        auto logs = parts_->evaluation.event_log(*record, as_of);
        for (const auto& known : *numbers) {
            const auto index = static_cast<std::size_t>(known.ordinal) - 1;
            if (index < logs.size()) {
                all.push_back({drawn_name(), known.number, std::move(logs[index])});
            }
        }
    }
    std::sort(all.begin(), all.end(),
              [](const NamedLog& a, const NamedLog& b) { return a.name < b.name; });
    return all;
}

}  // namespace meldbrug::bridge
