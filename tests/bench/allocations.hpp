/// \file
/// Counts what the measured work allocates; nothing but the measurements is linked with it.
///
/// In a file of its own: where g++ sees both the library's allocations and these functions, it
/// takes them for mismatched.
#pragma once

#include <cstddef>

namespace meldbrug::bench {

/// Calls of `operator new` by this thread since it began.
[[nodiscard]] std::size_t allocations_of_this_thread();

}  // namespace meldbrug::bench
