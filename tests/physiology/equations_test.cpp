// The parameter tables under docs/equations are those of the code.
#include "myotatic/circuit/nerve.hpp"
#include "myotatic/circuit/reciprocal_cord.hpp"
#include "myotatic/circuit/sensed_muscle.hpp"
#include "myotatic/circuit/spinal_cord.hpp"
#include "myotatic/physiology/interneuron/rate.hpp"
#include "myotatic/physiology/joint/hinge.hpp"
#include "myotatic/physiology/motor_pool/emg_envelope.hpp"
#include "myotatic/physiology/motor_pool/fuglevand1993.hpp"
#include "myotatic/physiology/motor_pool/rate.hpp"
#include "myotatic/physiology/muscle/degroote2016.hpp"
#include "myotatic/physiology/muscle/thelen2003.hpp"
#include "myotatic/physiology/nerve/hoffmann_reflex.hpp"
#include "myotatic/physiology/spindle/mileusnic2006.hpp"
#include "myotatic/physiology/spindle/mileusnic2006_inertial.hpp"
#include "myotatic/physiology/spindle/prochazka1999.hpp"
#include "myotatic/physiology/spindle/prochazka_gorassini1998.hpp"
#include "myotatic/physiology/spindle/spike_encoder.hpp"
#include "myotatic/physiology/spindle/thixotropic.hpp"
#include "myotatic/physiology/synapse/afferent_terminal.hpp"
#include "myotatic/physiology/tendon_organ/houk_simon1967.hpp"
#include "myotatic/physiology/tendon_organ/lin_crago2002.hpp"
#include "myotatic/physiology/tissue/prony.hpp"
#include "myotatic/physiology/tissue/rolled_tissue.hpp"
#include "support/parameter_table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace myotatic::testing {
namespace {

template <Record Parameters>
void expect_table_of(const std::string& page) {
    std::ifstream file(std::string(MYOTATIC_SOURCE_DIR) + "/docs/equations/" + page);
    ASSERT_TRUE(file) << page;
    std::stringstream text;
    text << file.rdbuf();
    const std::string table = parameter_table<Parameters>();
    EXPECT_NE(text.str().find("\n" + table), std::string::npos) << page << " should contain this table:\n" << table;
}

template <class Model>
void expect_table_in(const std::string& page) {
    expect_table_of<typename Model::template Parameters<double>>(page);
}

TEST(EquationPages, show_the_parameters_of_the_code) {
    expect_table_in<Mileusnic2006>("mileusnic2006.md");
    expect_table_in<Mileusnic2006Inertial>("mileusnic2006.md");
    expect_table_in<ThixotropicMileusnic2006>("thixotropic.md");
    expect_table_of<SpikeEncoderParameters<double>>("spike_encoder.md");
    expect_table_in<Prochazka1999>("prochazka1999.md");
    expect_table_in<ProchazkaGorassini1998>("prochazka_gorassini1998.md");
    expect_table_in<LinCrago2002>("lin_crago2002.md");
    expect_table_in<HoukSimon1967>("houk_simon1967.md");
    expect_table_in<RatePool>("rate_pool.md");
    expect_table_in<Fuglevand1993>("fuglevand1993.md");
    expect_table_of<EmgEnvelopeParameters<double>>("fuglevand1993.md");
    expect_table_in<RateInterneuron>("rate_pool.md");
    expect_table_in<DeGroote2016>("degroote2016.md");
    expect_table_in<Thelen2003>("thelen2003.md");
    expect_table_in<Hinge>("hinge.md");
    expect_table_in<Prony>("prony.md");
    expect_table_in<SpinalCord<>>("stretch_reflex.md");
    expect_table_of<Nerve<double>>("stretch_reflex.md");
    expect_table_of<PressureSense<double>>("stretch_reflex.md");
    expect_table_in<ReciprocalCord<>>("antagonist_pair.md");
    expect_table_of<Pathways<double>>("antagonist_pair.md");
    expect_table_in<AfferentTerminal>("antagonist_pair.md");
    expect_table_in<RolledTissue<>>("rolled_muscle.md");
    expect_table_in<HoffmannReflex>("hoffmann_reflex.md");
}

} // namespace
} // namespace myotatic::testing
