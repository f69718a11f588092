// Options: one file, the environment and flags, read strictly into the values that a server runs with.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/stop.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

enum class OptionKind : std::uint8_t { text, number, truth, list, secret, duration };

/// One key of the configuration. `log_file` is also SIGNET_LOG_FILE in the environment and --log-file on the
/// command line; a flag wins over the environment, which wins over the file. A secret is never a flag nor a
/// member of the file: it comes from SIGNET_KEY or, winning over it, from the file that `KEY_file` names.
struct Option {
  std::string_view key;
  OptionKind kind;
  std::string_view fallback;  ///< as text; a list is joined by commas
  std::string_view help;      ///< one line, with unit and range
  std::int64_t least = 0;     ///< of a number, and of a duration in seconds
  std::int64_t most = INT64_MAX;
  /// A second environment name: `PORT`; of a secret also `JWT_SECRET_FILE` for its file. Not to be set
  /// beside the first.
  std::string_view documented_variable = {};
  /// The flows that have this option, a letter each; empty: all. It must not be set, and its documented
  /// variable is not read, where another flow is served.
  std::string_view flow = {};
  /// Where it stands in a file of sections: `auth.issuer`; empty: at the top, by its key.
  std::string_view path = {};
};

/// A documented system that a program can serve.
struct Flow {
  std::string_view name;
  /// Keys of options whose default is another in this flow, and that default as text.
  std::vector<std::pair<std::string_view, std::string_view>> defaults;
};

/// What a program is asked to do.
enum class Mode : std::uint8_t { serve, check_config, healthcheck };

struct ConfigMember;

/// The configuration file of a program.
struct ConfigForm {
  Start<std::vector<ConfigMember>> (*read)(const std::string& path);
  std::string_view name;             ///< for the help: `one JSON object`
  std::string_view usual_path = {};  ///< read unless another is named, and must be there; empty: none is
};

/// One flat JSON object, read only where it is named.
extern const ConfigForm json_config;

struct Program {
  std::string_view name;
  std::string_view summary;
  std::vector<Option> options;
  std::vector<Flow> flows = {};  ///< the option `flow` chooses one of them; none: there is no such option
  ConfigForm config = json_config;
};

/// Where a secret comes from; see secrets.hpp for its values.
struct SecretSource {
  std::string file;   ///< empty: `given`
  SecretBytes given;  ///< from the environment, which no longer holds it
};

/// The values a program runs with; every key of its table has one. Asking for a key that is not in the table
/// is a mistake of the program and ends it.
class Options {
 public:
  /// Reads `arguments` (without the program's name), the environment and the configuration file they name.
  /// Secrets in the environment are taken out of it: call before any thread is started.
  /// @return a Stop for --help, --version and --print-config (exit 0), or for what is unknown or out of range
  static Start<Options> read(const Program& program, std::span<char* const> arguments);

  Mode mode() const noexcept { return mode_; }
  std::string_view program() const noexcept { return program_; }
  /// The flow that is served; empty where the program has none.
  const std::string& flow() const noexcept { return flow_; }
  /// Whether the option is one of the flow that is served.
  bool has(const Option& option) const;
  const std::string& text(std::string_view key) const;
  std::int64_t number(std::string_view key) const;
  bool truth(std::string_view key) const;
  Seconds duration(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;
  /// @return whether the secret was given at all
  bool has_secret(std::string_view key) const;
  const SecretSource& secret(std::string_view key) const;

 private:
  friend class OptionsReader;
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, SecretSource, std::less<>> secrets_;
  Mode mode_ = Mode::serve;
  std::string flow_;
  std::string_view program_;  ///< of the Program, whose name is a literal
};

/// Splits at commas; an empty text is an empty list.
std::vector<std::string> split_list(std::string_view text);

}  // namespace signet::example
