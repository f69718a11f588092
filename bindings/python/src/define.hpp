// Defining functions and methods so that a call with wrong arguments does not print them.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>
#include <utility>

namespace signet::bindings {

namespace py = pybind11;

/// A docstring that starts with the signature as `inspect` and `help` read it.
inline std::string docstring(const char* name, const char* parameters, const char* text) {
  return std::string{name} + '(' + parameters + ")\n--\n\n" + text;
}

/// Takes any arguments and raises TypeError. Defined behind each function that may be given a secret:
/// pybind11's own message for arguments that do not fit shows them all.
inline auto refusal(const char* name, const char* parameters) {
  return [message = "the arguments do not fit " + std::string{name} + '(' + parameters + ')'](
             const py::args&, const py::kwargs&) -> py::object { throw py::type_error(message); };
}

template <class Class, class Function, class... Extra>
void method(Class& type, const char* name, const char* parameters, const char* text, Function function,
            const Extra&... extra) {
  type.def(name, std::move(function), docstring(name, parameters, text).c_str(), extra...);
  type.def(name, refusal(name, parameters));
}

template <class Class, class Function, class... Extra>
void static_method(Class& type, const char* name, const char* parameters, const char* text, Function function,
                   const Extra&... extra) {
  type.def_static(name, std::move(function), docstring(name, parameters, text).c_str(), extra...);
  type.def_static(name, refusal(name, parameters));
}

/// `make` returns what the new object holds, as a std::unique_ptr.
template <class Class, class Function, class... Extra>
void constructor(Class& type, const char* parameters, const char* text, Function make,
                 const Extra&... extra) {
  using Held = std::unique_ptr<typename Class::type>;
  const std::string name = py::str(type.attr("__name__"));
  type.def(py::init(std::move(make)), docstring("__init__", parameters, text).c_str(), extra...);
  type.def(py::init(
      [refuse = refusal(name.c_str(), parameters)](const py::args& args, const py::kwargs& kwargs) -> Held {
        refuse(args, kwargs);
        return nullptr;
      }));
}

}  // namespace signet::bindings
