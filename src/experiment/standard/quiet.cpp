#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_REST(, StretchReflex<>);
MYOTATIC_REST(, AntagonistPair<>);

} // namespace myotatic
