// Reads a .env file line by line.
#include "common/env_file.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "common/secrets.hpp"

namespace signet::example {
namespace {

constexpr std::string_view blank = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

/// What double quotes hold, `\n` made a new line; nothing where a backslash stands before anything else.
std::optional<SecretBytes> unescaped(std::string_view text) {
  SecretBytes value = SecretBytes::copy_of(text);
  const auto bytes = value.expose_writable();
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\') {
      if (++i == text.size() || text[i] != 'n') return std::nullopt;
      c = '\n';
    }
    bytes[size++] = static_cast<std::byte>(c);
  }
  return SecretBytes::copy_of(value.expose().first(size));
}

/// The value that `text`, all after the `=`, stands for.
std::optional<SecretBytes> value_of(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const std::size_t end = text.find(text.front(), 1);
    const std::string_view rest = end == std::string_view::npos ? "?" : trimmed(text.substr(end + 1));
    if (!rest.empty() && rest.front() != '#') return std::nullopt;
    const std::string_view quoted = text.substr(1, end - 1);
    return text.front() == '"' ? unescaped(quoted) : SecretBytes::copy_of(quoted);
  }
  return SecretBytes::copy_of(trimmed(text.substr(0, text.find(" #"))));
}

/// @return whether the line has a form that is known, and no name a second time
bool take_line(std::string_view line, EnvFile& variables) {
  constexpr std::string_view exported = "export ";
  line = trimmed(line);
  if (line.empty() || line.front() == '#') return true;
  if (line.starts_with(exported)) line.remove_prefix(exported.size());
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = trimmed(line.substr(0, equals));
  auto value = value_of(line.substr(equals + 1));
  return is_name(name) && value && variables.try_emplace(std::string{name}, *std::move(value)).second;
}

}  // namespace

Start<EnvFile> read_env_file(const std::string& path) {
  auto content = read_key_file(path);
  if (!content) return content.stop();
  EnvFile variables;
  std::string_view rest = content->expose_text();
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (!take_line(line, variables)) {
      return Stop{exit_usage, path + ": line " + std::to_string(number) +
                                  " is not NAME=value, NAME=\"value\" or # and a remark, or repeats a name"};
    }
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return variables;
}

}  // namespace signet::example
