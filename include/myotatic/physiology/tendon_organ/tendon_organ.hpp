// What every Golgi tendon organ takes and gives: it reports tendon force and its rate.
#pragma once

#include "myotatic/physiology/component.hpp"

namespace myotatic {

template <Scalar T>
struct TendonOrganInput {
    T force = 0.0; ///< tendon force [F0]; a slack tendon's negative force counts as none

    static constexpr auto fields() {
        using R = TendonOrganInput;
        return std::tuple{field("force", &R::force, "F0", "tendon force over maximum isometric force").within(-1, 5)};
    }
};

template <Scalar T>
struct TendonOrganOutput {
    T ib = 0.0; ///< mean firing rate of one afferent [pps]

    static constexpr auto fields() {
        using R = TendonOrganOutput;
        return std::tuple{field("ib", &R::ib, "pps", "mean firing rate of one afferent")};
    }
};

template <class M>
concept TendonOrgan = Component<M, TendonOrganInput, TendonOrganOutput>;

} // namespace myotatic
