// signet.Leeway.
#include <memory>

#include "define.hpp"
#include "inits.hpp"
#include "signet/policy/expected.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

std::unique_ptr<Leeway> make_leeway(const py::object& expires, const py::object& not_before,
                                    const py::object& issued_at) {
  return std::make_unique<Leeway>(Leeway{.expires = seconds_of(expires, "expires"),
                                         .not_before = seconds_of(not_before, "not_before"),
                                         .issued_at = seconds_of(issued_at, "issued_at")});
}

}  // namespace

void init_leeway(py::module_& module) {
  py::class_<Leeway> type(
      module, "Leeway",
      "How far clocks may differ, per claim, in seconds or as timedelta; 0 to 10 minutes each.");
  constructor(type, "self, *, expires=0, not_before=0, issued_at=0",
              "A token is taken this long after `exp`, before `nbf`, and with an `iat` in the future.",
              &make_leeway, py::kw_only(), py::arg("expires") = 0, py::arg("not_before") = 0,
              py::arg("issued_at") = 0);
}

}  // namespace signet::bindings
