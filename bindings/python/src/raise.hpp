// Errors as Python exceptions: the one way in which a Result leaves C++.
#pragma once

#include <pybind11/pybind11.h>

#include <utility>

#include "signet/core/result.hpp"

namespace signet::bindings {

namespace py = pybind11;

/// The name, in signet.errors, of the class that carries `code`.
const char* exception_type(Errc code) noexcept;

/// The exception that says what `error` says, not raised yet.
py::object exception_of(const Error& error);

/// Raises it. The GIL must be held.
[[noreturn]] void raise(const Error& error);

/// The value, or the error raised. The GIL must be held.
template <class T>
T unwrap(Result<T> result) {
  if (!result.has_value()) raise(result.error());
  return *std::move(result);
}
inline void unwrap(const Result<void>& result) {
  if (!result) raise(result.error());
}

}  // namespace signet::bindings
