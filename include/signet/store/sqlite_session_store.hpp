// SqliteSessionStore: session families in one SQLite file, the one that SqliteAccountStore keeps accounts in.
#pragma once

#include <memory>

#include "signet/session/session_store.hpp"
#include "signet/store/sqlite_store_options.hpp"

namespace signet::inline v0 {

/// Families in a file, beside the accounts of the service; see SqliteStoreOptions for what the file promises.
class SqliteSessionStore final : public SessionStore {
 public:
  /// Opens the file, or makes it; SqliteStoreOptions says what each error means.
  /// @error option_invalid, store_schema_mismatch, store_unsupported, store_unavailable
  static Result<std::unique_ptr<SqliteSessionStore>> open(const SqliteStoreOptions& options);
  ~SqliteSessionStore() override;

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
  explicit SqliteSessionStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
