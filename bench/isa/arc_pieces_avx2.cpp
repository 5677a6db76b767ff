#include "isa/make_arc_pieces.hpp"

bench::ArcPieces bench::avx2_arc() { return make_arc_pieces<myotatic::Pack<4, myotatic::Avx2>>(); }
