// Writes the account first, then tells the sessions: a change that stops half way has refused more, not less.
#include "signet/grant/credential_changes.hpp"

namespace signet::inline v0 {

Result<Epoch> CredentialChanges::tell_sessions(const Uuid& id, const Result<Epoch>& raised) {
  if (!raised) return raised.error();
  if (const auto told = sessions_->raise_epoch(id.text(), *raised); !told) return told.error();
  return raised;
}

Result<Epoch> CredentialChanges::set_password(const Uuid& id, Epoch seen, std::string_view new_hash) {
  return tell_sessions(id, accounts_->set_password(id, seen, new_hash));
}

Result<Epoch> CredentialChanges::set_locked(const Uuid& id, bool locked) {
  return tell_sessions(id, accounts_->set_locked(id, locked));
}

Result<Epoch> CredentialChanges::log_out_everywhere(const Uuid& id) {
  return tell_sessions(id, accounts_->raise_epoch(id));
}

Result<void> CredentialChanges::remove(const Uuid& id) {
  // While the account is there the sessions can be told of its epoch; once it is gone nobody knows that.
  if (const auto voided = log_out_everywhere(id); !voided) return voided.error();
  return accounts_->remove(id);
}

}  // namespace signet::inline v0
