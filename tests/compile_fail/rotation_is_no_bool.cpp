// A reused refresh token is a value, not an error: the outcome of a rotation does not convert to bool.
// expect: could not convert .*RefreshOutcome.* to 'bool'
#include "signet/session/refresh_sessions.hpp"

int refresh(signet::RefreshSessions& sessions, const signet::RefreshToken& token, signet::NumericDate now) {
#ifdef MUST_NOT_COMPILE
  if (sessions.rotate(token, now)) return 1;
#endif
  const auto outcome = sessions.rotate(token, now);
  if (outcome.has_value() && outcome->result == signet::RotationResult::rotated) return 2;
  return 0;
}
