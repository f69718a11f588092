#include "common/counted_stores.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

#include "flows/switchable_stores.hpp"
#include "signet/core/random.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

/// Profiles of which none can be had.
class DeadProfiles final : public ProfileStore {
 public:
  Result<void> insert_if_absent(const Profile&) override { return down; }
  Result<std::optional<Profile>> find(const Uuid&) override { return down; }
  Result<std::optional<Profile>> replace(const Uuid&, const std::string&, const std::string&,
                                         NumericDate) override {
    return down;
  }
  Result<Removal> remove(const Uuid&, NumericDate) override { return down; }
  Result<ProfilePage> list(const std::optional<Uuid>&, std::uint32_t) override { return down; }
  Result<void> ping() override { return down; }

 private:
  const Error down = fail(Errc::store_unavailable);
};

/// The codes that were counted for `accounts`, `sessions` and `profiles`, as the registry shows them.
std::string counted_errors(const MetricRegistry& metrics) {
  std::string lines;
  const std::string text = metrics.render();
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    if (line.front() != '#' && !line.ends_with(" 0")) lines += line.substr(line.find('{')) + "\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("calls that a store does not carry out are counted by store and code, its answers are not") {
  MetricRegistry metrics;
  auto account_store = std::make_unique<SwitchableAccountStore>();
  auto session_store = std::make_unique<SwitchableSessionStore>();
  std::atomic<bool>& accounts_broken = account_store->broken;
  std::atomic<bool>& sessions_broken = session_store->broken;
  const auto accounts =
      counted(std::unique_ptr<AccountStore>{std::move(account_store)}, {metrics, "accounts"});
  const auto sessions =
      counted(std::unique_ptr<SessionStore>{std::move(session_store)}, {metrics, "sessions"});
  const auto profiles =
      counted(std::unique_ptr<ProfileStore>{std::make_unique<DeadProfiles>()}, {metrics, "profiles"});
  const Account ada{.id = Uuid::random(system_random()).value(),
                    .key = "ada",
                    .name = "Ada",
                    .password_hash = "",
                    .epoch = {},
                    .created_at = {}};
  CHECK(accounts->insert(ada).has_value());
  CHECK(accounts->insert(ada).error().code() == Errc::account_exists);
  CHECK(counted_errors(metrics).empty());

  accounts_broken = true;
  CHECK(accounts->insert(ada).error().code() == Errc::store_unavailable);
  CHECK(accounts->find_by_key("ada").error().code() == Errc::store_unavailable);
  sessions_broken = true;
  CHECK(sessions->ping().error().code() == Errc::store_unavailable);
  CHECK(profiles->find(ada.id).error().code() == Errc::store_unavailable);
  CHECK(profiles->list(std::nullopt, 1).error().code() == Errc::store_unavailable);
  CHECK(profiles->ping().error().code() == Errc::store_unavailable);
  CHECK(counted_errors(metrics) ==
        "{store=\"accounts\",code=\"store_unavailable\"} 2\n"
        "{store=\"sessions\",code=\"store_unavailable\"} 1\n"
        "{store=\"profiles\",code=\"store_unavailable\"} 3\n");
}

TEST_CASE("each code that means a failure has its own counter") {
  for (const Errc code : {Errc::store_unavailable, Errc::store_schema_mismatch, Errc::store_unsupported,
                          Errc::revoke_unconfirmed}) {
    MetricRegistry metrics;
    const StoreErrors errors{metrics, "sessions"};
    CHECK(errors("rotate", [code]() -> Result<void> { return fail(code); }).error().code() == code);
    CHECK(counted_errors(metrics) ==
          "{store=\"sessions\",code=\"" + std::string{to_string(code)} + "\"} 1\n");
  }
}
