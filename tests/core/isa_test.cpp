#include "myotatic/core/isa.hpp"

#include "myotatic/core/error.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace myotatic {
namespace {

/// MYOTATIC_ISA as given, for as long as this lives.
class Environment {
public:
    explicit Environment(const char* value) {
        if (const char* old = std::getenv("MYOTATIC_ISA")) old_ = old;
        value ? setenv("MYOTATIC_ISA", value, 1) : unsetenv("MYOTATIC_ISA");
    }
    ~Environment() { old_ ? setenv("MYOTATIC_ISA", old_->c_str(), 1) : unsetenv("MYOTATIC_ISA"); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    std::optional<std::string> old_;
};

std::string refusal_of(std::optional<std::string_view> name) {
    try {
        return "accepted: " + to_text(chosen_isa(name));
    } catch (const InputError& error) {
        return error.what();
    }
}

TEST(InstructionSet, names_read_back) {
    for (const std::string& name : isa_names()) EXPECT_EQ(to_text(parse_isa(name).value()), name);
    EXPECT_EQ(to_text(Isa::avx2), Avx2::name);
    EXPECT_FALSE(parse_isa("AVX2"));
}

TEST(InstructionSet, without_a_wish_the_best_is_chosen) {
    for (const char* nothing : {static_cast<const char*>(nullptr), ""}) {
        const Environment environment(nothing);
        EXPECT_EQ(chosen_isa(), best_isa());
        EXPECT_EQ(chosen_isa(""), best_isa());
    }
    EXPECT_TRUE(supports(best_isa()));
}

TEST(InstructionSet, the_environment_means_what_a_name_means_and_a_name_overrules_it) {
    const Environment environment("baseline");
    EXPECT_EQ(chosen_isa(), Isa::baseline);
    EXPECT_EQ(chosen_isa(to_text(best_isa())), best_isa());
}

TEST(InstructionSet, an_unknown_name_is_refused_with_what_there_is) {
    const Environment environment("avx3");
    EXPECT_EQ(refusal_of("baselin"), "error: there is no instruction set 'baselin'; did you mean 'baseline'?");
    EXPECT_NE(refusal_of({}).find("MYOTATIC_ISA: there is no instruction set 'avx3'"), std::string::npos) << refusal_of({});
    EXPECT_NE(refusal_of("quantum").find("this machine runs baseline"), std::string::npos) << refusal_of("quantum");
}

TEST(InstructionSet, one_that_this_machine_lacks_is_refused_and_one_that_it_has_is_not) {
    const std::string refused = "error: this machine does not run the instruction set '";
    for (const std::string& name : isa_names())
        EXPECT_TRUE(refusal_of(name).starts_with(supports(*parse_isa(name)) ? "accepted: " + name : refused + name)) << name;
}

} // namespace
} // namespace myotatic
