#include "html.hpp"

#include <fmt/format.h>

namespace myotatic::runtime {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string heading(std::string_view text) { return fmt::format("<h2>{}</h2>\n", escaped(text)); }
std::string paragraph(std::string_view text) { return fmt::format("<p>{}</p>\n", escaped(text)); }
std::string folded(std::string_view summary, const std::string& html) {
    return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escaped(summary), html);
}
std::string mark(std::string_view word) { return fmt::format("<span class=\"mark {0}\">{0}</span>", escaped(word)); }

HtmlTable::HtmlTable(const std::vector<std::string>& headings) {
    html_ = "<div class=\"scroll\"><table>\n<tr>";
    for (const std::string& heading : headings) html_ += "<th>" + escaped(heading) + "</th>";
    html_ += "</tr>\n";
}

void HtmlTable::row(const std::vector<std::string>& cells) {
    std::vector<std::string> html;
    for (const std::string& cell : cells) html.push_back(escaped(cell));
    row_of_html(html);
}

void HtmlTable::row_of_html(const std::vector<std::string>& cells) {
    html_ += "<tr>";
    for (const std::string& cell : cells) html_ += "<td>" + cell + "</td>";
    html_ += "</tr>\n";
}

} // namespace myotatic::runtime
