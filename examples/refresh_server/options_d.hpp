// The refresh server's option table, with the keys of the documented config.yml, and what their values mean.
#pragma once

#include "common/log.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"
#include "refresh_server/families_d.hpp"

namespace signet::example {

/// The program's name and its whole option table.
Program refresh_program();

/// `mode`, `auto_logout` and `refresh_grace`, which must fit one another.
struct ModeD {
  bool exact = true;
  FamiliesOptions sessions;
};
Start<ModeD> mode_of(const Options& options);

/// `logging_mode`, `logging_level` and `log_file`.
Start<LogOptions> log_options_of(const Options& options);

}  // namespace signet::example
