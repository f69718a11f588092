// Merges defaults, file, environment and flags, in this order of growing weight; what is unknown is refused.
#include "common/options.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "common/config_file.hpp"
#include "common/documented_variables.hpp"
#include "common/duration.hpp"
#include "common/options_text.hpp"

namespace signet::example {
namespace {

constexpr std::string_view prefix = "SIGNET_";
constexpr std::string_view version = SIGNET_VERSION;  // the project's, from CMake

template <class Map>
const typename Map::mapped_type& at(const Map& map, std::string_view key) {
  const auto it = map.find(key);
  if (it != map.end()) return it->second;
  std::fprintf(stderr, "no option is called %.*s\n", static_cast<int>(key.size()), key.data());
  std::abort();
}

Stop both_set(const std::string& one, const std::string& other) {
  return {exit_usage, "both " + one + " and " + other + " are set; keep one"};
}

/// How a file writes an option of this kind.
OptionKind kind_in_file(OptionKind kind) {
  return kind == OptionKind::secret || kind == OptionKind::duration ? OptionKind::text : kind;
}

std::string_view form_of(OptionKind kind) {
  constexpr std::array<std::string_view, 6> forms{"a text",
                                                  "a whole number",
                                                  "true or false",
                                                  "an array of texts",
                                                  "the path of a file",
                                                  "a duration like 15m, 720h or 1h30m"};
  return forms[static_cast<std::size_t>(kind)];
}

}  // namespace

/// One reading; the order of its calls is the order of growing weight.
class OptionsReader {
 public:
  explicit OptionsReader(const Program& program) : program_(program) {
    options_.program_ = program.name;
    for (const Option& option : program.options) options_.values_[value_key(option)] = option.fallback;
  }

  std::optional<Stop> read_flags(std::span<char* const> arguments);
  std::optional<Stop> read_file();
  std::optional<Stop> read_environment();
  std::optional<Stop> apply_flags();
  std::optional<Stop> choose_flow();
  std::optional<Stop> open_env_file();
  std::optional<Stop> read_documented();
  std::optional<Stop> take_secrets();

  Options take() { return std::move(options_); }
  bool wants_print() const noexcept { return print_; }

 private:
  /// Where a value comes from, in the order of growing weight.
  enum class Origin : std::uint8_t { fallback, file, environment, flag };
  const Option* find(std::string_view key) const {
    const auto it = std::ranges::find(program_.options, key, value_key);
    return it == program_.options.end() ? nullptr : &*it;
  }
  const Option* find_in_file(std::string_view path) const {
    const auto it = std::ranges::find_if(program_.options, [path](const Option& option) {
      return option.path.empty() ? path == value_key(option) : path == option.path;
    });
    return it == program_.options.end() ? nullptr : &*it;
  }
  const Option* find_plain_secret(std::string_view key) const {
    const auto it = std::ranges::find(program_.options, key, &Option::key);
    return it != program_.options.end() && it->kind == OptionKind::secret ? &*it : nullptr;
  }
  /// One word of the command line; its views live as long as the arguments.
  struct Flag {
    std::string_view name;
    const Option* option;  ///< null for --config
    std::optional<std::string_view> value;
  };
  bool take_mode(std::string_view flag);
  std::optional<Stop> recognise(Flag& flag) const;
  std::optional<Stop> keep(const Flag& flag);
  std::optional<Stop> set(const Option& option, std::string text, std::string_view said_by, Origin origin);
  bool is_set(const Option& option) const;
  void use_default(const Option& option, const Flow& flow);
  Stop unknown(std::string_view what) const;
  static Stop secret_in_the_open(const Option& option, std::string_view where);

  const Program& program_;
  Options options_;
  std::map<std::string, Origin, std::less<>> origins_;  // of values that somebody set
  DocumentedVariables documented_;
  std::string config_path_;
  std::vector<std::pair<const Option*, std::string>> flags_;
  bool print_ = false;
};

Stop OptionsReader::unknown(std::string_view what) const {
  return {exit_usage,
          "unknown " + std::string{what} + "; " + std::string{program_.name} + " --help lists every option"};
}

Stop OptionsReader::secret_in_the_open(const Option& option, std::string_view where) {
  return {exit_usage, std::string{option.key} + " does not belong " + std::string{where} +
                          ", where others can read it; put it into a file and name that by " +
                          value_key(option) + ", or set " + variable_of(option.key)};
}

/// @param said_by  where the value stands, for the message; the value itself is never shown
std::optional<Stop> OptionsReader::set(const Option& option, std::string text, std::string_view said_by,
                                       Origin origin) {
  if (option.kind == OptionKind::number) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < option.least ||
        number > option.most) {
      return Stop{exit_usage, std::string{said_by} + " must be a whole number from " +
                                  std::to_string(option.least) + " to " + std::to_string(option.most)};
    }
  }
  if (option.kind == OptionKind::truth && text != "true" && text != "false") {
    return Stop{exit_usage, std::string{said_by} + " must be true or false"};
  }
  if (option.kind == OptionKind::duration) {
    const auto span = parse_duration(text);
    if (!span || *span < Seconds::of(option.least) || *span > Seconds::of(option.most)) {
      return Stop{exit_usage, std::string{said_by} + " must be a duration like 15m, 720h or 1h30m, from " +
                                  std::to_string(option.least) + "s to " + std::to_string(option.most) + "s"};
    }
  }
  options_.values_[value_key(option)] = std::move(text);
  origins_[value_key(option)] = origin;
  return std::nullopt;
}

