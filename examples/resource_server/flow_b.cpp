// Profiles as flow B documents them; the owner's first access makes the profile from the token.
#include "resource_server/flow_b.hpp"

#include <optional>
#include <utility>

#include "common/answer.hpp"
#include "resource_server/profiles_http.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/bearer.hpp"
#include "signet/policy/rules.hpp"

namespace signet::example {
namespace {

/// Who calls, by a token that was verified.
struct Caller {
  Uuid id;
  std::string email;
};

Result<Caller> caller_of(const UsersFlowB& flow, const Request& request) {
  const auto text = bearer_token(request.headers);
  if (!text) return text.error();
  const auto token = flow.verify(*text);
  if (!token) return token.error();
  const auto id = Uuid::parse(token->subject().value_or(""));
  if (!id) return fail(Errc::claim_invalid, "sub");
  return Caller{*id, std::string{token->claims().string("email").value_or("")}};
}

/// A path that names no UUID names nothing.
Result<Uuid> named_user(const Request& request) {
  auto id = Uuid::parse(request.param("id"));
  if (!id) return fail(Errc::not_found);
  return id;
}

/// The owner's first access makes the profile; a tombstone keeps it from being made again.
Result<void> ensure_profile(const UsersFlowB& flow, const Caller& owner) {
  const auto found = flow.profiles.find(owner.id);  // reading first spares all later accesses the write lock
  if (!found) return found.error();
  if (*found) return {};
  const NumericDate time = now();
  return flow.profiles.insert_if_absent(
      {.id = owner.id, .name = "", .email = owner.email, .bio = "", .created_at = time, .updated_at = time});
}

/// The profile's owner alone may change it. @return who that is
Result<Caller> owner_of(const UsersFlowB& flow, const Request& request) {
  auto caller = caller_of(flow, request);
  if (!caller) return caller.error();
  const auto id = named_user(request);
  if (!id) return id.error();
  if (caller->id != *id) return fail(Errc::forbidden);
  return caller;
}

Result<Response> shown(const Result<std::optional<Profile>>& profile, const Caller& caller) {
  if (!profile) return profile.error();
  if (!*profile) return fail(Errc::not_found);
  return private_json(200, profile_json(**profile, caller.id));
}

Result<Response> get_user(const UsersFlowB& flow, const Request& request) {
  const auto caller = caller_of(flow, request);
  if (!caller) return caller.error();
  const auto id = named_user(request);
  if (!id) return id.error();
  if (caller->id == *id) {
    if (const auto made = ensure_profile(flow, *caller); !made) return made.error();
  }
  return shown(flow.profiles.find(*id), *caller);
}

Result<Response> put_user(const UsersFlowB& flow, const Request& request) {
  const auto owner = owner_of(flow, request);
  if (!owner) return owner.error();
  const auto change = read_profile_change(request);
  if (!change) return change.error();
  if (const auto made = ensure_profile(flow, *owner); !made) return made.error();
  return shown(flow.profiles.replace(owner->id, change->name, change->bio, now()), *owner);
}

Result<Response> delete_user(const UsersFlowB& flow, const Request& request) {
  const auto owner = owner_of(flow, request);
  if (!owner) return owner.error();
  if (const auto made = ensure_profile(flow, *owner); !made) return made.error();
  const auto removal = flow.profiles.remove(owner->id, now());
  if (!removal) return removal.error();
  if (*removal == Removal::was_absent) return fail(Errc::not_found);
  return Response::empty(204);
}

Result<Response> list_users(const UsersFlowB& flow, const Request& request) {
  const auto caller = caller_of(flow, request);
  if (!caller) return caller.error();
  const auto asked = read_page_request(request.query);
  if (!asked) return asked.error();
  const auto page = flow.profiles.list(asked->after, asked->limit);
  if (!page) return page.error();
  return private_json(200, page_json(*page, caller->id));
}

}  // namespace

Policy flow_b_policy() {
  const auto names_a_user = [](const TokenView& token) noexcept {
    const auto subject = token.claims.string("sub");
    return subject && Uuid::parse(*subject).has_value();
  };
  return rules::expires() && rules::issued_at() && rules::custom("sub_is_uuid", names_a_user);
}

void add_flow_b(Router& router, const UsersFlowB& flow) {
  using Answer = Result<Response> (*)(const UsersFlowB&, const Request&);
  const auto add = [&](std::string method, std::string pattern, Answer answer) {
    router.add(
        std::move(method), std::move(pattern), RouteCost::io,
        answering(flow.realm, [flow, answer](const Request& request) { return answer(flow, request); }));
  };
  add("GET", "/users/:id", get_user);
  add("PUT", "/users/:id", put_user);
  add("DELETE", "/users/:id", delete_user);
  add("GET", "/users", list_users);
}

}  // namespace signet::example
