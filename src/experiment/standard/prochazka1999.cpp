#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, SpindleAlone<Prochazka1999>);

} // namespace myotatic
