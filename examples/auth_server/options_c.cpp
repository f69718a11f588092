// The options of flow C, and what their values must be to fit one another.
#include "auth_server/options_c.hpp"

#include "common/flow_c.hpp"
#include "common/open_login.hpp"

namespace signet::example {
namespace {

constexpr Seconds modern_grace = Seconds::of(10);

std::vector<Option> rotation_options_c() {
  return {
      {.key = "rotate",
       .kind = OptionKind::truth,
       .fallback = "false",
       .help = "/token also answers a new refresh_token, and the one shown is good no more",
       .flow = "C"},
      {.key = "rotate_grace",
       .kind = OptionKind::duration,
       .fallback = "",
       .help = "with rotate: how long a client whose answer was lost may refresh again with the replaced "
               "token, at most "
               "60s; 10s in modern mode, none in exact",
       .most = 60,
       .flow = "C"},
  };
}

}  // namespace

std::vector<Option> auth_options_c() {
  std::vector<Option> options = open_login_options();
  options.insert(
      options.end(),
      {{"auto_provision_max", OptionKind::number, "1000",
        "how many accounts there may be after one is made by its first login, 1 to 1000000; open_login says "
        "who may "
        "make one",
        1, 1'000'000},
       {"serve_verify", OptionKind::truth, "false",
        "POST /verify too, which says whether a name and a password are right: for the demo login of "
        "resource_server"}});
  for (Option& option : options) {
    option.flow = "C";
    if (option.key == "open_login") {
      option.help =
          "whoever reaches this server from loopback or open_login_from makes an account by logging in";
    } else if (option.key == "service_key") {
      option.help = "bearer keys, one per line, with which a service may make accounts from anywhere";
    }
  }
  for (const auto& more : {token_options_c(), rotation_options_c()}) {
    options.insert(options.end(), more.begin(), more.end());
  }
  return options;
}

Start<SessionsOptionsC> sessions_options_c(const Options& options) {
  auto exact = exact_mode(options);
  if (!exact) return exact.stop();
  SessionsOptionsC read;
  read.lifetime = {.absolute = Seconds::of(options.number("refresh_absolute")),
                   .idle = Seconds::of(options.number("refresh_idle"))};
  read.most = static_cast<std::uint32_t>(options.number("refresh_most_per_account"));
  read.rotate = options.truth("rotate");
  if (read.lifetime.idle > read.lifetime.absolute) {
    return Stop{exit_usage, "refresh_idle must not be longer than refresh_absolute"};
  }
  const bool graced = !options.text("rotate_grace").empty();
  if (graced && !read.rotate)
    return Stop{exit_usage, "rotate_grace is for refresh tokens that rotate; set rotate"};
  if (!*exact) read.grace = modern_grace;
  if (graced) read.grace = options.duration("rotate_grace");
  if (*exact && read.grace > Seconds{}) {
    return Stop{exit_usage,
                "rotate_grace is for mode modern: in exact mode a replaced token is refused at once"};
  }
  return read;
}

}  // namespace signet::example
