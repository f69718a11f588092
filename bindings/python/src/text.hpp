// Text: an argument that is str, bytes or any contiguous buffer, as bytes that stay while the GIL is
// released.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>

#include "signet/core/error.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::bindings {

namespace py = pybind11;

/// Holds the object for as long as it is read. str and bytes never change and are viewed where they are; any
/// other buffer may change under a released GIL, and is copied into memory that is wiped.
class Text {
 public:
  /// @param name        of the argument, for the TypeError
  /// @param unreadable  raised for a str with a lone surrogate, which has no UTF-8 form. Python's own
  ///                    UnicodeEncodeError would carry the whole text.
  Text(py::object argument, const char* name, const Error& unreadable);
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  std::string_view view() const noexcept { return view_; }

 private:
  void view_str(const Error& unreadable);
  void copy_buffer();

  py::object owner_;
  SecretBytes copy_;
  std::string_view view_;
};

}  // namespace signet::bindings
