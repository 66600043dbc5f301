/// \file
/// Every adapter there is, in a fixed order: the list is made by CMake from `adapter_names`.
#pragma once

#include "adapters/adapter.hpp"

#include <memory>
#include <vector>

namespace meldbrug::adapters {

[[nodiscard]] std::vector<std::unique_ptr<Adapter>> all_adapters();

}  // namespace meldbrug::adapters
