// signet admin: finds the command, runs it, and writes the audit line before success is told.
#include "admin.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "admin_help.hpp"
#include "commands.hpp"
#include "signet/core/chrono.hpp"
#include "signet/json/writer.hpp"

namespace signet_cli {
namespace {

using namespace signet;

struct AdminCommand {
  std::string_view name;   // its two words
  std::string_view event;  // of its audit line; empty: it changes nothing, and has none
  bool takes_name;
  OptionNames options;  // beside those of every command
  std::string (*run)(AdminCall& call);
};

const std::vector<AdminCommand>& admin_commands() {
  static const std::vector<AdminCommand> table{
      {"user add", "admin_user_add", true, {{"--minimum", "--preset"}, {"--create"}}, user_add},
      {"user set-password",
       "admin_user_set_password",
       true,
       {{"--minimum", "--preset"}, {}},
       user_set_password},
      {"user lock", "admin_user_lock", true, {}, user_lock},
      {"user unlock", "admin_user_unlock", true, {}, user_unlock},
      {"user show", "", true, {}, user_show},
      {"session list", "", true, {}, session_list},
      {"session revoke",
       "admin_session_revoke",
       false,
       {{"--user", "--family", "--before"}, {}},
       session_revoke},
  };
  return table;
}

void append(std::vector<std::string_view>& names, const std::vector<std::string_view>& more) {
  names.insert(names.end(), more.begin(), more.end());
}

// The options of every command, those of `command`, or, to find the command among them, those of all.
OptionNames options_of(const AdminCommand* command) {
  OptionNames names{.with_value = {"--store", "--store-file", "--sessions", "--sessions-file",
                                   "--sessions-replicas", "--realm", "--name-rule"},
                    .flags = {"--json", "--help", "-h"}};
  if (command == nullptr || !command->event.empty()) names.with_value.emplace_back("--audit-log");
  for (const AdminCommand& each : admin_commands()) {
    if (command != nullptr && command != &each) continue;
    append(names.with_value, each.options.with_value);
    append(names.flags, each.options.flags);
  }
  return names;
}

// No word is repeated in a message: it may be a URL or a password in the wrong place.
const AdminCommand& command_in(const Args& args) {
  const auto& words = args.positional();
  const std::string name = words.size() < 2 ? "" : words[0] + " " + words[1];
  const auto found = std::ranges::find(admin_commands(), name, &AdminCommand::name);
  if (found != admin_commands().end()) return *found;
  throw UsageError{
      "a command is needed: user add, set-password, lock, unlock or show; session list or revoke"};
}

void check_operands(const AdminCommand& command, const Args& args) {
  const std::size_t expected = command.takes_name ? 3 : 2;
  if (args.positional().size() < expected) throw UsageError{"NAME is needed"};
  if (args.positional().size() == expected) return;
  throw UsageError{
      command.takes_name
          ? "nothing comes after NAME; a password comes from a prompt or standard input, not as an argument"
          : "nothing comes after `session revoke` but options"};
}

// What was refused is on record too.
std::string run_audited(const AdminCommand& command, AdminCall& call) {
  const Audit audit{call.args.value("--audit-log")};
  std::string told;
  try {
    told = command.run(call);
  } catch (const NotDone& why) {
    call.audit.code = why.code;
    audit.add(call.audit);
    throw;
  }
  audit.add(call.audit);
  return told;
}

Exit run(const AdminCommand& command, const Args& args) {
  check_operands(command, args);
  AuditLine line{.event = command.event, .realm = realm_of(args)};
  AdminCall call{.args = args, .now = now(), .audit = line};
  try {
    print(command.event.empty() ? command.run(call) : run_audited(command, call));
    return Exit::ok;
  } catch (const NotDone& why) {
    if (args.flag("--json")) print(R"({"ok":false,"error":")" + why.code + "\"}\n");
    std::fprintf(stderr, "signet: %s: %s\n", why.code.c_str(), why.message.c_str());
    return Exit::rejected;
  }
}

bool asks_for_help(const Args& args) { return args.flag("--help") || args.flag("-h"); }

}  // namespace

Exit admin(const Words& words) {
  const Args all{words, options_of(nullptr)};
  if (asks_for_help(all) && all.positional().size() < 2) {
    print(admin_help);
    return Exit::ok;
  }
  const AdminCommand& command = command_in(all);
  if (asks_for_help(all)) {
    print(admin_help_of(command.name));
    return Exit::ok;
  }
  try {
    return run(command, Args{words, options_of(&command)});
  } catch (const UsageError& error) {
    throw InputError{error.message + "; see signet admin " + std::string{command.name} + " --help"};
  }
}

}  // namespace signet_cli
