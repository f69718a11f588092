// The audit trail of `signet admin`: one JSON line for every act that changes something.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"

namespace signet_cli {

/// What an act was and what came of it: identifiers and codes. A name is not among them: somebody may have
/// typed a password there.
struct AuditLine {
  std::string_view event;  ///< "admin_user_add"
  std::string realm;
  std::string subject{};                        ///< the account's id; empty: none was found
  std::string session{};                        ///< of `session revoke --family`
  std::optional<signet::NumericDate> before{};  ///< of `session revoke --before`
  std::string code = "ok";                      ///< or why it was not done
};

/// The place to which lines are added.
class Audit {
 public:
  /// Standard error, or the end of a file, made with mode 0600 if there is none. Throws NotDone.
  explicit Audit(std::optional<std::string> path);
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;
  ~Audit();

  /// Adds the line, with time and operator, in one write; a file is flushed to its disk.
  /// Throws NotDone: it could not be added whole.
  void add(const AuditLine& line) const;

 private:
  std::optional<std::string> path_;
  int fd_;
};

}  // namespace signet_cli
