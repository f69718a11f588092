// Looks into the environment first, then into the file.
#include "common/documented_variables.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace signet::example {

Option env_file_option() {
  return {.key = "env_file",
          .kind = OptionKind::text,
          .fallback = "",
          .help =
              "file of NAME=value lines, as .env, for documented variables that the environment lacks; read "
              "once, "
              "at the start"};
}

SecretBytes take_variable(const std::string& name) {
  char* const value = std::getenv(name.c_str());
  if (value == nullptr) return {};
  SecretBytes taken = SecretBytes::copy_of(std::string_view{value});
  wipe(value, std::strlen(value));
  unsetenv(name.c_str());
  return taken;
}

Start<Done> DocumentedVariables::add_file(const std::string& path) {
  auto file = read_env_file(path);
  if (!file) return file.stop();
  const auto own =
      std::ranges::find_if(*file, [](const auto& variable) { return variable.first.starts_with("SIGNET_"); });
  if (own != file->end()) {
    return Stop{exit_usage,
                path + ": " + own->first +
                    " is no documented name; put it into the environment or the configuration file"};
  }
  file_ = *std::move(file);
  return Done{};
}

std::optional<std::string> DocumentedVariables::find(const std::string& name) const {
  if (const char* const value = std::getenv(name.c_str())) return value;
  const auto filed = file_.find(name);
  if (filed == file_.end()) return std::nullopt;
  return std::string{filed->second.expose_text()};
}

SecretBytes DocumentedVariables::take(const std::string& name) {
  SecretBytes taken = take_variable(name);
  const auto filed = file_.find(name);
  if (!taken.empty() || filed == file_.end()) return taken;
  return std::move(filed->second);
}

}  // namespace signet::example
