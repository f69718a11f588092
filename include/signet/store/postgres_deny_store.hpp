// PostgresDenyStore: denials of one realm in a PostgreSQL database, shared by all instances.
#pragma once

#include <memory>
#include <string>

#include "signet/session/deny_store.hpp"
#include "signet/store/postgres_database.hpp"

namespace signet::inline v0 {

/// See PostgresDatabase for what it promises. Every call is one statement and one round trip. Denials of a
/// realm are added one after the other: who comes second waits for the first's commit, so that readers of
/// pages see them in one order.
///
/// The value stands in the database as it is; it is an identifier, of which no token can be made. An hour and
/// ten minutes after its `until` a denial may be dropped, so a clock that is an hour behind is served too.
class PostgresDenyStore final : public DenyStore {
 public:
  /// @param realm  as of PostgresSessionStore; the two share no row, so it may be the same
  /// @error option_invalid  "realm"
  static Result<std::unique_ptr<PostgresDenyStore>> open(std::shared_ptr<PostgresDatabase> database,
                                                         std::string realm);
  ~PostgresDenyStore() override;

  /// @error random_unavailable
  [[nodiscard]] Result<void> deny(const Denial& denial, NumericDate now) override;
  [[nodiscard]] Result<std::optional<DeniedBy>> look_up(const DenialQuestion& token) override;
  /// A thousand at most. Where the last one read was denied again or dropped since, all are read again.
  [[nodiscard]] Result<DenialPage> read_on(std::string_view position) override;

 private:
  struct Parts;
  explicit PostgresDenyStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
