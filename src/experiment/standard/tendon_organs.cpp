#include "myotatic/experiment/standard.hpp"

namespace myotatic {

MYOTATIC_SIMULATE(, TendonOrganAlone<LinCrago2002>);
MYOTATIC_SIMULATE(, TendonOrganAlone<HoukSimon1967>);

} // namespace myotatic