std::optional<Stop> OptionsReader::read_flags(std::span<char* const> arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    // A stray word may be a secret pasted in the wrong place, so it is not repeated.
    if (!argument.starts_with("--")) {
      return unknown("argument (number " + std::to_string(i + 1) + ", which is no --flag)");
    }
    const std::size_t equals = argument.find('=');
    Flag flag{.name = argument.substr(0, equals), .option = nullptr, .value = std::nullopt};
    if (flag.name == "--help") return Stop{0, help_of(program_)};
    if (flag.name == "--version") return Stop{0, std::string{program_.name} + " " + std::string{version}};
    if (take_mode(flag.name)) continue;
    if (auto stop = recognise(flag)) return stop;
    if (equals != std::string_view::npos) {
      flag.value = argument.substr(equals + 1);
    } else if (flag.option != nullptr && flag.option->kind == OptionKind::truth) {
      flag.value = "true";
    } else if (i + 1 < arguments.size()) {
      flag.value = arguments[++i];
    }
    if (auto stop = keep(flag)) return stop;
  }
  return std::nullopt;
}

bool OptionsReader::take_mode(std::string_view flag) {
  if (flag == "--check-config") {
    options_.mode_ = Mode::check_config;
  } else if (flag == "--healthcheck") {
    options_.mode_ = Mode::healthcheck;
  } else if (flag == "--print-config") {
    print_ = true;
  } else {
    return false;
  }
  return true;
}

/// Finds the option of a flag; `--config` has none.
std::optional<Stop> OptionsReader::recognise(Flag& flag) const {
  if (flag.name == "--config") return std::nullopt;
  std::string key{flag.name.substr(2)};
  std::ranges::replace(key, '-', '_');
  if (const Option* secret = find_plain_secret(key)) return secret_in_the_open(*secret, "on a command line");
  flag.option = find(key);
  if (flag.option == nullptr) return unknown("flag " + std::string{flag.name});
  return std::nullopt;
}

std::optional<Stop> OptionsReader::keep(const Flag& flag) {
  const std::string name{flag.name};
  if (!flag.value) return Stop{exit_usage, name + " needs a value: " + name + "=VALUE"};
  if (flag.option == nullptr) {
    config_path_ = *flag.value;
  } else {
    flags_.emplace_back(flag.option, *flag.value);
  }
  return std::nullopt;
}

std::optional<Stop> OptionsReader::read_file() {
  if (const char* named = std::getenv("SIGNET_CONFIG"); config_path_.empty() && named != nullptr) {
    config_path_ = named;
  }
  if (config_path_.empty()) config_path_ = program_.config.usual_path;
  if (config_path_.empty()) return std::nullopt;
  auto members = program_.config.read(config_path_);
  if (!members) return members.stop();
  for (ConfigMember& member : *members) {
    const std::string said_by = "configuration file " + config_path_ + ": \"" + member.key + "\"";
    if (const Option* secret = find_plain_secret(member.key); secret != nullptr) {
      return secret_in_the_open(*secret, "in the configuration file");
    }
    const Option* const option = find_in_file(member.key);
    if (option == nullptr) return unknown("key \"" + member.key + "\" in " + config_path_);
    if (member.kind != kind_in_file(option->kind)) {
      return Stop{exit_usage, said_by + " must be " + std::string{form_of(option->kind)}};
    }
    if (auto stop = set(*option, std::move(member.text), said_by, Origin::file)) return stop;
  }
  return std::nullopt;
}

std::optional<Stop> OptionsReader::read_environment() {
  for (const Option& option : program_.options) {
    const std::string name = variable_of(value_key(option));
    if (const char* value = std::getenv(name.c_str())) {
      if (auto stop = set(option, value, name, Origin::environment)) return stop;
    }
  }
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view name = std::string_view{*entry}.substr(0, std::string_view{*entry}.find('='));
    if (!name.starts_with(prefix) || name == "SIGNET_CONFIG") continue;
    const bool known = std::ranges::any_of(program_.options, [name](const Option& option) {
      return name == variable_of(option.key) || name == variable_of(value_key(option));
    });
    if (!known) return unknown("environment variable " + std::string{name});
  }
  return std::nullopt;
}

std::optional<Stop> OptionsReader::apply_flags() {
  for (auto& [option, value] : flags_) {
    if (auto stop = set(*option, std::move(value), flag_of(value_key(*option)), Origin::flag)) return stop;
  }
  return std::nullopt;
}

