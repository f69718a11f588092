// The schema of a service's database, as numbered steps; each is applied once, in order, and never edited
// after.
#pragma once

#include <span>

namespace signet::inline v0::detail::postgres {

/// Step n is element n - 1. All of it is in the schema `signet`.
std::span<const char* const> migrations() noexcept;

// The texts of the steps, each in a file of its own.
extern const char* const migration_sessions;
extern const char* const migration_accounts;

}  // namespace signet::inline v0::detail::postgres
