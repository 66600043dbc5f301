/// \file
/// What the route's code did, counted: work that does not hang on the machine or its load.
///
/// The code of plugin/route is compiled a second time for these tests, so that each of its basic
/// blocks calls the counter: no loop can hide from it. (GCC alone; see tests/CMakeLists.txt.)
#pragma once

#include <cstddef>

namespace meldbrug::test {

/// Basic blocks of plugin/route that have run.
[[nodiscard]] std::size_t blocks();
/// Calls of `operator new`.
[[nodiscard]] std::size_t allocations();

}  // namespace meldbrug::test
