// The office behind the tests of `signet admin`: see admin.hpp.
#include "admin.hpp"

#include <doctest/doctest.h>
#include <pwd.h>
#include <unistd.h>

#include <regex>

#include "signet/account/accounts.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/random.hpp"

namespace signet_test {

using namespace signet;

Office::Office() {
  const Outcome made = admin("user add --create --preset owasp_minimum alice@example.org", password);
  REQUIRE_MESSAGE(made.exit_code == 0, made.err);
  alice_ = made.out.substr(6, 36);  // "added <id>"
}

Outcome Office::admin(const std::string& arguments, const std::string& input) const {
  return scratch_.shell(command() + arguments, input);
}

bool Office::logs_in(const std::string& name, const std::string& with) const {
  const auto store = store_->accounts();
  const auto hasher = PasswordHasher::build();
  const auto accounts = Accounts::build(*store, *hasher, system_random());
  REQUIRE(accounts);
  auto attempt = (*accounts)->look_up(name, steady_now());
  REQUIRE(attempt);
  auto checked = (*accounts)->check(*std::move(attempt), with);
  REQUIRE(checked.has_value());
  const auto outcome = (*accounts)->conclude(*std::move(checked));
  REQUIRE(outcome.has_value());
  return outcome->accepted.has_value();
}

std::string Office::stored_hash(const std::string& name) const {
  const auto account = store_->accounts()->find_by_key(name);
  REQUIRE(account);
  REQUIRE(account->has_value());
  return (*account)->password_hash;
}

std::string audit_line(const std::string& event, const std::string& members) {
  const passwd* const user = ::getpwuid(::getuid());
  return R"({"timestamp":"T","service":"signet","event":")" + event + R"(","realm":"B",)" + members +
         R"(,"operator":")" + (user == nullptr ? "" : user->pw_name) + R"(","operator_uid":)" +
         std::to_string(::getuid()) + "}\n";
}

std::string masked(std::string lines) {
  static const std::regex time{R"("timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")"};
  return std::regex_replace(lines, time, R"("timestamp":"T")");
}

Desk::Desk(const Office& office) : subject_(office.alice()), store_(office.store().sessions()) {
  RefreshSessionsOptions options;
  options.keys.push_back(SecretBytes::copy_of("0123456789abcdef0123456789abcdef"));
  auto sessions = RefreshSessions::build(*store_, system_random(), std::move(options));
  REQUIRE(sessions);
  sessions_.emplace(*std::move(sessions));
}

IssuedRefreshToken Desk::begin(NumericDate time) {
  auto token = sessions_->begin(subject_, Epoch{0}, time);
  REQUIRE(token);
  return *std::move(token);
}

Error Desk::begin_error(NumericDate time) {
  const auto token = sessions_->begin(subject_, Epoch{0}, time);
  REQUIRE(!token);
  return token.error();
}

RotationResult Desk::refresh(const IssuedRefreshToken& token, NumericDate time) {
  const auto read = sessions_->read(token.text);
  REQUIRE(read);
  const auto outcome = sessions_->rotate(*read, time);
  REQUIRE(outcome.has_value());
  return outcome->result;
}

}  // namespace signet_test
