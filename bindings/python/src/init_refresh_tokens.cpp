// signet.RefreshToken, IssuedRefreshToken and RefreshOutcome.
#include "claims.hpp"
#include "inits.hpp"
#include "session_types.hpp"
#include "signet/session/refresh_sessions.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

py::object result_of(const RefreshOutcome& self) {
  switch (self.result) {
    case RotationResult::rotated:
      return outcome("Rotation", "rotated");
    case RotationResult::current:
      return outcome("Rotation", "current");
    case RotationResult::reused:
      return outcome("Rotation", "reused");
    case RotationResult::ahead:
    case RotationResult::not_active:
      break;
  }
  return outcome("Rotation", "not_active");
}

}  // namespace

void init_refresh_tokens(py::module_& module) {
  py::class_<RefreshToken> token(
      module, "RefreshToken",
      "A refresh token whose MAC held, and nothing else. RefreshSessions.read makes it.");
  token.def_property_readonly(
      "family", [](const RefreshToken& self) { return python_uuid(self.family().uuid); },
      "The family it names.");
  token.def_property_readonly("generation", &RefreshToken::generation, "Its place in the family, from 0.");
  token.def("__repr__", [](const RefreshToken&) { return "<signet.RefreshToken>"; });

  py::class_<IssuedRefreshToken> issued(module, "IssuedRefreshToken", "A refresh token for the client.");
  issued.def_property_readonly(
      "text", [](const IssuedRefreshToken& self) { return str_of(self.text); },
      "The token: to the client, and nowhere else. There is no other copy.");
  issued.def_property_readonly(
      "family", [](const IssuedRefreshToken& self) { return python_uuid(self.family.uuid); }, "Its family.");
  issued.def_property_readonly(
      "expires_at", [](const IssuedRefreshToken& self) { return datetime_of(self.expires_at); },
      "When the family ends: no successor outlives it.");
  issued.def("__repr__", [](const IssuedRefreshToken&) { return "<signet.IssuedRefreshToken>"; });

  py::class_<RefreshOutcome> refreshed(module, "RefreshOutcome",
                                       "What presenting a refresh token came to. Neither true nor false.");
  refreshed.def_property_readonly("result", &result_of, "A member of signet.Rotation.");
  refreshed.def_property_readonly(
      "token", [](const RefreshOutcome& self) { return self.token ? py::cast(*self.token) : py::none(); },
      "The successor, for ROTATED and CURRENT; else None.");
  no_truth(refreshed);
}

}  // namespace signet::bindings
