// Writes and reads profiles as JSON.
#include "resource_server/profile_json.hpp"

#include <algorithm>

#include "common/rfc3339.hpp"
#include "signet/http/json_body.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

constexpr std::size_t most_name = 200;
constexpr std::size_t most_bio = 4000;

void write(JsonWriter& json, const Profile& profile, const Uuid& reader) {
  json.begin_object().key("id").string(profile.id.text()).key("name").string(profile.name);
  if (profile.id == reader) json.key("email").string(profile.email);
  json.key("bio").string(profile.bio).key("created_at").string(rfc3339(profile.created_at));
  json.key("updated_at").string(rfc3339(profile.updated_at)).end_object();
}

bool printable(std::string_view text, std::string_view allowed_controls) {
  return std::ranges::none_of(text, [allowed_controls](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 || byte == 0x7f) && allowed_controls.find(c) == std::string_view::npos;
  });
}

}  // namespace

std::string profile_json(const Profile& profile, const Uuid& reader) {
  std::string body;
  JsonWriter json{body};
  write(json, profile, reader);
  return body;
}

std::string page_json(const ProfilePage& page, const Uuid& reader) {
  std::string body;
  JsonWriter json{body};
  json.begin_object().key("users").begin_array();
  for (const Profile& profile : page.profiles) write(json, profile, reader);
  json.end_array().key("next_cursor");
  if (page.more) {
    json.string(page.profiles.back().id.text());
  } else {
    json.null();
  }
  json.end_object();
  return body;
}

Result<ProfileChange> read_profile_change(const Request& request) {
  const auto body = JsonBody::read(request, {"name", "bio"});
  if (!body) return body.error();
  const auto name = body->require("name");
  if (!name) return name.error();
  const auto bio = body->require("bio");
  if (!bio) return bio.error();
  if (name->size() > most_name || !printable(*name, "")) return fail(Errc::member_invalid, "name");
  if (bio->size() > most_bio || !printable(*bio, "\t\n")) return fail(Errc::member_invalid, "bio");
  return ProfileChange{std::string{*name}, std::string{*bio}};
}

}  // namespace signet::example
