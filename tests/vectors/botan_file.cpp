#include "vectors/botan_file.hpp"

#include <algorithm>
#include <sstream>

#include "vectors/runner.hpp"

namespace vectors {

std::string BotanCase::bytes(const char* name) const {
  const auto field = fields.find(name);
  return field == fields.end() ? std::string{} : from_hex(field->second);
}

std::uint32_t BotanCase::number(const char* name) const {
  return static_cast<std::uint32_t>(std::stoul(fields.at(name)));
}

std::vector<BotanCase> read_botan(const std::filesystem::path& file) {
  std::istringstream in(read_bytes(file));
  std::vector<BotanCase> cases(1);
  for (std::string line; std::getline(in, line);) {
    const std::size_t equals = line.find(" =");
    if (line.empty()) {
      cases.push_back({.section = cases.back().section, .fields = {}});
    } else if (line.front() == '[') {
      cases.back().section = line.substr(1, line.find(']') - 1);
    } else if (line.front() != '#' && equals != std::string::npos) {
      cases.back().fields[line.substr(0, equals)] = line.substr(std::min(line.size(), equals + 3));
    }
  }
  std::erase_if(cases, [](const BotanCase& one) { return one.fields.empty(); });
  return cases;
}

}  // namespace vectors
