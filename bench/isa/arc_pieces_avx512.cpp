#include "isa/make_arc_pieces.hpp"

bench::ArcPieces bench::avx512_arc() { return make_arc_pieces<myotatic::Pack<8, myotatic::Avx512>>(); }
