// Pieces of a page of HTML, escaped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// Text in which nothing is markup.
std::string escaped(std::string_view text);

std::string heading(std::string_view text);
std::string paragraph(std::string_view text);
/// Something that opens when its summary is clicked.
std::string folded(std::string_view summary, const std::string& html);
/// A word in a coloured frame; the word is its class.
std::string mark(std::string_view word);

/// A table of escaped cells under a row of headings.
class HtmlTable {
public:
    explicit HtmlTable(const std::vector<std::string>& headings);
    void row(const std::vector<std::string>& cells);
    /// The same with cells that are HTML already.
    void row_of_html(const std::vector<std::string>& cells);
    std::string text() const { return html_ + "</table></div>\n"; }

private:
    std::string html_;
};

} // namespace myotatic::runtime
