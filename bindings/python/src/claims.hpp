// Claims between Python objects and JSON.
#pragma once

#include <pybind11/pybind11.h>

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/json/view.hpp"
#include "signet/token/token_issuer.hpp"

namespace signet::bindings {

namespace py = pybind11;

py::str str_of(std::string_view utf8);

/// A new dict of these claims; arrays, objects and numbers as Python's json reads them.
/// Raises ClaimError for an integer with more digits than Python converts.
py::dict dict_of(const JsonObject& claims);

/// A dict as the claims of a new token. Holds what the claims borrow.
class NewClaims {
 public:
  /// Raises TypeError for a name that is no str, what json.dumps raises for a value that is no JSON, and
  /// MalformedTokenError for text with a lone surrogate.
  explicit NewClaims(const py::dict& claims);
  std::span<const Claim> view() const noexcept { return claims_; }

 private:
  std::string_view keep(const py::handle& str);
  Claim claim_of(std::string_view name, const py::handle& value);

  std::deque<std::string> texts_;  // a deque does not move what is in it
  std::vector<Claim> claims_;
};

}  // namespace signet::bindings
