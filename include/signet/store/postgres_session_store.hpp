// PostgresSessionStore: session families of one realm in a PostgreSQL database, shared by all instances.
#pragma once

#include <memory>
#include <string>

#include "signet/session/session_store.hpp"
#include "signet/store/postgres_database.hpp"

namespace signet::inline v0 {

/// Families in a database; see PostgresDatabase for what it promises. Every call is one statement and one
/// round trip; two are a `use` that has something to write, and a rotation that comes to anything but a new
/// generation.
class PostgresSessionStore final : public SessionStore {
 public:
  /// @param realm  what other realms keep in the database does not exist for the store; UTF-8, without NUL
  /// @error option_invalid  "realm"
  static Result<std::unique_ptr<PostgresSessionStore>> open(std::shared_ptr<PostgresDatabase> database,
                                                            std::string realm);
  ~PostgresSessionStore() override;

  [[nodiscard]] Result<Creation> create(const NewFamily& family) override;
  [[nodiscard]] Result<std::optional<FamilyState>> find(const FamilyId& id, NumericDate now) override;
  [[nodiscard]] Result<RotationOutcome> rotate(const Rotation& rotation) override;
  [[nodiscard]] Result<FamilyUse> use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                                      Seconds idle) override;
  [[nodiscard]] Result<Revocation> revoke(const FamilyId& id, NumericDate now) override;
  [[nodiscard]] Result<std::uint32_t> revoke_subject(std::string_view subject, NumericDate now) override;
  [[nodiscard]] Result<void> revoke_before(NumericDate time) override;
  [[nodiscard]] Result<void> raise_epoch(std::string_view subject, Epoch epoch) override;
  [[nodiscard]] Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate now) override;
  [[nodiscard]] Result<void> ping() override;

 private:
  struct Parts;
  explicit PostgresSessionStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
