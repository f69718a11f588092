// Profiles as JSON: what callers may see of them, and what owners may change.
#pragma once

#include <string>

#include "common/profiles.hpp"
#include "signet/http/request.hpp"

namespace signet::example {

/// `{"id","name","email","bio","created_at","updated_at"}`; `email` for `reader` = owner only.
std::string profile_json(const Profile& profile, const Uuid& reader);
/// `{"users":[…],"next_cursor":null|"…"}`
std::string page_json(const ProfilePage& page, const Uuid& reader);

/// The members that a PUT replaces; both must be there.
struct ProfileChange {
  std::string name;  ///< at most 200 bytes, no control characters
  std::string bio;   ///< at most 4000 bytes, no control characters but tab and line feed
};

/// @error member_invalid, member_unknown, request_malformed, media_type_unsupported
Result<ProfileChange> read_profile_change(const Request& request);

}  // namespace signet::example
