// signet.Verifier.
#include <pybind11/stl.h>

#include <algorithm>
#include <memory>
#include <variant>

#include "arguments.hpp"
#include "define.hpp"
#include "gil.hpp"
#include "inits.hpp"
#include "policy_types.hpp"
#include "signet/token/token_verifier.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

struct Verifier {
  TokenVerifier verifier;
  bool releases_gil;
};

using Keys = std::variant<const KeySet*, const VerificationKey*>;

KeySource source_of(const Keys& keys) {
  return std::visit([](const auto* some) { return KeySource::from(*some); }, keys);
}

bool any_worth_releasing(AlgorithmSet set) {
  return std::ranges::any_of(signet::algorithms, [&](const AlgorithmSpec& spec) {
    return set.contains(spec.algorithm) && worth_releasing(spec.algorithm);
  });
}

std::unique_ptr<Verifier> build(const Keys& keys, const std::vector<std::string>& names,
                                const PyPolicy& policy, const std::optional<Leeway>& leeway,
                                bool accept_any_audience, bool accept_without_expiry,
                                const std::vector<std::string>& critical) {
  const AlgorithmSet algorithms = algorithms_of(names);
  auto verifier = unwrap(TokenVerifier::build({.algorithms = algorithms,
                                               .keys = source_of(keys),
                                               .policy = policy.policy,
                                               .leeway = leeway.value_or(Leeway{}),
                                               .accept_any_audience = accept_any_audience,
                                               .accept_without_expiry = accept_without_expiry,
                                               .critical = critical}));
  return std::make_unique<Verifier>(Verifier{std::move(verifier), any_worth_releasing(algorithms)});
}

VerifiedToken verify(const Verifier& self, py::object token, const py::object& now, py::object nonce,
                     py::object access_token_hash, py::object key_thumbprint, const py::object& max_age) {
  const Text text{std::move(token), "token", fail(Errc::utf8_invalid)};
  const NumericDate date = date_of(now);
  const ExpectedArguments expected{std::move(nonce), std::move(access_token_hash), std::move(key_thumbprint),
                                   max_age};
  return unwrap(without_gil_if(self.releases_gil,
                               [&] { return self.verifier.verify(text.view(), date, expected.view()); }));
}

}  // namespace

void init_verifier(py::module_& module) {
  py::class_<Verifier> type(
      module, "Verifier",
      "Takes a compact JWT and gives a VerifiedToken, or raises TokenError. Immutable; threads "
      "may share it, and run side by side unless all its algorithms are HMAC.");
  constructor(type,
              "self, *, keys, algorithms, policy, leeway=None, accept_any_audience=False, "
              "accept_without_expiry=False, critical=()",
              "A policy that does not demand an audience or an expiry is refused unless that is said "
              "(RFC 8725 s3.9). `critical` names the header members that `crit` may list because you act on "
              "them, reading VerifiedToken.header. Raises OptionError.",
              &build, py::kw_only(), py::arg("keys").none(false), py::arg("algorithms"), py::arg("policy"),
              py::arg("leeway") = py::none(), py::arg("accept_any_audience") = false,
              py::arg("accept_without_expiry") = false, py::arg("critical") = py::tuple());
  method(type, "verify",
         "self, token, now=None, *, nonce=None, access_token_hash=None, key_thumbprint=None, max_age=None",
         "Verifies bounds, header, key, signature, payload, times and policy, in this order. `now` is the "
         "system "
         "clock unless given: seconds since 1970 or an aware datetime.",
         &verify, py::arg("token"), py::arg("now") = py::none(), py::kw_only(), py::arg("nonce") = py::none(),
         py::arg("access_token_hash") = py::none(), py::arg("key_thumbprint") = py::none(),
         py::arg("max_age") = py::none());
}

}  // namespace signet::bindings
