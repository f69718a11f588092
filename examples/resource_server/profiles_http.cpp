// Writes and reads profiles, changes and page requests.
#include "resource_server/profiles_http.hpp"

#include <algorithm>
#include <charconv>

#include "common/rfc3339.hpp"
#include "signet/http/json_body.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

constexpr std::size_t most_name = 200;
constexpr std::size_t most_bio = 4000;
constexpr std::uint32_t most_limit = 100;

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

Result<PageRequest> read_page_request(std::string_view query) {
  PageRequest page;
  bool limited = false;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    if (name == "limit") {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), page.limit);
      const bool whole = error == std::errc{} && end == value.data() + value.size();
      if (limited || !whole || page.limit < 1 || page.limit > most_limit)
        return fail(Errc::member_invalid, "limit");
      limited = true;
    } else if (name == "cursor") {
      const auto after = Uuid::parse(value);
      if (page.after || !after) return fail(Errc::member_invalid, "cursor");
      page.after = *after;
    } else {
      return fail(Errc::member_unknown);
    }
  }
  return page;
}

}  // namespace signet::example
