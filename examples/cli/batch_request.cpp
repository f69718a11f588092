// One request of `signet batch`: see batch_request.hpp.
#include "batch_request.hpp"

#include <algorithm>

#include "signet/core/chrono.hpp"
#include "signet/jose/base64url.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::int64_t last_second = 253'402'300'799;
constexpr std::size_t most_texts = 64;

std::string decoded_text(const JsonElement& element) {
  const SecretBytes text = accepted(decode_string("\"" + std::string{element.raw} + "\""));
  return std::string{text.expose_text()};
}

}  // namespace

void refuse_member(std::string_view name) { throw Refusal{fail(Errc::member_invalid, name)}; }

SecretBytes decode_bytes(std::string_view text, const Error& otherwise) {
  SecretBytes bytes{base64url_decoded_size(text.size())};
  const auto size = base64url_decode(text, bytes.expose_writable());
  if (!size) throw Refusal{otherwise};
  return bytes;
}

std::optional<std::vector<std::string>> texts_of(std::string_view array) {
  std::vector<std::string> texts;
  for (JsonElements walk{array}; const auto element = walk.next();) {
    if (texts.size() == most_texts || element->type != JsonType::string) return std::nullopt;
    texts.push_back(decoded_text(*element));
  }
  return texts.empty() ? std::nullopt : std::optional{std::move(texts)};
}

std::string on_one_line(std::string_view json) {
  std::string line{json};
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return line;
}

void Request::expect_only(std::initializer_list<std::string_view> names) const {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const std::string_view name = members_.name(i);
    if (name == "id" || name == "op" || std::ranges::find(names, name) != names.end()) continue;
    throw Refusal{fail(Errc::member_unknown)};  // its name is the outside's and is not repeated
  }
}

std::optional<RequestValue> Request::typed(std::string_view name, JsonType type) const {
  const auto value = members_.find(name);
  if (value && value->type != type) refuse_member(name);
  return value;
}

std::string Request::id() const {
  const auto value = members_.find("id");
  if (!value) refuse_member("id");
  // What is repeated must be JSON without doubt, since it becomes a part of ours.
  const bool nested = value->type == JsonType::array || value->type == JsonType::object;
  if (nested && !ScannedObject::around(value->raw, {.depth = 64}))
    throw Refusal{fail(Errc::request_malformed)};
  return on_one_line(value->raw);
}

std::optional<std::string_view> Request::optional_text(std::string_view name) const {
  const auto value = typed(name, JsonType::string);
  if (!value) return std::nullopt;
  return value->text;
}

std::string_view Request::text(std::string_view name) const {
  const auto given = optional_text(name);
  if (!given) refuse_member(name);
  return *given;
}

std::vector<std::string> Request::texts(std::string_view name) const {
  const auto value = members_.find(name);
  if (!value) return {};
  if (value->type == JsonType::string) return {std::string{value->text}};
  const auto scanned = ScannedObject::around(value->raw);
  if (!scanned || value->type != JsonType::array) refuse_member(name);
  auto texts = texts_of(scanned->members().value(0).text);
  if (!texts) refuse_member(name);
  return *std::move(texts);
}

std::string_view Request::object(std::string_view name) const {
  const auto value = typed(name, JsonType::object);
  if (!value) refuse_member(name);
  return value->raw;
}

std::optional<std::int64_t> Request::integer(std::string_view name, std::int64_t least,
                                             std::int64_t most) const {
  const auto value = typed(name, JsonType::number);
  if (!value) return std::nullopt;
  const auto number = json_integer(value->raw);
  if (!number || *number < least || *number > most) refuse_member(name);
  return number;
}

bool Request::flag(std::string_view name) const {
  const auto value = typed(name, JsonType::boolean);
  return value && value->raw == "true";
}

NumericDate Request::now() const {
  const auto seconds = integer("now", 0, last_second);
  return seconds ? NumericDate::from_seconds(*seconds) : signet::now();
}

}  // namespace signet_cli
