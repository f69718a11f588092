#!/usr/bin/env bash
# Whether the whole is up, in a few requests: for the end of a deployment.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/common.sh"
common_options "Says in six requests whether gateway, auth service, database and API work together." "$@"

request GET /
check "the gateway answers" 404 "$status"
request GET /api/v1/user/profile
check "the gateway asks for a token" 401 "$status"
with_token garbage GET /api/v1/user/profile
check "the auth service refuses a bad one" 401 "$status"
log_in alice wrongpassword
check "the database is asked for a password" 401 "$status"
log_in alice password123
check "a right one logs in" 200 "$status"
with_token "$token" GET /api/v1/user/profile
check "the API answers" 200 "$status"
check "  with the caller's profile" 1 "$(member .data.id)"
end
