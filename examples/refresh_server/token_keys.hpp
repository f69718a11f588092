// TokenKeys: flow D's sessions in Redis under the documented keys and values, so that any tool that knows the
// documented service reads them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "refresh_server/store_d.hpp"
#include "signet/store/redis_database.hpp"

namespace signet::example {

/// The one key of a user: `token-1`.
std::string token_key(std::uint64_t user_id);
/// What the key holds while the generation is the newest: `{"access_uid":"…","refresh_uid":"…"}`.
std::string token_value(SessionTag tag, std::uint32_t generation);

/// One string per user, whose life is the idle time, by the server's clock; `now` is not asked. A login and a
/// refresh write it anew, a use makes its life whole again, an end removes it. A refresh token that was
/// replaced is refused and ends nothing (exact mode). Every call is one script; a rotation that finds an
/// older generation than the token's is followed by the end of the session. One whose answer was lost is
/// asked for once more, and then finds the value it wrote itself. The value has no room for who wrote it:
/// another refresh of the same token that came between the two is taken for the lost one, and both callers
/// get the same successor.
///
/// The uids are the one readable thing kept: identifiers, from which no token can be made without a key.
class TokenKeys final : public StoreD {
 public:
  TokenKeys(std::shared_ptr<RedisDatabase> database, Seconds idle);

  Result<Creation> begin(const SessionD& session, NumericDate now) override;
  Result<FamilyUse> look_up(const GenerationD& shown, NumericDate now) override;
  Result<FamilyUse> use(const GenerationD& shown, NumericDate now) override;
  /// @error revoke_unconfirmed  of what would be `ahead`: whether the session's end was done, and lasts, is
  ///                            not known
  Result<RotationResult> rotate(const GenerationD& shown, NumericDate now) override;
  /// @error revoke_unconfirmed  fewer replicas have it than were asked for; to be repeated
  Result<Revocation> end(const SessionD& session, NumericDate now) override;
  Result<void> ping() override;

 private:
  std::shared_ptr<RedisDatabase> database_;
  std::string idle_milliseconds_;
};

}  // namespace signet::example
