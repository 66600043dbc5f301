#include "known_profiles.hpp"

#include "fingerprint.hpp"

#include "meldbrug/route/profile_diff.hpp"

#include <functional>

namespace meldbrug::bridge {

namespace {

std::string name_of_version(const route::Profile& profile) {
    return profile.id() + "@" + profile.version();
}

std::string setting_of(const route::Profile& profile) {
    return "route_meaning " + name_of_version(profile);
}

std::string print_of(const route::Profile& profile) {
    Fingerprint print;
    print.add(route::meaning_of(profile));
    return print.finish();
}

core::Status each_version(const Knowledge& knowledge, const route::Profile& route,
                          const std::function<core::Status(const route::Profile&)>& visit) {
    for (const auto& older : knowledge.older_than_newest(route.id())) {
        if (auto done = visit(older); !done) {
            return done;
        }
    }
    return visit(route);
}

}  // namespace

core::Status note_profiles(store::Change& change, const Knowledge& knowledge,
                           const route::Profile& route) {
    return each_version(knowledge, route, [&](const route::Profile& version) -> core::Status {
        const auto known = change.setting(setting_of(version));
        if (!known) {
            return known.error();
        }
        return known->empty() ? change.put_setting(setting_of(version), print_of(version))
                              : core::Status(core::Done{});
    });
}

core::Result<std::vector<std::string>> changed_profiles(store::View& view,
                                                        const Knowledge& knowledge,
                                                        const route::Profile& route) {
    std::vector<std::string> changed;
    const auto looked =
        each_version(knowledge, route, [&](const route::Profile& version) -> core::Status {
            const auto known = view.setting(setting_of(version));
            if (!known) {
                return known.error();
            }
            if (!known->empty() && *known != print_of(version)) {
                changed.push_back(name_of_version(version));
            }
            return core::Done{};
        });
    if (!looked) {
        return looked.error();
    }
    return changed;
}

std::string changed_profiles_message(const std::vector<std::string>& changed) {
    std::string names;
    for (const auto& name : changed) {
        names += (names.empty() ? "" : ", ") + name;
    }
    return names +
           " was changed without a new version: dossiers that opened under it are judged by the "
           "new words; give the new one a version of its own and put the old one back beside it as "
           "ID@VERSION.json; 'meldbrug route diff' shows what changes";
}

}  // namespace meldbrug::bridge
