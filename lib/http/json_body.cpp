// Reading a request body as one flat JSON object of known string members.
#include "signet/http/json_body.hpp"

#include <algorithm>
#include <array>

#include "http/ascii.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t most_members = 16;
constexpr std::size_t most_tolerated_members = 64;

bool is_json_or_absent(const HeaderFields& headers) {
  if (headers.count("Content-Type") == 0) return true;
  const auto value = headers.single("Content-Type");
  if (!value) return false;
  return detail::equals_ignoring_case(detail::trimmed(value->substr(0, value->find(';'))),
                                      "application/json");
}

char* text_of(SecretBytes& bytes) { return reinterpret_cast<char*>(bytes.expose_writable().data()); }

Error malformed(const Error& scan) {
  const auto position = scan.position();
  return position ? Error::at(Errc::request_malformed, *position) : fail(Errc::request_malformed);
}

}  // namespace

Result<JsonBody> JsonBody::scan(const Request& request, const Limits& limits) {
  JsonBody body;
  body.text_ = SecretBytes::copy_of(std::string_view{request.body});
  body.members_.resize(limits.members);
  const auto count = scan_object({text_of(body.text_), body.text_.size()}, body.members_, limits);
  if (!count) return malformed(count.error());
  body.members_.resize(*count);
  return body;
}

Result<JsonBody> JsonBody::read(const Request& request, std::initializer_list<std::string_view> known) {
  if (!is_json_or_absent(request.headers)) return fail(Errc::media_type_unsupported);
  auto body = scan(request, {.depth = 2, .members = most_members});
  if (!body) return body;
  const JsonObject object{text_of(body->text_), body->members_};
  for (std::size_t i = 0; i < object.size(); ++i) {
    if (std::ranges::find(known, object.name(i)) == known.end()) {
      return Error::at(Errc::member_unknown, body->members_[i].name_at);
    }
    if (object.value(i).type != JsonType::string) return fail(Errc::member_invalid, object.name(i));
  }
  return body;
}

Result<JsonBody> JsonBody::read_tolerant(const Request& request,
                                         std::initializer_list<std::string_view> known) {
  auto body = scan(request, {.depth = 16, .members = most_tolerated_members});
  if (!body) return body;
  const JsonObject object{text_of(body->text_), body->members_};
  for (const std::string_view name : known) {
    const auto value = object.find(name);
    if (value && value->type != JsonType::string && value->type != JsonType::null) {
      return fail(Errc::member_invalid, name);
    }
  }
  return body;
}

std::optional<std::string_view> JsonBody::find(std::string_view name) const& noexcept {
  return JsonObject{reinterpret_cast<const char*>(text_.expose().data()), members_}.string(name);
}

Result<std::string_view> JsonBody::require(std::string_view name) const& noexcept {
  const auto found = find(name);
  if (!found) return fail(Errc::member_invalid, name);
  return *found;
}

}  // namespace signet::inline v0
