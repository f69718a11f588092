// signet batch: one JSON request a line, one JSON answer a line, in order, whatever the lines hold.
#include <algorithm>
#include <array>
#include <csignal>
#include <exception>

#include "batch_lines.hpp"
#include "batch_ops.hpp"
#include "commands.hpp"
#include "signet/core/utf8.hpp"

namespace signet_cli {
namespace {

using namespace signet;

struct NamedOp {
  std::string_view name;
  BatchOp run;
};

constexpr std::array named_ops{
    NamedOp{"verify", batch_verify},
    NamedOp{"verify_jws", batch_verify_jws},
    NamedOp{"sign", batch_sign},
    NamedOp{"jwk_import", batch_jwk_import},
    NamedOp{"jwks_import", batch_jwks_import},
    NamedOp{"jwk_thumbprint", batch_jwk_thumbprint},
    NamedOp{"b64u_decode", batch_b64u_decode},
    NamedOp{"json_scan", batch_json_scan},
    NamedOp{"hash", batch_hash},
    NamedOp{"check", batch_check},
    NamedOp{"needs_rehash", batch_needs_rehash},
};

// A line that is no request: there is no id to answer to, and no stage that was reached.
std::string unread_answer(Errc code) {
  return "{\"id\":null,\"ok\":false,\"error\":\"" + std::string{to_string(code)} + "\"}";
}

std::string refused_answer(std::string_view id, const Error& error) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("id").raw(id).key("ok").boolean(false);
  json.key("error").string(to_string(error.code())).key("stage").string(to_string(error.stage()));
  // A name that the request itself gave may be cut within a character.
  if (!error.name().empty() && is_utf8(error.name())) json.key("claim").string(error.name());
  json.end_object();
  return text;
}

std::string done_answer(std::string_view id, const Request& request) {
  const auto* const op = std::ranges::find(named_ops, request.text("op"), &NamedOp::name);
  if (op == named_ops.end()) refuse_member("op");
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("id").raw(id).key("ok").boolean(true);
  op->run(request, json);
  json.end_object();
  if (const auto written = json.finish(); !written) throw Refusal{written.error()};
  return text;
}

std::string answer(std::string_view line) {
  std::string id = "null";
  try {
    auto members = RequestMembers::of(line);
    if (!members) return unread_answer(Errc::request_malformed);
    const Request request{*std::move(members)};
    id = request.id();
    return done_answer(id, request);
  } catch (const Refusal& refusal) {
    if (refusal.error.code() == Errc::request_malformed) return unread_answer(Errc::request_malformed);
    return refused_answer(id, refusal.error);
  } catch (const std::exception&) {  // no memory for this one; the next may need less
    return refused_answer(id, Errc::internal_error);
  }
}

}  // namespace

Exit batch(const Words& words) {
  const Args args{words, {.with_value = {}, .flags = {"--json"}}};
  if (!args.positional().empty()) throw UsageError{"requests come from standard input, not as arguments"};
  std::signal(SIGPIPE, SIG_IGN);  // so that a reader who went away is an error, and told by the exit code
  LineReader lines;
  while (const auto line = lines.next()) {
    print((line->too_long ? unread_answer(Errc::request_too_large) : answer(line->text)) + "\n");
  }
  return Exit::ok;
}

}  // namespace signet_cli
