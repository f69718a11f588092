// RedisSessionStore: session families of one realm in a Redis, shared by all instances.
#pragma once

#include <memory>
#include <string>

#include "signet/session/session_store.hpp"
#include "signet/store/redis_database.hpp"

namespace signet::inline v0 {

/// Families in a Redis; see RedisDatabase for what it promises. Every call is one command, and so one round
/// trip; what ends sessions is two where replicas are to confirm it, and a rotation of a family that was
/// revoked three.
///
/// Every call that is there to end sessions, and a rotation that ends one:
/// @error revoke_unconfirmed  it is done on the primary, but not on as many replicas as were asked for; to be
///                            repeated. Of a rotation: the token was `reused` or `ahead`, or its family was
///                            revoked before (by a call whose answer was lost, perhaps), and whether that
///                            lasts is not known. Repeated, it is not_active once it is confirmed
///
/// What a `create` ends (the oldest beyond `most`, families of lower epochs) no replica confirms, and no
/// other server is asked again: it lasts as what is not a revocation does.
///
/// All keys of a realm are in one slot of a Redis Cluster, by the hash tag `{realm}`: realms spread over its
/// nodes, one realm does not.
class RedisSessionStore final : public SessionStore {
 public:
  /// @param realm  what other realms keep in the database does not exist for the store; UTF-8, without NUL,
  ///               `{` and `}`
  /// @error option_invalid  "realm"
  static Result<std::unique_ptr<RedisSessionStore>> open(std::shared_ptr<RedisDatabase> database,
                                                         std::string realm);
  ~RedisSessionStore() override;

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
  explicit RedisSessionStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
