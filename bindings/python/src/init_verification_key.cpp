// signet.VerificationKey.
#include <pybind11/stl.h>

#include "arguments.hpp"
#include "define.hpp"
#include "inits.hpp"
#include "signet/jose/key.hpp"

namespace signet::bindings {
namespace {

VerificationKey from_pem(py::object pem, const std::string& algorithm) {
  const Text text{std::move(pem), "pem", fail(Errc::key_malformed)};
  return unwrap(VerificationKey::from_pem(text.view(), algorithm_of(algorithm)));
}

VerificationKey from_jwk(py::object jwk) {
  const Text text{std::move(jwk), "jwk", fail(Errc::key_malformed)};
  return unwrap(VerificationKey::from_jwk(text.view()));
}

VerificationKey from_secret(py::object secret, const std::string& algorithm) {
  const Text text{std::move(secret), "secret", fail(Errc::key_malformed)};
  return unwrap(VerificationKey::from_secret(SecretBytes::copy_of(text.view()), algorithm_of(algorithm)));
}

// Of an HMAC key the thumbprint is a hash of the secret: not for publication (RFC 7638 s7).
std::optional<std::string> public_thumbprint(const VerificationKey& key) {
  return key.symmetric() ? std::nullopt : std::optional{key.thumbprint()};
}

std::optional<std::string> public_thumbprint_uri(const VerificationKey& key) {
  return key.symmetric() ? std::nullopt : std::optional{key.thumbprint_uri()};
}

}  // namespace

void init_verification_key(py::module_& module) {
  py::list names;
  for (const AlgorithmSpec& spec : signet::algorithms) {
    if (available(spec.algorithm)) names.append(spec.name);
  }
  module.attr("algorithms") = py::tuple{names};

  py::class_<VerificationKey> type(module, "VerificationKey",
                                   "A key that checks signatures of exactly one algorithm. Immutable.");
  static_method(type, "from_pem", "pem, algorithm",
                "Reads one PEM block: a SubjectPublicKeyInfo (PUBLIC KEY).", &from_pem, py::arg("pem"),
                py::arg("algorithm"));
  static_method(type, "from_jwk", "jwk", "Reads one JWK (RFC 7517); of a private one, its public part.",
                &from_jwk, py::arg("jwk"));
  static_method(type, "from_secret", "secret, algorithm",
                "An HMAC key: random bytes, at least as many as the hash has. The text of a key is refused.",
                &from_secret, py::arg("secret"), py::arg("algorithm"));
  method(type, "with_kid", "self, kid", "The same key under another kid.", &VerificationKey::with_kid,
         py::arg("kid"));
  method(type, "to_jwk", "self", "The public JWK. Raises TokenKeyError for an HMAC key, which has none.",
         [](const VerificationKey& self) { return unwrap(self.to_jwk()); });
  type.def_property_readonly(
      "algorithm", [](const VerificationKey& self) { return to_string(self.algorithm()); },
      "The alg it takes.");
  type.def_property_readonly(
      "kid", [](const VerificationKey& self) { return self.kid(); }, "The key id, or None.");
  type.def_property_readonly(
      "thumbprint", &public_thumbprint,
      "RFC 7638, SHA-256. None for an HMAC key, of which it would be a hash of the secret.");
  type.def_property_readonly("thumbprint_uri", &public_thumbprint_uri,
                             "The thumbprint as a URI (RFC 9278). None for an HMAC key.");
  type.def("__repr__", [](const VerificationKey& self) {
    return "<signet.VerificationKey " + std::string{to_string(self.algorithm())} + '>';
  });
}

}  // namespace signet::bindings
