// The options that flow C alone has in the auth server, and those of its sessions read.
#pragma once

#include <vector>

#include "auth_server/sessions_c.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// Who may make an account, how refresh tokens rotate, what tokens are signed with; those that
/// resource_server has too are shared_options_c.
std::vector<Option> auth_options_c();

/// `rotate` and `rotate_grace`, and flow B's `refresh_idle`, `refresh_absolute` and
/// `refresh_most_per_account`, which must fit one another and `mode`.
Start<SessionsOptionsC> sessions_options_c(const Options& options);

}  // namespace signet::example
