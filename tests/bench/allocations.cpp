#include "allocations.hpp"

#include <cstdlib>
#include <new>

namespace meldbrug::bench {

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

std::size_t allocations_of_this_thread() {
    return allocations;
}

}  // namespace meldbrug::bench

void* operator new(std::size_t size) {
    ++meldbrug::bench::allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size); memory != nullptr) {
        return memory;
    }
    throw std::bad_alloc();
}
// Of its own too: a sanitizer's would not come here, while what frees it does.
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
    ++meldbrug::bench::allocations;
    return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}
