// Reads the two bodies of flow D.
#include "refresh_server/bodies.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "refresh_server/user_id.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {
namespace {

constexpr std::size_t most_members = 64;

/// The text up to the end of its first object; all of it when none ends. What that is, the scanner judges.
std::string_view first_object(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}') {
      if (depth <= 1) return text.substr(0, i + 1);
      --depth;
    }
  }
  return text;
}

}  // namespace

Result<std::uint64_t> read_user_id(const Request& request) {
  std::string text = request.body;
  std::array<JsonMember, most_members> index{};
  const auto count = scan_object(text, index, {.depth = 16, .members = most_members});
  if (!count) return fail(Errc::request_malformed);
  const auto id = find_user_id({text.data(), std::span{index}.first(*count)});
  if (!id) return fail(Errc::member_invalid, "user_id");
  return *id;
}

Result<JsonBody> read_refresh(const Request& request) {
  Request cut;
  cut.body = first_object(request.body);
  auto body = JsonBody::read_tolerant(cut, {"refresh"});
  wipe(cut.body.data(), cut.body.size());
  if (!body) return fail(Errc::request_malformed);
  return body;
}

}  // namespace signet::example
