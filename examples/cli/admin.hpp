// What the commands of `signet admin` share.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "args.hpp"
#include "audit.hpp"
#include "signet/account/account_store.hpp"
#include "signet/account/name_rule.hpp"
#include "signet/core/error.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/session/refresh_sessions.hpp"
#include "signet/session/session_store.hpp"

namespace signet_cli {

/// Why an act was not done, or not as it should be: a stable code, and what to do. Exit code 1.
struct NotDone {
  std::string code;
  std::string message;
};

NotDone not_done(const signet::Error& error);

/// The value, or NotDone thrown.
template <class T>
T done(signet::Result<T> result) {
  if (!result.has_value()) throw not_done(result.error());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// Accounts and sessions of one realm.
struct AdminStores {
  signet::NameRule names;
  std::unique_ptr<signet::AccountStore> accounts;
  std::unique_ptr<signet::SessionStore> families;
  signet::RefreshSessions sessions;  ///< over `families`; knows no key of a server, so reads no token
};

/// One call of a command. What it finds out for the audit line stands there even if it then fails.
struct AdminCall {
  const Args& args;
  signet::NumericDate now;
  AuditLine& audit;
};

/// By --realm, else `B`, whose accounts auth_server keeps. Throws UsageError.
std::string realm_of(const Args& args);

/// Opens what --store and --sessions or their kin name, or makes it where --create is given. Throws
/// UsageError, NotDone.
AdminStores open_stores(const Args& args);

/// The account that the command's NAME means; its id goes to the audit line. Throws NotDone.
signet::Account account_named(AdminCall& call, AdminStores& stores, const std::string& name);

/// A command's answer: the sentence, or the JSON text where --json is given; with a newline.
std::string answer(const Args& args, const std::string& sentence, const std::string& json);

std::string user_add(AdminCall& call);
std::string user_set_password(AdminCall& call);
std::string user_lock(AdminCall& call);
std::string user_unlock(AdminCall& call);
std::string user_show(AdminCall& call);
std::string session_list(AdminCall& call);
std::string session_revoke(AdminCall& call);

}  // namespace signet_cli
