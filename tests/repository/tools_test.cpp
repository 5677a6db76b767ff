// What the scripts of tools/ promise and can be asked without building anything.
#include "repository/source_file.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace {

/// What `show` of tools/lib.sh says, and whether it went well, with these variables and nothing that a browser hides in.
std::string shown_with(const std::string& environment) {
    const std::string command = "env -u CI -u DISPLAY -u WAYLAND_DISPLAY -u BROWSER " + environment + " bash -c '. '\\''" +
                                (repository::root / "tools/lib.sh").string() + "'\\''; show report.html' 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string said;
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) said += static_cast<char>(c);
    return ::pclose(pipe) == 0 ? said : "failed: " + said;
}

} // namespace

TEST(Tools, a_report_is_opened_where_somebody_can_see_it_and_never_fails_to_be_shown) {
    EXPECT_EQ(shown_with(""), "There is no display here; open it in any browser.\n");
    EXPECT_EQ(shown_with("DISPLAY=:0 CI=1"), "There is no display here; open it in any browser.\n");
    EXPECT_EQ(shown_with("DISPLAY=:0 BROWSER=true"), "It opens in your browser (true).\n");
    EXPECT_EQ(shown_with("DISPLAY=:0 BROWSER=false"), "It opens in your browser (false).\n") << "a browser that fails";
}
