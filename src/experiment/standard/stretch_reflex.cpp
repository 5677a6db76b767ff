#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, StretchReflex<>);

} // namespace myotatic
