// How soft tissue changes the pull of a fibre: what a muscle has to know of the tissue around it.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

namespace myotatic {

/// Over what an untouched fibre does at the same length.
template <Scalar T>
struct FibreTissue {
    T stiffness = 1.0;    ///< [1] factor of the passive force
    T shift = 0.0;        ///< [L0] of the passive curve to longer fibres
    T contracture = 0.0;  ///< [F0] pull of tight zones at optimal length
    T active_share = 1.0; ///< [1] of the active force that remains under pressure

    static constexpr auto fields() {
        using R = FibreTissue;
        return std::tuple{field("stiffness", &R::stiffness, "1", "factor of the passive force"),
                          field("shift", &R::shift, "L0", "of the passive curve to longer fibres"),
                          field("contracture_force", &R::contracture, "F0", "pull of tight zones at optimal length"),
                          field("active_share", &R::active_share, "1", "of the active force that remains under pressure")};
    }
};

} // namespace myotatic
