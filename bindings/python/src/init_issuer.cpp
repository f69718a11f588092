// signet.Issuer.
#include <pybind11/stl.h>

#include <memory>

#include "arguments.hpp"
#include "claims.hpp"
#include "define.hpp"
#include "gil.hpp"
#include "inits.hpp"
#include "signet/token/token_issuer.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

struct Issuer {
  TokenIssuer issuer;
  bool releases_gil;
};

std::vector<std::string> audience_of(const py::object& audience) {
  if (audience.is_none()) return {};
  if (py::isinstance<py::str>(audience)) return {optional_option(audience, "audience")};
  std::vector<std::string> names;
  for (const py::handle name : audience) {
    if (!py::isinstance<py::str>(name)) throw py::type_error("audience must be str or an iterable of str");
    names.push_back(optional_option(py::reinterpret_borrow<py::object>(name), "audience"));
  }
  return names;
}

std::unique_ptr<Issuer> build(const SigningKey& key, const py::object& lifetime, const py::object& issuer,
                              const py::object& audience, const py::object& typ, bool token_id,
                              bool not_before) {
  auto built = unwrap(TokenIssuer::build({.key = key,
                                          .issuer = optional_option(issuer, "issuer"),
                                          .audience = audience_of(audience),
                                          .lifetime = seconds_of(lifetime, "lifetime"),
                                          .typ = optional_option(typ, "typ"),
                                          .token_id = token_id,
                                          .not_before = not_before}));
  return std::make_unique<Issuer>(Issuer{std::move(built), worth_releasing(key.algorithm())});
}

py::str issue(const Issuer& self, const py::object& subject, const py::dict& claims, const py::object& now) {
  const std::string name = optional_option(subject, "subject");
  const NewClaims more{claims};
  const NumericDate date = date_of(now);
  return str_of(unwrap(without_gil_if(self.releases_gil, [&] {
    return self.issuer.issue({.subject = name, .claims = more.view()}, date, system_random());
  })));
}

}  // namespace

void init_issuer(py::module_& module) {
  py::class_<Issuer> type(
      module, "Issuer",
      "Makes signed JWTs of one kind: one key, one header, one issuer, audience and lifetime. "
      "Immutable; threads may share it, and run side by side unless the key is an HMAC key.");
  constructor(
      type, "self, *, key, lifetime, issuer=None, audience=None, typ='JWT', token_id=True, not_before=False",
      "`lifetime` is 1 second to 366 days; `token_id` adds a fresh `jti`, `not_before` an `nbf`. What is "
      "None "
      "is left out of the token. Raises OptionError.",
      &build, py::kw_only(), py::arg("key"), py::arg("lifetime"), py::arg("issuer") = py::none(),
      py::arg("audience") = py::none(), py::arg("typ") = "JWT", py::arg("token_id") = true,
      py::arg("not_before") = false);
  method(type, "issue", "self, *, subject=None, claims={}, now=None",
         "A compact JWT. `claims` are of other names than iss, sub, aud, exp, nbf, iat and jti. `now` as for "
         "Verifier.verify.",
         &issue, py::kw_only(), py::arg("subject") = py::none(), py::arg("claims") = py::dict(),
         py::arg("now") = py::none());
}

}  // namespace signet::bindings
