#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE_STIFF(, SpindleAlone<Mileusnic2006Inertial>);

} // namespace myotatic
