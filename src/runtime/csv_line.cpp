#include "csv_line.hpp"

#include "myotatic/core/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace myotatic::runtime {

std::string trim(std::string_view s) {
    const auto first = s.find_first_not_of(" \t"), last = s.find_last_not_of(" \t");
    return first == std::string_view::npos ? std::string{} : std::string(s.substr(first, last - first + 1));
}

void Complaints::add(int line, int column, std::string message, std::string hint) {
    constexpr std::size_t most = 20;
    problems.push_back({{file, line, column}, std::move(message), std::move(hint)});
    if (problems.size() == most) throw InputError(std::move(problems));
}
void Complaints::finish() {
    if (!problems.empty()) throw InputError(std::move(problems));
}

std::vector<Cell> split_csv(std::string_view line, int number, Complaints& complaints) {
    std::vector<Cell> cells;
    std::size_t i = 0;
    for (;;) {
        const std::size_t begin = std::min(line.find_first_not_of(" \t", i), line.size());
        Cell cell{"", static_cast<int>(begin) + 1};
        if (begin < line.size() && line[begin] == '"') {
            std::size_t j = begin + 1;
            for (; j < line.size(); ++j) {
                if (line[j] == '"' && (j + 1 == line.size() || line[j + 1] != '"')) break;
                if (line[j] == '"') ++j; // a doubled quote stands for one
                cell.text += line[j];
            }
            if (j >= line.size()) complaints.add(number, cell.column, "a quoted cell without its closing quote", "");
            i = std::min(line.find(',', std::min(j + 1, line.size())), line.size());
            if (j < line.size() && !trim(line.substr(j + 1, i - j - 1)).empty())
                complaints.add(number, static_cast<int>(j) + 2, "text after a closing quote", "expected ','");
        } else {
            i = std::min(line.find(',', begin), line.size());
            cell.text = trim(line.substr(begin, i - begin));
        }
        cells.push_back(std::move(cell));
        if (i == line.size()) return cells;
        ++i;
    }
}

Column named(const std::string& header) {
    const std::size_t open = header.rfind('[');
    if (!header.ends_with(']') || open == std::string::npos) return {header, "", {}};
    return {trim(header.substr(0, open)), trim(header.substr(open + 1, header.size() - open - 2)), {}};
}

std::string why_not_a_number(const std::string& text) {
    if (text.empty()) return "";
    const bool digits_only = text.find_first_not_of("+-.,'_ eE0123456789") == std::string::npos;
    if (digits_only && text.find(',') != std::string::npos)
        return text.find('.') != std::string::npos ? "no thousands separators" : "use a point as decimal separator";
    if (digits_only && text.find_first_of("'_ ") != std::string::npos) return "no thousands separators";
    double x = 0;
    const char *begin = text.data() + (text.starts_with('+') ? 1 : 0), *end = text.data() + text.size();
    if (const auto [at, error] = std::from_chars(begin, end, x); error == std::errc::result_out_of_range && at == end)
        return "beyond the range of a double, 2.2e-308 to 1.8e308";
    return "";
}

} // namespace myotatic::runtime
