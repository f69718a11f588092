// RedisDenyStore: denials of one realm in a Redis, shared by all instances.
#pragma once

#include <memory>
#include <string_view>

#include "signet/session/deny_store.hpp"
#include "signet/store/redis_database.hpp"

namespace signet::inline v0 {

/// See RedisDatabase for what it promises: a denial is a revocation, kept and repeated as those of sessions.
/// Every call is one command, and so one round trip; `deny` two where replicas are to confirm it.
///
/// A denial is one text of 21 characters under a key with its claim's value, and the same in two sorted sets
/// for who follows: less than 700 bytes of Redis' memory for a value of 36 characters. The value stands there
/// as it is; it is an identifier, of which no token can be made. Redis drops a denial an hour and ten minutes
/// after its `until`, so a clock that is an hour behind is served too. When its memory is full, adding is
/// store_unavailable and what was denied stays.
///
/// All keys of a realm are in one slot of a Redis Cluster, by the hash tag `{realm}`. While that slot moves
/// to another node, `look_up` is store_unavailable.
class RedisDenyStore final : public DenyStore {
 public:
  /// @param realm  as of RedisSessionStore; the two share no key, so it may be the same
  /// @error option_invalid  "realm"
  static Result<std::unique_ptr<RedisDenyStore>> open(std::shared_ptr<RedisDatabase> database,
                                                      std::string_view realm);
  ~RedisDenyStore() override;

  /// @error revoke_unconfirmed  it is done on the primary, but not on as many replicas as were asked for; to
  ///                            be repeated
  [[nodiscard]] Result<void> deny(const Denial& denial, NumericDate now) override;
  [[nodiscard]] Result<std::optional<DeniedBy>> look_up(const DenialQuestion& token) override;
  /// A thousand at most. A position is of one server: after a fail-over, or a restart that may have lost
  /// something, all are read again.
  [[nodiscard]] Result<DenialPage> read_on(std::string_view position) override;

 private:
  struct Parts;
  explicit RedisDenyStore(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
