// Arguments that several functions take: algorithms, lists of names, and what one call expects of a token.
#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "raise.hpp"
#include "signet/jose/algorithm.hpp"
#include "signet/policy/expected.hpp"
#include "text.hpp"

namespace signet::bindings {

namespace py = pybind11;

/// Raises TokenKeyError (algorithm_unsupported) for a name that is not in the table.
Algorithm algorithm_of(std::string_view name);
AlgorithmSet algorithms_of(const std::vector<std::string>& names);

/// A text, or nothing for None. Raises OptionError for the empty text, which C++ would read as "left out".
std::string optional_option(const py::object& value, const char* name);

/// The keyword arguments of a call that become its Expected.
class ExpectedArguments {
 public:
  ExpectedArguments(py::object nonce, py::object access_token_hash, py::object key_thumbprint,
                    const py::object& max_age);
  Expected view() const noexcept;

 private:
  std::optional<Text> nonce_;
  std::optional<Text> access_token_hash_;
  std::optional<Text> key_thumbprint_;
  std::optional<Seconds> max_age_;
};

namespace detail {
template <class Function, std::size_t... I>
auto call_with(const std::vector<std::string>& names, Function function, std::index_sequence<I...>) {
  return function(std::initializer_list<std::string_view>{names[I]...});
}
}  // namespace detail

/// Calls `function`, which takes an initializer_list, with names known only now. Raises OptionError beyond
/// 16: a list has as many members as are written out, so each number of them is a function of its own.
template <std::size_t Count = 0, class Function>
auto call_with_names(const std::vector<std::string>& names, Function function) {
  constexpr std::size_t most = 16;
  if (names.size() == Count) return detail::call_with(names, function, std::make_index_sequence<Count>{});
  if constexpr (Count < most) return call_with_names<Count + 1>(names, function);
  raise(fail(Errc::option_invalid, "names"));
}

}  // namespace signet::bindings
