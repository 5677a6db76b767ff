#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE_STIFF(, StretchReflex<>);
MYOTATIC_KERNEL(, StretchReflex<>, ode::Grk4t, double);
MYOTATIC_KERNEL(, StretchReflex<>, ode::Tsitouras5, double);

} // namespace myotatic
