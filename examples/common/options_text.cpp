// Writes option names, help and values.
#include "common/options_text.hpp"

#include <algorithm>

namespace signet::example {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string variable_of(std::string_view key) {
  std::string name = "SIGNET_";
  for (const char c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::string flag_of(std::string_view key) {
  std::string flag = "--" + std::string{key};
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string value_key(const Option& option) {
  return std::string{option.key} + (option.kind == OptionKind::secret ? "_file" : "");
}

std::string told_flows(std::string_view letters) {
  std::string told = letters.size() == 1 ? "flow " : "flows ";
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i > 0) told += i + 1 == letters.size() ? " and " : ", ";
    told += letters[i];
  }
  return told;
}

/// An option's default, and where a flow has another one that too.
static std::string default_of(const Program& program, const Option& option) {
  std::string out{option.fallback};
  for (const Flow& flow : program.flows) {
    for (const auto& [key, value] : flow.defaults) {
      if (key != option.key) continue;
      out += (out.empty() ? "flow " : "; flow ") + std::string{flow.name} + ": " + std::string{value};
    }
  }
  return out;
}

std::string help_of(const Program& program) {
  std::string out =
      std::string{program.name} + ": " + std::string{program.summary} +
      "\n\nusage: " + std::string{program.name} +
      " [--config FILE] [--KEY=VALUE …]\n\n"
      "  --config FILE   read the keys below from " +
      std::string{program.config.name} + " (also SIGNET_CONFIG)" +
      (program.config.usual_path.empty() ? "" : " [" + std::string{program.config.usual_path} + "]") +
      "\n"
      "  --check-config  say whether the configuration is good, and end\n"
      "  --print-config  print the values in use as JSON, secrets left out, and end\n"
      "  --healthcheck   ask the server that runs with this configuration for /livez, and end\n"
      "  --version, --help\n\n"
      "Every key is also an environment variable: log_file is SIGNET_LOG_FILE. A flag wins over "
      "the environment,\nwhich wins over the file. Secrets are never flags nor in the file.\n\n";
  for (const Option& option : program.options) {
    out += "  " + flag_of(value_key(option)) + "\n      " + std::string{option.help};
    if (const std::string usual = default_of(program, option); !usual.empty()) out += " [" + usual + "]";
    if (!option.path.empty()) out += " (in the file: " + std::string{option.path} + ")";
    if (!option.flow.empty()) out += " (" + told_flows(option.flow) + " only)";
    if (option.kind != OptionKind::secret && !option.documented_variable.empty()) {
      out += " (also " + std::string{option.documented_variable} + ")";
    }
    if (option.kind == OptionKind::secret) {
      out += " (or the secret itself in " + variable_of(option.key);
      if (!option.documented_variable.empty()) out += " or " + std::string{option.documented_variable};
      out += ")";
    }
    out += "\n";
  }
  out.pop_back();
  return out;
}

std::string printed(const Program& program, const Options& options) {
  std::string out = "{";
  for (const Option& option : program.options) {
    if (!options.has(option)) continue;
    const std::string& value = options.text(value_key(option));
    out += std::string{out.size() > 1 ? "," : ""} + "\n  " + quoted(value_key(option)) + ": ";
    if (option.kind == OptionKind::number || option.kind == OptionKind::truth) {
      out += value;
    } else if (option.kind == OptionKind::list) {
      std::string elements;
      for (const std::string& e : split_list(value)) elements += (elements.empty() ? "" : ", ") + quoted(e);
      out += "[" + elements + "]";
    } else {
      // A URL of a database may hold its password.
      out += quoted(value.find('@') != std::string::npos ? "(has an @, not shown)" : value);
    }
    if (option.kind == OptionKind::secret && !options.secret(option.key).given.empty()) {
      out += ",\n  " + quoted(option.key) + ": \"(set in the environment, not shown)\"";
    }
  }
  return out + "\n}";
}

}  // namespace signet::example
