// Reads the test files of Botan.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace vectors {

/// One case: its fields by name, and the `[Section]` it stands in.
struct BotanCase {
  std::string section;
  std::map<std::string, std::string> fields;

  const std::string& text(const char* name) const { return fields.at(name); }
  /// Empty where the case does not have it.
  std::string bytes(const char* name) const;
  std::uint32_t number(const char* name) const;
};

/// `Key = Value` lines up to a blank one.
std::vector<BotanCase> read_botan(const std::filesystem::path& file);

}  // namespace vectors
