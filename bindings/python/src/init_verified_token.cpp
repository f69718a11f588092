// signet.VerifiedToken.
#include <pybind11/stl.h>

#include "claims.hpp"
#include "inits.hpp"
#include "signet/token/verified_token.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

using Date = std::optional<NumericDate> (VerifiedToken::*)() const noexcept;
using TextMember = std::optional<std::string_view> (VerifiedToken::*)() const& noexcept;

template <Date member>
py::object date(const VerifiedToken& self) {
  const auto value = (self.*member)();
  return value ? datetime_of(*value) : py::none();
}

template <TextMember member>
std::optional<std::string_view> text(const VerifiedToken& self) {
  return (self.*member)();
}

}  // namespace

void init_verified_token(py::module_& module) {
  using Token = VerifiedToken;
  py::class_<Token> type(
      module, "VerifiedToken",
      "A token whose signature held and whose claims met the policy. Only a Verifier makes one.");
  type.def_property_readonly(
      "claims", [](const Token& self) { return dict_of(self.claims()); },
      "All claims, in the token's order: a new dict at each access. Nothing is converted before.");
  type.def_property_readonly(
      "header", [](const Token& self) { return dict_of(self.header()); },
      "The signed header as a new dict, if the Verifier was given `critical` names; else empty.");
  type.def_property_readonly("issuer", &text<&Token::issuer>, "`iss`, or None.");
  type.def_property_readonly("subject", &text<&Token::subject>, "`sub`, or None.");
  type.def_property_readonly("token_id", &text<&Token::token_id>, "`jti`, or None.");
  type.def_property_readonly("expires_at", &date<&Token::expires_at>, "`exp` as an aware datetime, or None.");
  type.def_property_readonly("not_before", &date<&Token::not_before>, "`nbf` as an aware datetime, or None.");
  type.def_property_readonly("issued_at", &date<&Token::issued_at>, "`iat` as an aware datetime, or None.");
  type.def_property_readonly(
      "algorithm", [](const Token& self) { return to_string(self.algorithm()); }, "The header's `alg`.");
  type.def_property_readonly("typ", &text<&Token::typ>, "The header's `typ`, or None.");
  type.def_property_readonly("kid", &text<&Token::kid>, "The header's `kid`, or None.");
  type.def("__repr__", [](const Token& self) {
    return "<signet.VerifiedToken " + std::string{to_string(self.algorithm())} + '>';
  });
}

}  // namespace signet::bindings
