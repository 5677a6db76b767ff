#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE_STIFF(, MuscleAlone<Thelen2003>);

} // namespace myotatic
