// signet.Family: one login and all the refresh tokens that descend from it.
#include "claims.hpp"
#include "inits.hpp"
#include "session_types.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

template <NumericDate Family::* member>
py::object date(const FamilyState& self) {
  return datetime_of(self.family.*member);
}

}  // namespace

void init_family(py::module_& module) {
  py::class_<FamilyState> type(
      module, "Family",
      "One login and all the refresh tokens that descend from it, as it was when asked for.");
  type.def_property_readonly(
      "id", [](const FamilyState& self) { return python_uuid(self.family.id.uuid); }, "Its name; no secret.");
  type.def_property_readonly(
      "subject", [](const FamilyState& self) { return str_of(self.family.subject); }, "Whose it is.");
  type.def_property_readonly(
      "epoch", [](const FamilyState& self) { return self.family.epoch.count; },
      "The credential epoch under which it was begun.");
  type.def_property_readonly(
      "generation", [](const FamilyState& self) { return self.family.generation; },
      "How often it was rotated.");
  type.def_property_readonly(
      "active", [](const FamilyState& self) { return self.active; }, "Whether its newest token is good.");
  type.def_property_readonly("created_at", &date<&Family::created_at>, "When it was begun.");
  type.def_property_readonly("rotated_at", &date<&Family::rotated_at>, "When its newest token was made.");
  type.def_property_readonly("idle_until", &date<&Family::idle_until>, "When it ends unless used before.");
  type.def_property_readonly("expires_at", &date<&Family::expires_at>, "When it ends whatever happens.");
  type.def_property_readonly(
      "revoked_at",
      [](const FamilyState& self) -> py::object {
        return self.family.revoked_at ? datetime_of(*self.family.revoked_at) : py::none();
      },
      "When it was revoked, or None.");
  type.def("__repr__", [](const FamilyState&) { return "<signet.Family>"; });
}

}  // namespace signet::bindings
