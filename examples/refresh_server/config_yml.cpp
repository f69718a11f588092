// Reads the file, and gives `server.port` its place.
#include "refresh_server/config_yml.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

#include "refresh_server/yaml_members.hpp"

namespace signet::example {
namespace {

constexpr std::size_t most_bytes = 65'536;
constexpr const char* example =
    "write one like examples/flows/D/config.yml, say `auth: {issuer: jwt-microservice}`, or name another "
    "with --config";

Stop refused(const std::string& path, const std::string& why) {
  return {exit_usage, "configuration file " + path + ": " + why};
}

/// The documented `server.port` is a port of 127.0.0.1; `listen` says the same and more.
std::optional<std::string> take_port(std::vector<ConfigMember>& members) {
  const auto port = std::ranges::find(members, "server.port", &ConfigMember::key);
  if (port == members.end()) return std::nullopt;
  if (std::ranges::find(members, "listen", &ConfigMember::key) != members.end()) {
    return "both server.port and listen are set; keep one";
  }
  if (port->kind != OptionKind::number || port->text.size() > 5 || port->text.starts_with('-') ||
      std::stoi(port->text) > 65'535) {
    return "\"server.port\" must be a whole number from 0 to 65535";
  }
  *port = {"listen", OptionKind::text, port->text};
  return std::nullopt;
}

Start<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return refused(path, std::string{"cannot be read ("} + std::strerror(errno) + "); " + example);
  std::string text(most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return refused(path, "cannot be read; is it a folder?");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most_bytes) return refused(path, "is longer than 64 KiB");
  return text;
}

}  // namespace

const ConfigForm yml_config{.read = read_config_yml, .name = "a YAML file", .usual_path = "config.yml"};

Start<std::vector<ConfigMember>> read_config_yml(const std::string& path) {
  auto text = read_text(path);
  if (!text) return text.stop();
  auto members = read_yaml(*text);
  if (!members) return refused(path, members.stop().message);
  if (const auto why = take_port(*members)) return refused(path, *why);
  return members;
}

}  // namespace signet::example
