/// \file
/// What a fuzz target states of every input: a broken statement ends the program, so that the fuzzer
/// keeps the input.
#pragma once

#include <cstdlib>

namespace meldbrug::test {

inline void require(bool condition) {
    if (!condition) {
        std::abort();
    }
}

}  // namespace meldbrug::test
