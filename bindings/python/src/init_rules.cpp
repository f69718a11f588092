// The rules that policies are made of, for signet.rules.
#include "signet/policy/rules.hpp"

#include <pybind11/stl.h>

#include "arguments.hpp"
#include "define.hpp"
#include "inits.hpp"
#include "policy_types.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

using Names = std::vector<std::string>;

PyRule any_audience(const Names& names) { return PyRule{call_with_names(names, &rules::any_audience)}; }
PyRule only_audience(const Names& names) { return PyRule{call_with_names(names, &rules::only_audience)}; }

PyRule one_of(const rules::ClaimRule& claim, const Names& texts) {
  return PyRule{call_with_names(
      texts, [&](std::initializer_list<std::string_view> list) { return claim.one_of(list); })};
}

PyPolicy max_age(const py::object& limit) {
  return {limit.is_none() ? rules::max_age() : rules::max_age(seconds_of(limit, "limit"))};
}

template <Rule (*make)(std::string_view)>
PyRule named(const std::string& name) {
  return PyRule{make(name)};
}
template <Rule (*make)()>
PyRule plain() {
  return PyRule{make()};
}
template <Policy (*make)()>
PyPolicy timed() {
  return {make()};
}

void init_claim_rule(py::module_& module) {
  using rules::ClaimRule;
  py::class_<ClaimRule> type(module, "ClaimRule",
                             "A rule over any claim, begun by its name: see signet.rules.claim.");
  method(type, "present", "self", "The claim is there, whatever its value. Negated it accepts nothing.",
         [](const ClaimRule& self) { return PyRule{self.present()}; });
  // bool before int, since True is an int to Python.
  type.def(
      "equals", [](const ClaimRule& self, bool value) { return PyRule{self.equals(value)}; },
      docstring("equals", "self, value", "The claim is exactly this str, int (of 64 bits) or bool.").c_str(),
      py::arg("value").noconvert());
  type.def(
      "equals", [](const ClaimRule& self, std::int64_t value) { return PyRule{self.equals(value)}; },
      py::arg("value").noconvert());
  type.def(
      "equals", [](const ClaimRule& self, const std::string& value) { return PyRule{self.equals(value)}; },
      py::arg("value"));
  type.def("equals", refusal("equals", "self, value"));
  method(
      type, "contains", "self, text", "The claim is an array that holds this string.",
      [](const ClaimRule& self, const std::string& text) { return PyRule{self.contains(text)}; },
      py::arg("text"));
  method(type, "one_of", "self, texts", "The claim is one of these strings, of which there are at most 16.",
         &one_of, py::arg("texts"));
  method(
      module, "claim", "name", "Begins a rule over the claim of this name.",
      [](const std::string& name) { return rules::claim(name); }, py::arg("name"));
}

void init_claim_rules(py::module_& module) {
  method(module, "issuer", "name", "`iss` is exactly this (RFC 7519 s4.1.1).", &named<rules::issuer>,
         py::arg("name"));
  method(module, "subject", "name", "`sub` is exactly this (RFC 7519 s4.1.2).", &named<rules::subject>,
         py::arg("name"));
  method(module, "typ", "media_type", "The header's `typ`, as a media type (RFC 7515 s4.1.9).",
         &named<rules::typ>, py::arg("media_type"));
  method(module, "scope", "value", "`scope` holds this value (RFC 8693 s4.2).", &named<rules::scope>,
         py::arg("value"));
  method(module, "any_audience", "names",
         "`aud` holds one of these, of which there are at most 16 (RFC 7519 s4.1.3).", &any_audience,
         py::arg("names"));
  method(module, "only_audience", "names", "As any_audience, and every value of `aud` is one of these.",
         &only_audience, py::arg("names"));
}

void init_expected_rules(py::module_& module) {
  method(module, "nonce", "", "`nonce` is the nonce= of the call (OpenID Connect Core s3.1.3.7).",
         &plain<rules::nonce>);
  method(module, "access_token_hash", "", "`at_hash` is the access_token_hash= of the call (s3.1.3.6).",
         &plain<rules::access_token_hash>);
  method(module, "key_thumbprint", "", "`cnf.jkt` is the key_thumbprint= of the call (RFC 9449 s6.1).",
         &plain<rules::key_thumbprint>);
}

void init_time_rules(py::module_& module) {
  method(module, "expires", "", "now < `exp` + leeway; `exp` must be there.", &timed<rules::expires>);
  method(module, "not_before", "", "`nbf` - leeway <= now; `nbf` must be there.", &timed<rules::not_before>);
  method(module, "issued_at", "", "`iat` - leeway <= now; `iat` must be there.", &timed<rules::issued_at>);
  method(module, "max_age", "limit=None", "now - `iat` <= limit, by default the max_age= of the call.",
         &max_age, py::arg("limit") = py::none());
  method(
      module, "if_present", "rule", "`rule`, or success when the claim that it reads is absent. Has no ~.",
      [](const PyRule& rule) { return PyPolicy{rules::if_present(rule.rule)}; }, py::arg("rule"));
}

}  // namespace

void init_rules(py::module_& module) {
  init_claim_rule(module);
  init_claim_rules(module);
  init_expected_rules(module);
  init_time_rules(module);
}

}  // namespace signet::bindings
