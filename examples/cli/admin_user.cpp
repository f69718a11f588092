// signet admin user: adding, showing, locking accounts, and giving them another password.
#include <algorithm>
#include <variant>

#include "admin.hpp"
#include "common/rfc3339.hpp"
#include "io.hpp"
#include "passwords.hpp"
#include "signet/account/accounts.hpp"
#include "signet/core/random.hpp"
#include "signet/grant/credential_changes.hpp"
#include "signet/json/writer.hpp"

namespace signet_cli {
namespace {

using namespace signet;
using example::rfc3339;

// Judges names and passwords as the servers judge new ones.
std::unique_ptr<Accounts> accounts_over(const AdminCall& call, AdminStores& stores,
                                        const PasswordHasher& hasher) {
  AccountsOptions options;
  options.names = stores.names;
  options.min_password = static_cast<std::size_t>(call.args.number("--minimum", 1, 64).value_or(8));
  return done(Accounts::build(*stores.accounts, hasher, system_random(), std::move(options)));
}

std::string done_json(const std::string& id) { return R"({"ok":true,"id":")" + id + "\"}"; }

std::string set_locked(AdminCall& call, bool locked) {
  AdminStores stores = open_stores(call.args);
  const Account account = account_named(call, stores, call.args.positional()[2]);
  done(CredentialChanges{*stores.accounts, stores.sessions}.set_locked(account.id, locked));
  return answer(call.args, locked ? "locked; its sessions have ended" : "unlocked",
                done_json(call.audit.subject));
}

std::string_view name_of(Argon2Type type) {
  if (type == Argon2Type::id) return "argon2id";
  return type == Argon2Type::i ? "argon2i" : "argon2d";
}

struct HashText {
  std::string operator()(const Argon2Params& params) const {
    return std::string{name_of(params.type)} + ", m=" + std::to_string(params.memory.count) +
           " KiB, t=" + std::to_string(params.passes) + ", p=" + std::to_string(params.lanes);
  }
  std::string operator()(const BcryptParams& params) const {
    return "bcrypt, cost " + std::to_string(params.cost);
  }
  std::string operator()(const Pbkdf2Params& params) const {
    return "pbkdf2-sha256, i=" + std::to_string(params.iterations);
  }
  std::string operator()(const ScryptParams& params) const {
    return "scrypt, N=2^" + std::to_string(params.log_n) + ", r=" + std::to_string(params.r) +
           ", p=" + std::to_string(params.p);
  }
  std::string operator()(const YescryptParams& params) const {
    return "yescrypt, N=2^" + std::to_string(params.log_n) + ", r=" + std::to_string(params.r);
  }
};

struct HashJson {
  JsonWriter& json;
  void operator()(const Argon2Params& params) const {
    json.key("kind").string(name_of(params.type)).key("memory_kib").integer(params.memory.count);
    json.key("passes").integer(params.passes).key("lanes").integer(params.lanes);
  }
  void operator()(const BcryptParams& params) const {
    json.key("kind").string("bcrypt").key("cost").integer(params.cost);
  }
  void operator()(const Pbkdf2Params& params) const {
    json.key("kind").string("pbkdf2-sha256").key("iterations").integer(params.iterations);
  }
  void operator()(const ScryptParams& params) const {
    json.key("kind").string("scrypt").key("log_n").integer(params.log_n);
    json.key("r").integer(params.r).key("p").integer(params.p);
  }
  void operator()(const YescryptParams& params) const {
    json.key("kind").string("yescrypt").key("log_n").integer(params.log_n).key("r").integer(params.r);
  }
};

std::string text_of(const Account& account, std::size_t active) {
  const auto params = parameters_of(account.password_hash);
  return "id        " + account.id.text() + "\nname      " + account.name + "\ncreated   " +
         rfc3339(account.created_at) + "\nlocked    " + (account.locked ? "yes" : "no") + "\nepoch     " +
         std::to_string(account.epoch.count) + "\npassword  " +
         (params ? std::visit(HashText{}, *params) : std::string{to_string(params.error().code())}) +
         "\nsessions  " + std::to_string(active) + " active";
}

std::string json_of(const Account& account, std::size_t active) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("id").string(account.id.text()).key("name").string(account.name);
  json.key("created_at").string(rfc3339(account.created_at)).key("locked").boolean(account.locked);
  json.key("epoch").integer(static_cast<std::int64_t>(account.epoch.count)).key("password").begin_object();
  if (const auto params = parameters_of(account.password_hash)) {
    std::visit(HashJson{json}, *params);
  } else {
    json.key("error").string(to_string(params.error().code()));
  }
  json.end_object().key("active_sessions").integer(static_cast<std::int64_t>(active)).end_object();
  done(json.finish());
  return text;
}

}  // namespace

std::string user_add(AdminCall& call) {
  // The servers' limits, not the widest: a password they would not take could never be used.
  const PasswordHasher hasher = hasher_of({.target = preset_of(call.args)});
  AdminStores stores = open_stores(call.args);
  const auto accounts = accounts_over(call, stores, hasher);
  const SecretBytes password = new_password();
  auto judged = done(accounts->begin_registration(call.args.positional()[2], password.expose_text()));
  const auto account = done(accounts->finish_registration(done(accounts->hash(std::move(judged))), call.now));
  call.audit.subject = account.id.text();
  return answer(call.args, "added " + call.audit.subject, done_json(call.audit.subject));
}

std::string user_set_password(AdminCall& call) {
  const PasswordHasher hasher = hasher_of({.target = preset_of(call.args)});
  AdminStores stores = open_stores(call.args);
  const auto accounts = accounts_over(call, stores, hasher);
  const Account account = account_named(call, stores, call.args.positional()[2]);
  const SecretBytes password = new_password();
  done(accounts->begin_registration(account.name, password.expose_text()));  // for its judgement alone
  const std::string hash = done(hasher.hash(password.expose_text(), system_random()));
  done(CredentialChanges{*stores.accounts, stores.sessions}.set_password(account.id, account.epoch, hash));
  return answer(call.args, "password set; the sessions there were have ended", done_json(call.audit.subject));
}

std::string user_lock(AdminCall& call) { return set_locked(call, true); }

std::string user_unlock(AdminCall& call) { return set_locked(call, false); }

std::string user_show(AdminCall& call) {
  AdminStores stores = open_stores(call.args);
  const Account account = account_named(call, stores, call.args.positional()[2]);
  const auto sessions = done(stores.sessions.list(account.id.text(), call.now));
  const auto active = static_cast<std::size_t>(std::ranges::count_if(sessions, &FamilyState::active));
  return call.args.flag("--json") ? json_of(account, active) + "\n" : text_of(account, active) + "\n";
}

}  // namespace signet_cli
