// signet.KeySet.
#include <pybind11/stl.h>

#include <memory>

#include "define.hpp"
#include "inits.hpp"
#include "raise.hpp"
#include "signet/jose/key_set.hpp"
#include "text.hpp"

namespace signet::bindings {
namespace {

KeySet from_jwks(py::object jwks) {
  const Text text{std::move(jwks), "jwks", fail(Errc::key_malformed)};
  return unwrap(KeySet::parse(text.view()));
}

py::tuple keys_of(const KeySet& set) {
  py::tuple keys{set.keys().size()};
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = set.keys()[i];
  return keys;
}

py::tuple skipped_of(const KeySet& set) {
  py::tuple skipped{set.skipped().size()};
  for (std::size_t i = 0; i < skipped.size(); ++i) {
    const SkippedKey& key = set.skipped()[i];
    skipped[i] = py::make_tuple(key.index, exception_of(key.error));
  }
  return skipped;
}

py::tuple exposed_of(const KeySet& set) {
  py::tuple exposed{set.exposed().size()};
  for (std::size_t i = 0; i < exposed.size(); ++i) exposed[i] = set.exposed()[i];
  return exposed;
}

}  // namespace

void init_key_set(py::module_& module) {
  py::class_<KeySet> type(module, "KeySet", "Verification keys in order. Immutable.");
  constructor(
      type, "self, keys=()", "A set of these verification keys.",
      [](std::vector<VerificationKey> keys) { return std::make_unique<KeySet>(std::move(keys)); },
      py::arg("keys") = py::tuple());
  static_method(type, "from_jwks", "jwks",
                "Reads a JWKS (RFC 7517). A key that cannot be used is skipped, see `skipped`.", &from_jwks,
                py::arg("jwks"));
  method(type, "to_jwks", "self", "The JWKS text of the public keys; HMAC keys are left out.",
         [](const KeySet& self) { return unwrap(self.to_jwks()); });
  type.def("__len__", [](const KeySet& self) { return self.keys().size(); });
  type.def("__iter__", [](const KeySet& self) { return py::iter(keys_of(self)); });
  type.def_property_readonly(
      "skipped", &skipped_of,
      "Keys that could not be used: (place in the text, the exception that says why).");
  type.def_property_readonly(
      "exposed", &exposed_of,
      "Places in the text of key pairs that came with their private part: whoever could read it can sign.");
  type.def("__repr__", [](const KeySet& self) {
    return "<signet.KeySet of " + std::to_string(self.keys().size()) + '>';
  });
}

}  // namespace signet::bindings
