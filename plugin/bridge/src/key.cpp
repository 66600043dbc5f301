#include "meldbrug/bridge/key.hpp"

#include "meldbrug/store/key.hpp"

namespace meldbrug::bridge {

core::Status make_key(const std::filesystem::path& file) {
    return store::make_key_file(file);
}

}  // namespace meldbrug::bridge
