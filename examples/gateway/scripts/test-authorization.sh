#!/usr/bin/env bash
# GET /api/v1/user/profile: who gets through the gateway, and all the ways in which nobody does.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
common_options "Reads a profile through the gateway with a good token, and tries to get there without one: no header, garbage,
another scheme, a changed token, other spellings of the path, a header that names a user, the internal addresses." "$@"
profile=/api/v1/user/profile

log_in alice password123
check "alice logs in" 200 "$status"
good=$token
with_token "$good" GET "$profile"
check "a good token reads the profile" 200 "$status"
check "  which is alice's" 1 "$(member .data.id)"

# challenged WHAT: 401, as RFC 6750 and RFC 9457 have it.
challenged() {
  check "$1 is 401" 401 "$status"
  check "  with a challenge" Bearer "$(header www-authenticate | cut -d ' ' -f 1)"
}
request GET "$profile"
challenged "a request without a token"
check "  as problem+json" application/problem+json "$(header content-type)"
with_token garbage GET "$profile"
challenged "a token that is garbage"
request GET "$profile" --header "Authorization: NotBearer x.y.z"
challenged "another scheme"
changed=A
[ "${good: -1}" != A ] || changed=E
with_token "${good%?}$changed" GET "$profile"
challenged "a token with another last letter"
with_token "$(jq -rn '"{\"alg\":\"none\"}" | @base64 | rtrimstr("=") | rtrimstr("=")').${good#*.}" GET "$profile"
challenged "a token that says alg none"
request GET "$profile" --header 'X-User-ID: 1'
challenged "a header that names a user"
for spelling in //api//v1//user/profile /%61pi/v1/user/profile /x/../api/v1/user/profile; do
  request GET "$spelling"
  challenged "$spelling"
done
for method in OPTIONS POST DELETE HEAD; do
  request "$method" "$profile"
  challenged "$method without a token"
done
for path in /validate /_auth_validation /API/v1/user/profile /api/v1/../../validate /metrics /; do
  with_token "$good" GET "$path"
  check "$path is 404" 404 "$status"
done
end
