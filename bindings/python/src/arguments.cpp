// Reading the arguments that several functions take.
#include "arguments.hpp"

#include "time.hpp"

namespace signet::bindings {
namespace {

void emplace_unless_none(std::optional<Text>& text, py::object argument, const char* name) {
  if (!argument.is_none()) text.emplace(std::move(argument), name, fail(Errc::utf8_invalid, name));
}

std::optional<std::string_view> view_of(const std::optional<Text>& text) noexcept {
  return text ? std::optional{text->view()} : std::nullopt;
}

}  // namespace

Algorithm algorithm_of(std::string_view name) {
  const AlgorithmSpec* const spec = find_algorithm(name);
  if (spec == nullptr) raise(fail(Errc::algorithm_unsupported));
  return spec->algorithm;
}

AlgorithmSet algorithms_of(const std::vector<std::string>& names) {
  AlgorithmSet set;
  for (const std::string& name : names) set.insert(algorithm_of(name));
  return set;
}

std::string optional_option(const py::object& value, const char* name) {
  if (value.is_none()) return {};
  const Text text{value, name, fail(Errc::utf8_invalid, name)};
  if (text.view().empty()) raise(fail(Errc::option_invalid, name));
  return std::string{text.view()};
}

ExpectedArguments::ExpectedArguments(py::object nonce, py::object access_token_hash,
                                     py::object key_thumbprint, const py::object& max_age) {
  emplace_unless_none(nonce_, std::move(nonce), "nonce");
  emplace_unless_none(access_token_hash_, std::move(access_token_hash), "access_token_hash");
  emplace_unless_none(key_thumbprint_, std::move(key_thumbprint), "key_thumbprint");
  if (!max_age.is_none()) max_age_ = seconds_of(max_age, "max_age");
}

Expected ExpectedArguments::view() const noexcept {
  return {.nonce = view_of(nonce_),
          .access_token_hash = view_of(access_token_hash_),
          .key_thumbprint = view_of(key_thumbprint_),
          .max_age = max_age_};
}

}  // namespace signet::bindings
