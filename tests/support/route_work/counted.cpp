#include "counted.hpp"

#include <cstdlib>
#include <new>

namespace {

std::size_t blocks_run = 0;
std::size_t allocations_made = 0;

}  // namespace

// Called by -fsanitize-coverage=trace-pc; the name is the compiler's.
// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" void __sanitizer_cov_trace_pc() {
    ++blocks_run;
}

void* operator new(std::size_t size) {
    ++allocations_made;
    if (void* memory = std::malloc(size == 0 ? 1 : size); memory != nullptr) {
        return memory;
    }
    throw std::bad_alloc();
}
// Of its own too: a sanitizer's would not come here, while what frees it does.
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
    ++allocations_made;
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}

namespace meldbrug::test {

std::size_t blocks() {
    return blocks_run;
}

std::size_t allocations() {
    return allocations_made;
}

}  // namespace meldbrug::test
