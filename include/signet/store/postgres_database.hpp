// PostgresDatabase: a service's database and the pool of connections to it, which its stores share.
#pragma once

#include <memory>

#include "signet/core/result.hpp"
#include "signet/store/postgres_options.hpp"

namespace signet::inline v0 {

/// One database, as any number of stores in any number of processes use it. Tables are in its schema
/// `signet`, which is made and brought up to date when it is opened; the role must be allowed to do that only
/// then.
///
/// What a call of a store acknowledged is seen by every later call on every instance, and survives a crash of
/// the server and power loss; the loss of its disk only where a standby is synchronous. When a connection
/// breaks, the calls that were on it answer store_unavailable and the next opens another. A warning of the
/// server's counts as that: it warns where it committed without the standby that it was to wait for.
///
/// Whatever goes wrong, no text of the driver's is shown or kept: it may quote the URL or stored values.
/// @thread the stores on it may be used from any number of threads at once
class PostgresDatabase {
 public:
  /// Connects, checks the server and brings the schema up to date. Starts a thread, which watches over the
  /// calls (PostgresOptions::statement_timeout); throws std::system_error where none is to be had.
  /// @error option_invalid         an option out of range, or a part of the URL; the error names it
  /// @error store_schema_mismatch  the schema is of a later version
  /// @error store_unsupported      the server does not promise what the stores do, or the role may not do
  /// what
  ///                               they need; the error names the setting: server_version (12 or later),
  ///                               synchronous_commit (off, or local beside synchronous_standby_names), fsync
  ///                               or full_page_writes (off), client_min_messages (above warning),
  ///                               transaction_isolation (not read committed), statement_timeout (none, or
  ///                               longer than the option), privilege
  /// @error store_unavailable      it does not answer, refuses the role, or is a standby
  static Result<std::shared_ptr<PostgresDatabase>> open(const PostgresOptions& options);

  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;
  ~PostgresDatabase();

  struct Parts;  ///< for the stores
  Parts& parts() noexcept { return *parts_; }

 private:
  explicit PostgresDatabase(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
