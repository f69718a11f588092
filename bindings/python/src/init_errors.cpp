// The table of error codes, for signet.errors.
#include <algorithm>
#include <string>

#include "define.hpp"
#include "inits.hpp"
#include "raise.hpp"

namespace signet::bindings {

void init_errors(py::module_& module) {
  method(
      module, "exception_type", "code", "The name of the class in signet.errors that carries this code.",
      [](const std::string& code) -> std::string {
        const auto row = std::ranges::find(error_rows, code, &ErrorRow::name);
        if (row == error_rows.end()) throw py::value_error("no error code of this name");
        return exception_type(row->code);
      },
      py::arg("code"));
}

}  // namespace signet::bindings
