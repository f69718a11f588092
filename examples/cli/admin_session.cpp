// signet admin session: the refresh sessions of an account, and ending them.
#include <array>
#include <cstdio>

#include "admin.hpp"
#include "common/rfc3339.hpp"
#include "io.hpp"
#include "moment.hpp"
#include "signet/grant/credential_changes.hpp"
#include "signet/json/writer.hpp"

namespace signet_cli {
namespace {

using namespace signet;
using example::rfc3339;

std::string_view state_of(const FamilyState& session, NumericDate now) {
  if (session.active) return "active";
  const Family& family = session.family;
  if (family.revoked_at) return "revoked";
  if (family.expires_at <= now || family.idle_until <= now) return "expired";
  return "void";  // begun before the account's last lock or password, or before a `revoke --before`
}

std::string json_of(const std::vector<FamilyState>& sessions, NumericDate now) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("sessions").begin_array();
  for (const FamilyState& session : sessions) {
    const Family& family = session.family;
    json.begin_object().key("id").string(family.id.uuid.text()).key("generation").integer(family.generation);
    json.key("begun_at").string(rfc3339(family.created_at)).key("rotated_at");
    family.generation == 0 ? json.null() : json.string(rfc3339(family.rotated_at));
    json.key("idle_until")
        .string(rfc3339(family.idle_until))
        .key("expires_at")
        .string(rfc3339(family.expires_at));
    json.key("state").string(state_of(session, now)).end_object();
  }
  json.end_array().end_object();
  return text + "\n";
}

using Row = std::array<std::string, 7>;

void add_row(std::string& text, const Row& row) {
  constexpr std::array<std::size_t, std::tuple_size_v<Row> - 1> widths{38, 12, 22, 22, 22, 22};
  for (std::size_t i = 0; i < widths.size(); ++i) {
    text.append(row[i]).append(widths[i] - row[i].size(), ' ');
  }
  text.append(row.back()).append("\n");
}

std::string table_of(const std::vector<FamilyState>& sessions, NumericDate now) {
  std::string text;
  add_row(text, {"id", "generation", "begun", "rotated", "idle until", "expires", "state"});
  for (const FamilyState& session : sessions) {
    const Family& family = session.family;
    add_row(text, {family.id.uuid.text(), std::to_string(family.generation), rfc3339(family.created_at),
                   family.generation == 0 ? "-" : rfc3339(family.rotated_at), rfc3339(family.idle_until),
                   rfc3339(family.expires_at), std::string{state_of(session, now)}});
  }
  return text;
}

std::string ended(const Args& args, std::uint32_t count) {
  return answer(args, "ended " + std::to_string(count) + (count == 1 ? " session" : " sessions"),
                R"({"ok":true,"ended":)" + std::to_string(count) + "}");
}

std::string revoke_user(AdminCall& call, const std::string& name) {
  AdminStores stores = open_stores(call.args);
  const Account account = account_named(call, stores, name);
  const std::uint32_t count = done(stores.sessions.end_all(account.id.text(), call.now));
  // A login that runs meanwhile would begin another; the epoch refuses it.
  done(CredentialChanges{*stores.accounts, stores.sessions}.log_out_everywhere(account.id));
  return ended(call.args, count);
}

std::string revoke_family(AdminCall& call, const std::string& id) {
  const auto uuid = Uuid::parse(id);
  if (!uuid) throw UsageError{"--family takes the id of a session, as `signet admin session list` prints it"};
  AdminStores stores = open_stores(call.args);
  call.audit.session = uuid->text();
  if (done(stores.sessions.end(FamilyId{*uuid}, call.now)) == Revocation::revoked) return ended(call.args, 1);
  // Done by whoever asks again since the answer was lost, or was an error.
  if (done(stores.families->find(FamilyId{*uuid}, call.now))) {
    return answer(call.args, "had ended already", R"({"ok":true,"ended":0})");
  }
  throw NotDone{"not_found",
                "There is no session of this id in this realm: it never was, or it ended long ago."};
}

std::string revoke_before(AdminCall& call, const std::string& text) {
  const auto time = moment_of(text);
  if (!time) throw UsageError{"--before takes a time as 2026-11-21T09:30:00Z, or seconds since 1970"};
  if (*time > call.now) {
    throw UsageError{"--before lies in the future: until then nobody could begin a session that lasts"};
  }
  AdminStores stores = open_stores(call.args);
  call.audit.before = time;
  done(stores.sessions.end_before(*time));
  const std::string before = example::rfc3339_milliseconds(*time);
  return answer(call.args, "ended every session of the realm begun before " + before,
                R"({"ok":true,"before":")" + before + "\"}");
}

}  // namespace

std::string session_list(AdminCall& call) {
  AdminStores stores = open_stores(call.args);
  const Account account = account_named(call, stores, call.args.positional()[2]);
  const auto sessions = done(stores.sessions.list(account.id.text(), call.now));
  return call.args.flag("--json") ? json_of(sessions, call.now) : table_of(sessions, call.now);
}

std::string session_revoke(AdminCall& call) {
  const auto user = call.args.value("--user");
  const auto family = call.args.value("--family");
  const auto before = call.args.value("--before");
  if (user.has_value() + family.has_value() + before.has_value() != 1) {
    throw UsageError{"give one of --user, --family and --before"};
  }
  if (user) return revoke_user(call, *user);
  return family ? revoke_family(call, *family) : revoke_before(call, *before);
}

}  // namespace signet_cli
