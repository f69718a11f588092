// signet.Policy, ClaimPolicy and Rule, with &, | and ~.
#include <pybind11/stl.h>

#include "arguments.hpp"
#include "define.hpp"
#include "inits.hpp"
#include "policy_types.hpp"
#include "signet/token/verified_token.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

void check(const PyPolicy& self, const VerifiedToken& token, const py::object& now,
           const std::optional<Leeway>& leeway, py::object nonce, py::object access_token_hash,
           py::object key_thumbprint, const py::object& max_age) {
  const ExpectedArguments expected{std::move(nonce), std::move(access_token_hash), std::move(key_thumbprint),
                                   max_age};
  unwrap(self.policy.check(token, date_of(now), expected.view(), leeway.value_or(Leeway{})));
}

PyPolicy both(const PyPolicy& a, const PyPolicy& b) { return {a.policy && b.policy}; }
PyPolicy either(const PyPolicy& a, const PyPolicy& b) { return {a.policy || b.policy}; }
PyClaimPolicy both_claims(const PyClaimPolicy& a, const PyClaimPolicy& b) {
  return PyClaimPolicy{a.claims && b.claims};
}
PyClaimPolicy either_claims(const PyClaimPolicy& a, const PyClaimPolicy& b) {
  return PyClaimPolicy{a.claims || b.claims};
}

}  // namespace

void init_policy(py::module_& module) {
  py::class_<PyPolicy> policy(
      module, "Policy",
      "Which claims are acceptable. Immutable; joined by & and |. Only a ClaimPolicy has ~.");
  method(policy, "check",
         "self, token, now=None, *, leeway=None, nonce=None, access_token_hash=None, key_thumbprint=None, "
         "max_age=None",
         "Raises ClaimError unless the verified token is acceptable.", &check, py::arg("token"),
         py::arg("now") = py::none(), py::kw_only(), py::arg("leeway") = py::none(),
         py::arg("nonce") = py::none(), py::arg("access_token_hash") = py::none(),
         py::arg("key_thumbprint") = py::none(), py::arg("max_age") = py::none());
  policy.def("__and__", &both, py::is_operator());
  policy.def("__or__", &either, py::is_operator());
  // `a and b` would be b alone.
  policy.def("__bool__", [](const PyPolicy&) -> bool {
    throw py::type_error("a policy is neither true nor false; join policies by & and |");
  });

  py::class_<PyClaimPolicy, PyPolicy> claims(module, "ClaimPolicy",
                                             "A policy without time rules and if_present; it may be negated. "
                                             "A rule over an absent claim fails, negated or "
                                             "not.");
  claims.def("__and__", &both_claims, py::is_operator());
  claims.def("__and__", &both, py::is_operator());
  claims.def("__or__", &either_claims, py::is_operator());
  claims.def("__or__", &either, py::is_operator());
  claims.def("__invert__", [](const PyClaimPolicy& self) { return PyClaimPolicy{!self.claims}; });

  py::class_<PyRule, PyClaimPolicy> rule(module, "Rule",
                                         "A ClaimPolicy that reads one claim; if_present takes it.");
  rule.def("__invert__", [](const PyRule& self) { return PyRule{!self.rule}; });
}

}  // namespace signet::bindings
