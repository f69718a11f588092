#!/usr/bin/env bash
# POST /login: the three users, and everything the documents say of who cannot log in.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
common_options "Logs the three demo users in through the gateway, and tries what must be refused: a wrong password, an unknown
user, no credentials, text that is no JSON, another method." "$@"

for user in alice:password123 bob:securepass456 admin:adminpass789; do
  log_in "${user%%:*}" "${user#*:}"
  check "${user%%:*} logs in" 200 "$status"
  check_token "  and gets a token"
  check "  as JSON" application/json "$(header content-type)"
  check "  which no cache keeps" no-store "$(header cache-control)"
  check "  and no header repeats" '' "$(header authorization)"
done

# refused WHAT STATUS BODY
refused() {
  check "$1 is $2" "$2" "$status"
  check "  and says why" "$3" "$(body)"
}
invalid='{"error":"Invalid credentials","code":"INVALID_CREDENTIALS"}'
post_login '{"username":"alice","password":"wrongpassword"}'
refused "a wrong password" 401 "$invalid"
post_login '{"username":"nobody","password":"password123"}'
refused "an unknown user" 401 "$invalid"
post_login '{}'
refused "a login without credentials" 401 "$invalid"
post_login '{"username":'
refused "text that is no JSON" 400 '{"error":"Invalid request format","code":"INVALID_JSON"}'
request GET /login
refused "a GET" 405 '{"error":"Method not allowed","code":"METHOD_NOT_ALLOWED"}'
request POST /loginfoo
check "a path that begins alike is 404" 404 "$status"
end
