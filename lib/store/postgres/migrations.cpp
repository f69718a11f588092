// The list of steps.
#include "store/postgres/migrations.hpp"

#include <array>

namespace signet::inline v0::detail::postgres {

std::span<const char* const> migrations() noexcept {
  static const std::array steps{migration_sessions, migration_accounts};
  return steps;
}

}  // namespace signet::inline v0::detail::postgres
