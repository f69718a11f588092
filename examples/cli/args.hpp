// Command-line arguments of one subcommand: declared options, their values, and what is left over.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet_cli {

/// A usage error: printed with a pointer to --help, exit code 2.
struct UsageError {
  std::string message;
};

/// The options a subcommand takes. `--name value` and `--name=value` are the same; `--` ends the options.
struct OptionNames {
  std::vector<std::string_view> with_value;
  std::vector<std::string_view> flags;
};

class Args {
 public:
  /// Throws UsageError on an unknown option or a missing value.
  Args(const std::vector<std::string>& words, const OptionNames& names);

  bool flag(std::string_view name) const { return flags_.count(std::string{name}) > 0; }
  /// The one value of an option. Throws UsageError if it was given more than once.
  std::optional<std::string> value(std::string_view name) const;
  /// Throws UsageError if it was not given.
  std::string required(std::string_view name) const;
  /// All values of an option that may repeat; each may be a comma-separated list.
  std::vector<std::string> list(std::string_view name) const;
  /// A whole number within a range. Throws UsageError otherwise.
  std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most) const;
  const std::vector<std::string>& positional() const { return positional_; }
  /// The only positional argument, or `-` (standard input) when there is none. Throws UsageError for more.
  std::string single_input() const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
  std::map<std::string, bool> flags_;
  std::vector<std::string> positional_;
};

}  // namespace signet_cli
