#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE_STIFF(, SpindleAlone<ThixotropicMileusnic2006>);

} // namespace myotatic
