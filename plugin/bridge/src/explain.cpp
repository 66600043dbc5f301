// One rule over the stored dossiers of one pupil.
#include "parts.hpp"

namespace meldbrug::bridge {

core::Result<std::vector<route::DossierWalk>> Bridge::explain(std::string_view pupil,
                                                              std::string_view rule,
                                                              std::optional<core::Date> as_of) {
    if (!parts_->evaluation.reader().has_rule(rule)) {
        return core::Error{core::ErrorCode::not_found,
                           "the route has no such rule: see meldbrug route show", "--explain"};
    }
    // Gives a dossier its number that has none yet.
    StatusQuery query;
    query.pupil = std::string(pupil);
    query.as_of = as_of;
    if (const auto numbered = status(query); !numbered) {
        return numbered.error();
    }
    auto snapshot = parts_->store->snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const auto record = Evaluation::load(*snapshot, pupil);
    if (!record) {
        return record.error();
    }
    const auto numbers = snapshot->dossiers_of(pupil);
    if (!numbers) {
        return numbers.error();
    }
    auto walks = parts_->evaluation.explain(*record, rule, as_of.value_or(parts_->clock.today()));
    for (const auto& known : *numbers) {
        const auto index = static_cast<std::size_t>(known.ordinal) - 1;
        if (index < walks.size()) {
            walks[index].dossier = known.number;
        }
    }
    return walks;
}

}  // namespace meldbrug::bridge
