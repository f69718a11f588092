// signet.SigningKey.
#include <pybind11/stl.h>

#include "arguments.hpp"
#include "claims.hpp"
#include "define.hpp"
#include "gil.hpp"
#include "inits.hpp"
#include "signet/jose/key.hpp"

namespace signet::bindings {
namespace {

SigningKey generate(const std::string& name, std::optional<std::uint32_t> bits) {
  const Algorithm algorithm = algorithm_of(name);
  return unwrap(without_gil_if(worth_releasing(algorithm), [&] {
    return bits ? SigningKey::generate(algorithm, {.bits = *bits}) : SigningKey::generate(algorithm);
  }));
}

SigningKey from_pem(py::object pem, const std::string& algorithm) {
  const Text text{std::move(pem), "pem", fail(Errc::key_malformed)};
  return unwrap(SigningKey::from_pem(text.view(), algorithm_of(algorithm)));
}

SigningKey from_jwk(py::object jwk) {
  const Text text{std::move(jwk), "jwk", fail(Errc::key_malformed)};
  return unwrap(SigningKey::from_jwk(text.view()));
}

SigningKey from_secret(py::object secret, const std::string& algorithm) {
  const Text text{std::move(secret), "secret", fail(Errc::key_malformed)};
  return unwrap(SigningKey::from_secret(SecretBytes::copy_of(text.view()), algorithm_of(algorithm)));
}

py::str expose_private_jwk(const SigningKey& key) {
  const SecretBytes jwk = unwrap(key.expose_private_jwk());
  return str_of(jwk.expose_text());
}

}  // namespace

void init_signing_key(py::module_& module) {
  py::class_<SigningKey> type(
      module, "SigningKey", "A key that signs with exactly one algorithm. Immutable; shows no private part.");
  static_method(type, "generate", "algorithm, bits=None",
                "A fresh key. bits is the size of an RSA key: even, 2048 (without it) to 16384.", &generate,
                py::arg("algorithm"), py::arg("bits") = py::none());
  static_method(type, "from_pem", "pem, algorithm", "Reads one PEM block: unencrypted PKCS#8 (PRIVATE KEY).",
                &from_pem, py::arg("pem"), py::arg("algorithm"));
  static_method(type, "from_jwk", "jwk", "Reads one private JWK (RFC 7517).", &from_jwk, py::arg("jwk"));
  static_method(type, "from_secret", "secret, algorithm",
                "An HMAC key: random bytes, at least as many as the hash has. The text of a key is refused.",
                &from_secret, py::arg("secret"), py::arg("algorithm"));
  method(type, "with_kid", "self, kid", "The same key under another kid.", &SigningKey::with_kid,
         py::arg("kid"));
  method(
      type, "expose_private_jwk", "self",
      "The private JWK, for keeping. The one way in which private parts leave a key; Python cannot wipe it.",
      &expose_private_jwk);
  type.def_property_readonly(
      "verification_key", &SigningKey::verification_key,
      "The key that verifies what this one signs. Holds no private part, except for HMAC.");
  type.def_property_readonly(
      "algorithm", [](const SigningKey& self) { return to_string(self.algorithm()); },
      "The alg it signs with.");
  type.def_property_readonly(
      "kid", [](const SigningKey& self) { return self.kid(); }, "The key id, or None.");
  type.def("__repr__", [](const SigningKey& self) {
    return "<signet.SigningKey " + std::string{to_string(self.algorithm())} + '>';
  });
}

}  // namespace signet::bindings
