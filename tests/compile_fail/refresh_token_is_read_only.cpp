// A RefreshToken is proof that a MAC held: nobody but RefreshSessions::read can make one.
// expect: is private within this context
#include "signet/session/refresh_sessions.hpp"

signet::Result<signet::RefreshToken> present(const signet::RefreshSessions& sessions, std::string_view text) {
#ifdef MUST_NOT_COMPILE
  return signet::RefreshToken{signet::FamilyId{}, 0};
#endif
  return sessions.read(text);
}