bool OptionsReader::is_set(const Option& option) const {
  return origins_.find(value_key(option)) != origins_.end() ||
         (option.kind == OptionKind::secret && std::getenv(variable_of(option.key).c_str()) != nullptr);
}

void OptionsReader::use_default(const Option& option, const Flow& flow) {
  using Default = std::pair<std::string_view, std::string_view>;
  const auto own = std::ranges::find(flow.defaults, option.key, &Default::first);
  if (own != flow.defaults.end() && !is_set(option)) options_.values_[value_key(option)] = own->second;
}

/// What belongs to another flow and is set is a mistake that would go unnoticed.
std::optional<Stop> OptionsReader::choose_flow() {
  if (program_.flows.empty()) return std::nullopt;
  options_.flow_ = options_.text("flow");
  const auto flow = std::ranges::find(program_.flows, options_.flow_, &Flow::name);
  if (flow == program_.flows.end()) {
    std::string names;
    for (const Flow& served : program_.flows)
      names += (names.empty() ? "\"" : " or \"") + std::string{served.name} + '"';
    return Stop{exit_usage, "flow must be " + names + ": a listener serves one documented system, and " +
                                std::string{program_.name} + " has no other"};
  }
  for (const Option& option : program_.options) {
    if (options_.has(option)) {
      use_default(option, *flow);
    } else if (is_set(option)) {
      return Stop{exit_usage, value_key(option) + " belongs to " + told_flows(option.flow) + ", and flow " +
                                  options_.flow_ + " is served here; leave it out"};
    }
  }
  return std::nullopt;
}

std::optional<Stop> OptionsReader::open_env_file() {
  const Option* const option = find("env_file");
  if (option == nullptr || !options_.has(*option) || options_.text(option->key).empty()) return std::nullopt;
  const auto added = documented_.add_file(options_.text(option->key));
  if (!added) return added.stop();
  return std::nullopt;
}

std::optional<Stop> OptionsReader::read_documented() {
  for (const Option& option : program_.options) {
    if (option.documented_variable.empty() || !options_.has(option)) continue;
    const std::string name =
        std::string{option.documented_variable} + (option.kind == OptionKind::secret ? "_FILE" : "");
    auto value = documented_.find(name);
    if (!value) continue;
    const auto known = origins_.find(value_key(option));
    const Origin origin = known == origins_.end() ? Origin::fallback : known->second;
    if (origin == Origin::flag) continue;
    if (origin == Origin::environment) return both_set(variable_of(value_key(option)), name);
    if (auto stop = set(option, *std::move(value), name, Origin::environment)) return stop;
  }
  return std::nullopt;
}

std::optional<Stop> OptionsReader::take_secrets() {
  for (const Option& option : program_.options) {
    if (option.kind != OptionKind::secret) continue;
    SecretSource& source = options_.secrets_[std::string{option.key}];
    if (!options_.has(option)) continue;
    source.given = take_variable(variable_of(option.key));
    if (!option.documented_variable.empty()) {
      SecretBytes documented = documented_.take(std::string{option.documented_variable});
      if (!documented.empty() && !source.given.empty()) {
        return both_set(variable_of(option.key), std::string{option.documented_variable});
      }
      if (!documented.empty()) source.given = std::move(documented);
    }
    source.file = options_.values_[value_key(option)];
  }
  return std::nullopt;
}

Start<Options> Options::read(const Program& program, std::span<char* const> arguments) {
  OptionsReader reader{program};
  if (auto stop = reader.read_flags(arguments)) return std::move(*stop);
  if (auto stop = reader.read_file()) return std::move(*stop);
  if (auto stop = reader.read_environment()) return std::move(*stop);
  if (auto stop = reader.apply_flags()) return std::move(*stop);
  if (auto stop = reader.choose_flow()) return std::move(*stop);
  if (auto stop = reader.open_env_file()) return std::move(*stop);
  if (auto stop = reader.read_documented()) return std::move(*stop);
  if (auto stop = reader.take_secrets()) return std::move(*stop);
  Options options = reader.take();
  if (reader.wants_print()) return Stop{0, printed(program, options)};
  return options;
}

bool Options::has(const Option& option) const {
  return option.flow.empty() || option.flow.find(flow_) != std::string_view::npos;
}

const std::string& Options::text(std::string_view key) const { return at(values_, key); }

std::int64_t Options::number(std::string_view key) const {
  const std::string& value = text(key);
  std::int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

bool Options::truth(std::string_view key) const { return text(key) == "true"; }

Seconds Options::duration(std::string_view key) const {
  return parse_duration(text(key)).value_or(Seconds{});  // judged when it was set
}

std::vector<std::string> Options::list(std::string_view key) const { return split_list(text(key)); }

bool Options::has_secret(std::string_view key) const {
  const SecretSource& source = secret(key);
  return !source.file.empty() || !source.given.empty();
}

const SecretSource& Options::secret(std::string_view key) const { return at(secrets_, key); }

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return parts;
}

}  // namespace signet::example
