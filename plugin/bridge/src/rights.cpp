#include "meldbrug/bridge/rights.hpp"

#include <array>

namespace meldbrug::bridge {

namespace {

struct Right {
    std::string_view role;
    Resource resource;
};

/// Who is not in this table may not. `directie` sees steps, findings and terms, not what was
/// written; `beheer` installs and connects, and sees no case; `bestuur` gets figures and
/// content-free mail; a teacher works in the LVS and sees what the own draft counts as; `smw` gets
/// what the school tells, not the school's file. Notes of other categories are looked at for those
/// who work with the routes, and for nobody else.
constexpr std::array rights = {
    Right{"ib", Resource::badges},
    Right{"ib", Resource::routes},
    Right{"ib", Resource::note_texts},
    Right{"ib", Resource::notes_in},
    Right{"ib", Resource::drafts},
    Right{"ib", Resource::health},
    Right{"ib", Resource::misfiled},
    Right{"ib", Resource::corrections},
    Right{"ib", Resource::audit},
    Right{"aandachtsfunctionaris", Resource::badges},
    Right{"aandachtsfunctionaris", Resource::routes},
    Right{"aandachtsfunctionaris", Resource::note_texts},
    Right{"aandachtsfunctionaris", Resource::notes_in},
    Right{"aandachtsfunctionaris", Resource::drafts},
    Right{"aandachtsfunctionaris", Resource::health},
    Right{"aandachtsfunctionaris", Resource::misfiled},
    Right{"aandachtsfunctionaris", Resource::corrections},
    Right{"aandachtsfunctionaris", Resource::audit},
    Right{"directie", Resource::badges},
    Right{"directie", Resource::routes},
    Right{"directie", Resource::drafts},
    Right{"directie", Resource::health},
    Right{"leerkracht", Resource::drafts},
    Right{"beheer", Resource::notes_in},
    Right{"beheer", Resource::health},
};

}  // namespace

bool may(std::string_view role, Resource resource) {
    for (const auto& right : rights) {
        if (right.role == role && right.resource == resource) {
            return true;
        }
    }
    return false;
}

}  // namespace meldbrug::bridge
