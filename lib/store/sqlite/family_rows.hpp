// Families of one realm as rows; each function is one statement of the caller's transaction.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "session/family_rules.hpp"
#include "store/sqlite/connection.hpp"

namespace signet::inline v0::detail::sqlite {

/// A family with what decides about it besides its own row.
struct FamilyRow {
  Family family;
  Standing standing;
};

/// Borrows both. All calls: @error store_schema_mismatch, store_unavailable
class FamilyRows {
 public:
  FamilyRows(Connection& connection, std::string_view realm) noexcept
      : connection_(connection), realm_(realm) {}

  [[nodiscard]] Result<std::optional<FamilyRow>> find(const FamilyId& id);
  /// Newest first.
  [[nodiscard]] Result<std::vector<FamilyRow>> of_subject(std::string_view subject);
  [[nodiscard]] Result<Standing> standing_of(std::string_view subject);

  /// @error session_exists  the id is taken
  [[nodiscard]] Result<void> insert(const Family& family);
  /// Writes what can change of a family.
  [[nodiscard]] Result<void> update(const Family& family);
  /// Deletes families that have ended at `now`, at most `most` of them.
  [[nodiscard]] Result<void> delete_ended(NumericDate now, std::size_t most);

  /// These two write only what is higher, or later, than what was told before.
  [[nodiscard]] Result<void> raise_epoch(std::string_view subject, Epoch epoch);
  [[nodiscard]] Result<void> raise_revoked_before(NumericDate time);

 private:
  Connection& connection_;
  std::string_view realm_;
};

}  // namespace signet::inline v0::detail::sqlite
