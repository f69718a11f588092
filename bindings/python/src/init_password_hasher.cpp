// signet.PasswordHasher.
#include "signet/password/password_hasher.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <memory>

#include "define.hpp"
#include "gil.hpp"
#include "inits.hpp"
#include "raise.hpp"
#include "text.hpp"

namespace signet::bindings {
namespace {

// A str with a lone surrogate has no bytes, so no hash can take it.
Text password_text(py::object password) {
  return {std::move(password), "password", fail(Errc::password_unsupported)};
}
Text hash_text(py::object hash) { return {std::move(hash), "hash", fail(Errc::hash_malformed)}; }

std::unique_ptr<PasswordHasher> build(const std::string& preset) {
  const auto* const named = std::ranges::find(named_presets, preset, &NamedPreset::name);
  if (named == named_presets.end()) raise(fail(Errc::option_invalid, "preset"));
  return std::make_unique<PasswordHasher>(unwrap(PasswordHasher::build({.target = named->params})));
}

std::string hash_of(const PasswordHasher& self, const Text& password) {
  return unwrap(without_gil([&] { return self.hash(password.view(), system_random()); }));
}

bool matches(const PasswordHasher& self, const Text& password, const Text& stored) {
  const auto check = unwrap(without_gil([&] { return self.verify(password.view(), stored.view()); }));
  return check == PasswordCheck::match;
}

bool is_weaker(const PasswordHasher& self, const Text& stored) {
  return unwrap(self.needs_rehash(stored.view())).any();
}

std::string hash(const PasswordHasher& self, py::object password) {
  return hash_of(self, password_text(std::move(password)));
}

bool verify(const PasswordHasher& self, py::object password, py::object hash) {
  return matches(self, password_text(std::move(password)), hash_text(std::move(hash)));
}

bool needs_rehash(const PasswordHasher& self, py::object hash) {
  return is_weaker(self, hash_text(std::move(hash)));
}

std::pair<bool, std::optional<std::string>> verify_and_update(const PasswordHasher& self, py::object password,
                                                              py::object hash) {
  // Read once, so that what is hashed anew is what matched.
  const Text text = password_text(std::move(password));
  const Text stored = hash_text(std::move(hash));
  if (!matches(self, text, stored)) return {false, std::nullopt};
  if (!is_weaker(self, stored)) return {true, std::nullopt};
  return {true, hash_of(self, text)};
}

void verify_dummy(const PasswordHasher& self, py::object password) {
  const Text text = password_text(std::move(password));
  static_cast<void>(
      unwrap(without_gil([&] { return self.verify_dummy(text.view(), self.options().target); })));
}

py::tuple preset_names() {
  py::tuple names{named_presets.size()};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = named_presets[i].name;
  return names;
}

}  // namespace

void init_password_hasher(py::module_& module) {
  module.attr("password_presets") = preset_names();

  py::class_<PasswordHasher> type(
      module, "PasswordHasher",
      "Hashes passwords with argon2id, bcrypt, PBKDF2 and scrypt. Immutable; threads may share it, and "
      "run side by side. A call takes tens of milliseconds and its megabytes on purpose.");
  constructor(type, "self, *, preset='default'",
              "`preset` is one of signet.password_presets. Raises OptionError.", &build, py::kw_only(),
              py::arg("preset") = "default");
  method(type, "hash", "self, *, password", "A new stored hash with a fresh salt. Raises PasswordError.",
         &hash, py::kw_only(), py::arg("password"));
  method(
      type, "verify", "self, *, password, hash",
      "Whether this is the password behind the stored hash; a wrong one is no error. Raises PasswordError.",
      &verify, py::kw_only(), py::arg("password"), py::arg("hash"));
  method(type, "verify_and_update", "self, *, password, hash",
         "As verify, and where it matches and needs_rehash, the hash to store from now on; else None.",
         &verify_and_update, py::kw_only(), py::arg("password"), py::arg("hash"));
  method(type, "needs_rehash", "self, *, hash",
         "Whether the stored hash is weaker than this hasher's preset.", &needs_rehash, py::kw_only(),
         py::arg("hash"));
  method(type, "verify_dummy", "self, *, password",
         "Takes as long as verify and answers nothing: for names that have no account, so that they cannot "
         "be told.",
         &verify_dummy, py::kw_only(), py::arg("password"));
}

}  // namespace signet::bindings
