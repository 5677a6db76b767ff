#include "myotatic/core/table.hpp"

#include "myotatic/core/text.hpp"

#include <stdexcept>

namespace myotatic {

const Column* Table::find(std::string_view name) const {
    for (const Column& column : columns)
        if (column.name == name) return &column;
    return nullptr;
}

const Column& Table::at(std::string_view name) const {
    if (const Column* column = find(name)) return *column;
    std::vector<std::string> names;
    for (const Column& column : columns) names.push_back(column.name);
    const std::string nearest = nearest_name(name, names);
    throw std::out_of_range("no column '" + std::string(name) + "'" +
                            (nearest.empty() ? "; there are: " + join(names) : "; did you mean '" + nearest + "'?"));
}

} // namespace myotatic
