// Arrays one after the other, as one.
#pragma once

#include <array>
#include <cstddef>

namespace myotatic {

template <class T, std::size_t... N>
constexpr auto joined(const std::array<T, N>&... parts) {
    std::array<T, (N + ...)> all{};
    std::size_t n = 0;
    const auto append = [&](const auto& part) {
        for (const T& x : part) all[n++] = x;
    };
    (append(parts), ...);
    return all;
}

} // namespace myotatic
