// Profiles as HTTP shows and takes them: what callers may see, what owners may change, how a page is asked
// for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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

/// Which part of the list is asked for.
struct PageRequest {
  std::optional<Uuid> after;  ///< `cursor`: the next_cursor of the page before
  std::uint32_t limit = 20;   ///< 1 .. 100
};

/// Reads the query `limit=…&cursor=…`, each at most once. @error member_invalid, member_unknown
Result<PageRequest> read_page_request(std::string_view query);

}  // namespace signet::example
