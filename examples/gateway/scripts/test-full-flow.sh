#!/usr/bin/env bash
# From a password to a profile and back out: each user's whole way through the gateway.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
common_options "Follows each demo user: refused without a token, logged in, let through to a profile that is the user's own, refused
again with a token that was tampered with." "$@"
profile=/api/v1/user/profile

# claim NAME: of `token`, whose signature is for the servers to check.
claim() {
  local payload=${token#*.}
  payload=$(printf '%s' "${payload%.*}" | tr '_-' '/+')
  while [ $((${#payload} % 4)) -ne 0 ]; do payload+='='; done
  printf '%s' "$payload" | base64 -d 2>/dev/null | jq -r ".$1" 2>/dev/null || :
}

tokens=()
for user in alice:password123:1 bob:securepass456:2 admin:adminpass789:3; do
  IFS=: read -r name password id <<<"$user"
  request GET "$profile"
  check "$name is nobody yet" 401 "$status"
  log_in "$name" "$password"
  check "$name logs in" 200 "$status"
  check_token "  and gets a token"
  check "  from the documented issuer" auth-service "$(claim iss)"
  check "  for the documented audience" api-service "$(claim 'aud[0]')"
  check "  of user $id" "$id" "$(claim sub)"
  long=no
  [[ $(claim exp) =~ ^[0-9]+$ && $(claim iat) =~ ^[0-9]+$ ]] && [ $(($(claim exp) - $(claim iat))) -ge 300 ] && long=yes
  check "  which lives five minutes at least" yes "$long"
  tokens+=("$token")
  with_token "$token" GET "$profile"
  check "  and opens the profile" 200 "$status"
  check "  of user $id" "$id" "$(member .data.id)"
  check "  by its name" "User-$id" "$(member .data.username)"
  check "  and its role" standard "$(member .data.role)"
  check "  in the documented words" "Profile data fetched successfully (I/O operation simulated)" "$(member .message)"
  with_token "${token%.*}.${token%%.*}" GET "$profile"
  check "  but not with another signature" 401 "$status"
done
# The middle of one token under the signature of another.
with_token "${tokens[0]%%.*}.$(cut -d . -f 2 <<<"${tokens[2]}").${tokens[0]##*.}" GET "$profile"
check "nobody becomes admin by another's claims" 401 "$status"
end
