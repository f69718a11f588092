// SqliteSessionStore: session families in one SQLite file, the one that SqliteAccountStore keeps accounts in.
#pragma once

#include <memory>
#include <string>

#include "signet/core/numeric_date.hpp"
#include "signet/session/session_store.hpp"

namespace signet::inline v0 {

struct SqliteSessionStoreOptions {
  std::string path;               ///< of the file; its directory exists and is writable
  std::string realm = "default";  ///< families of other realms in the file do not exist for this store
  /// How long a call waits for other writers of this process, and again for those of others; 1 ms .. 60 s.
  Seconds busy_timeout = Seconds::of(1);
};

/// Families in a file that any number of processes of this host may use at once, for accounts too. A call
/// that is acknowledged is seen by every later call of any of them, and survives kill -9 and power loss
/// (write-ahead log, synchronous=FULL). The file has mode 0600.
class SqliteSessionStore final : public SessionStore {
 public:
  /// Opens the file, or makes it.
  /// @error option_invalid         an option out of range; the error names it
  /// @error store_schema_mismatch  the file is no database (an empty one neither), another program's, or of
  ///                               another version; it is left as it was
  /// @error store_unsupported      the file would lie on a network file system, whose locks cannot be trusted
  /// @error store_unavailable      the file cannot be opened, made or written
  static Result<std::unique_ptr<SqliteSessionStore>> open(SqliteSessionStoreOptions options);
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
