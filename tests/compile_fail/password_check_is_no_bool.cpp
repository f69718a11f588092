// A wrong password is a value, not an error: the outcome of a check does not convert to bool.
// expect: could not convert .*PasswordCheck.* to 'bool'
#include "signet/password/password_hasher.hpp"

int check(std::string_view password, std::string_view stored) {
  const auto outcome = signet::verify_password(password, stored);
#ifdef MUST_NOT_COMPILE
  if (signet::verify_password(password, stored)) return 1;
  if (outcome) return 2;
#endif
  if (outcome.has_value() && *outcome == signet::PasswordCheck::match) return 3;
  return 0;
}
