// The list of steps.
#include "store/postgres/migrations.hpp"

#include <array>

namespace signet::inline v0::detail::postgres {

Schema service_schema() noexcept {
  static const std::array steps{migration_sessions, migration_accounts, migration_denials, migration_looks};
  return {.name = "signet", .steps = steps};
}

}  // namespace signet::inline v0::detail::postgres
