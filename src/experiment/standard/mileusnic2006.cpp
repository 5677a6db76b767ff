#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, SpindleAlone<Mileusnic2006>);

} // namespace myotatic
