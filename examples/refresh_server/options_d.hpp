// The refresh server's option table, with the keys of the documented config.yml, and what their values mean.
#pragma once

#include <string>

#include "common/log.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"
#include "refresh_server/sessions_d.hpp"

namespace signet::example {

/// The program's name and its whole option table.
Program refresh_program();

/// `mode`, `auto_logout` and `refresh_grace`, which must fit one another.
struct ModeD {
  bool exact = true;
  SessionsOptions sessions;
};
Start<ModeD> mode_of(const Options& options);

/// `logging_mode`, `logging_level` and `log_file`.
Start<LogOptions> log_options_of(const Options& options);

/// The file that `store` names. No message repeats the option: it may hold a password.
Start<std::string> store_path_of(const Options& options);

}  // namespace signet::example
