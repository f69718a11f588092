// The schema of a service's database, as numbered steps; each is applied once, in order, and never edited
// after.
#pragma once

#include <span>

namespace signet::inline v0::detail::postgres {

/// A schema of PostgreSQL's that one program owns.
struct Schema {
  const char* name;                    ///< an identifier that needs no quotes
  std::span<const char* const> steps;  ///< step n is element n - 1; each names the schema in full
};

/// Accounts, sessions and denials: `signet`.
Schema service_schema() noexcept;

// The texts of its steps, each in a file of its own.
extern const char* const migration_sessions;
extern const char* const migration_accounts;
extern const char* const migration_denials;
extern const char* const migration_looks;

}  // namespace signet::inline v0::detail::postgres
