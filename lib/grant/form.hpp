// A form as browsers and OAuth clients send it: application/x-www-form-urlencoded, read strictly.
#pragma once

#include <string_view>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {

/// The parameters of one form; owns their text, which may hold secrets.
class Form {
 public:
  /// @error request_malformed  `%` without two hexadecimal digits, a parameter without `=`, one of a name
  /// that
  ///                           was there (RFC 6749 §3.1: no parameter more than once), or more than 32
  static Result<Form> read(std::string_view text);

  /// The value of the parameter; empty when there is none, which means the same (RFC 6749 §3.1).
  /// View into *this.
  std::string_view value(std::string_view name) const& noexcept;
  std::string_view value(std::string_view name) const&& = delete;

 private:
  struct Parameter {
    std::string_view name;
    std::string_view value;
  };

  SecretBytes text_;
  std::vector<Parameter> parameters_;
};

}  // namespace signet::inline v0::detail
