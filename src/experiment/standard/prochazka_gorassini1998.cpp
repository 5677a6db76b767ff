#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, SpindleAlone<ProchazkaGorassini1998>);

} // namespace myotatic
