// MemorySessionStore: session families of one realm in this process; gone with it.
#pragma once

#include <memory>

#include "signet/session/session_store.hpp"

namespace signet::inline v0 {

/// Families in memory. Never unavailable.
class MemorySessionStore final : public SessionStore {
 public:
  MemorySessionStore();
  ~MemorySessionStore() override;

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
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace signet::inline v0
