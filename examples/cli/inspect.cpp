// signet inspect: what a token says. Nothing is verified, and every output says so.
#include "commands.hpp"
#include "json_text.hpp"
#include "signet/core/limits.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"

namespace signet_cli {
namespace {

using namespace signet;

// Decoded and known to be a JSON object, so that what is printed cannot be more than that.
std::string object_text(std::string_view part, const std::string& what) {
  const auto text = base64url_decode(part);
  if (!text) throw InputError{what + ": " + describe(text.error())};
  const JsonText checked{*text, {what}};
  return *text;
}

}  // namespace

Exit inspect(const Words& words) {
  const Args args{words, {.with_value = {}, .flags = {"--json"}}};
  const SecretBytes input = read_input(args.single_input(), token_file_limit);
  const auto jws = CompactJws::split(trimmed(input.expose_text()));
  if (!jws) throw InputError{describe(jws.error())};
  const std::string header = object_text(jws->header(), "header");
  const std::string payload = object_text(jws->payload(), "payload");
  if (args.flag("--json")) {
    print("{\"verified\":false,\"header\":" + header + ",\"payload\":" + payload + "}\n");
  } else {
    print("NOT VERIFIED: anybody may have written this. Use signet verify.\nheader:  " + header +
          "\npayload: " + payload + "\n");
  }
  return Exit::ok;
}

}  // namespace signet_cli
