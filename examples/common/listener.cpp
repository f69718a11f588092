// Binds the ports, runs each accept loop on a thread, and waits for signals on the main one.
#include "common/listener.hpp"

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "signet/core/chrono.hpp"
#include "signet/http/httplib/client_fetcher.hpp"
#include "signet/http/httplib/server.hpp"
#include "signet/http/service.hpp"

namespace signet::example {
namespace {

struct Endpoint {
  std::string address;
  std::uint16_t port;
};

Start<Endpoint> parse_endpoint(std::string_view listen) {
  const Stop malformed{exit_usage,
                       "listen must be PORT (of 127.0.0.1), or ADDRESS:PORT with a numeric address, like "
                       "127.0.0.1:3000 or [::1]:3000"};
  const std::size_t colon = listen.rfind(':');
  std::string_view address = colon == std::string_view::npos ? "127.0.0.1" : listen.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  const std::string_view digits = listen.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || !IpAddress::parse(address))
    return malformed;
  return Endpoint{std::string{address}, port};
}

bool has_tls(const Options& options) { return !options.text("tls_certificate_file").empty(); }

/// Where this machine reaches the listener; `listen` was checked before by check_listener.
std::string url_of(const Options& options, std::string_view listen, std::uint16_t port) {
  std::string address = parse_endpoint(options.text(listen))->address;
  if (address == "0.0.0.0") address = "127.0.0.1";
  if (address == "::") address = "::1";
  const bool v6 = address.find(':') != std::string::npos;
  return (has_tls(options) ? "https://" : "http://") + (v6 ? "[" + address + "]" : address) + ":" +
         std::to_string(port);
}

HttplibServerOptions server_options(const Options& options, std::string_view listen) {
  auto endpoint = parse_endpoint(options.text(listen));
  HttplibServerOptions server;
  server.address = endpoint->address;
  server.port = endpoint->port;
  if (has_tls(options)) {
    server.tls = TlsFiles{options.text("tls_certificate_file"), options.text("tls_key_file")};
  }
  return server;
}

Start<Service> make_service(const Options& options, Router router, Log& log) {
  const auto entries = options.list("trusted_proxies");
  auto proxies = TrustedProxies::parse(entries);
  if (!proxies) {
    return Stop{exit_usage, "trusted_proxies must list addresses or ranges, like 127.0.0.1 or 10.0.0.0/8"};
  }
  auto service =
      Service::build(std::move(router), {.realm = options.text("realm"),
                                         .threads = static_cast<std::size_t>(options.number("threads")),
                                         .trusted_proxies = *std::move(proxies),
                                         .access_log =
                                             [&log](const AccessRecord& record) {
                                               log.say(Level::info, "request",
                                                       {{"method", record.method},
                                                        {"endpoint", record.pattern},
                                                        {"status", std::int64_t{record.status}},
                                                        {"latency_us", record.latency.microseconds()},
                                                        {"request_id", record.request_id}});
                                             },
                                         .clock = steady_now});
  if (!service) return Stop{exit_usage, std::string{service.error().name()} + " is not acceptable"};
  return *std::move(service);
}

/// Why the port could not be had, and what to do about it.
Stop bind_refused(const Error& error, const std::string& listen) {
  const std::string name{error.name()};
  if (error.code() == Errc::address_in_use) {
    return {exit_failed, listen + " is taken by another program; stop that one or set another --listen"};
  }
  if (error.code() == Errc::option_invalid && name == "port") {
    return {exit_failed, listen + " needs privilege; choose a port above 1023 with --listen"};
  }
  if (error.code() == Errc::option_invalid && name == "address") {
    return {exit_failed, listen + " is no address of this machine; see: ip address"};
  }
  if (error.code() == Errc::key_mismatch) {
    return {exit_usage, "tls_key_file is not the key of tls_certificate_file"};
  }
  return {exit_usage, "tls_certificate_file and tls_key_file: the " + name + " cannot be read as PEM"};
}

/// A door whose port is taken; requests queue in the kernel until somebody answers.
struct OpenDoor {
  Service service;
  HttplibServer server;
  std::string_view listen;  ///< the option
  std::string url;
  std::function<void()> reload;
  std::thread answering{};
};

Start<std::unique_ptr<OpenDoor>> open_door(const Options& options, Door door,
                                           const std::atomic<bool>& draining, Log& log) {
  HealthChecks& health = door.site.health;
  health.ready = [&draining, ready = std::move(health.ready)] { return !draining && ready(); };
  add_health_routes(door.site.router, std::move(health));
  auto service = make_service(options, std::move(door.site.router), log);
  if (!service) return service.stop();
  HttplibServer server{server_options(options, door.listen)};
  const auto port = server.bind();
  if (!port) return bind_refused(port.error(), options.text(door.listen));
  return std::unique_ptr<OpenDoor>{new OpenDoor{*std::move(service), std::move(server), door.listen,
                                                url_of(options, door.listen, *port),
                                                std::move(door.site.reload)}};
}

}  // namespace

std::vector<Option> listener_options(std::string_view flow, std::initializer_list<Option> more) {
  std::vector<Option> options{
      {"flow", OptionKind::text, flow, "the one documented system that this listener serves"},
      {.key = "listen",
       .kind = OptionKind::text,
       .fallback = "",
       .help = "numeric address and port, or a port of 127.0.0.1; port 0 takes a free one",
       .documented_variable = "PORT"},
      {"tls_certificate_file", OptionKind::text, "", "PEM chain of the listener, leaf first; serves TLS"},
      {"tls_key_file", OptionKind::text, "", "PEM private key of that certificate"},
      {"tls_terminated_by_proxy", OptionKind::truth, "false",
       "a proxy in front does TLS, so that listening beyond loopback without it is allowed"},
      {"trusted_proxies", OptionKind::list, "", "addresses or ranges whose X-Forwarded-For is believed"},
      {"realm", OptionKind::text, "signet", "the realm of WWW-Authenticate"},
      {"threads", OptionKind::number, "64",
       "connection threads, 2 to 1024; half of them may wait for a store or a hash", 2, 1024},
      {"log_file", OptionKind::text, "", "JSON lines are appended here; stderr when empty"},
  };
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

Start<Done> check_listener(const Options& options, std::string_view listen) {
  auto endpoint = parse_endpoint(options.text(listen));
  if (!endpoint) return endpoint.stop();
  if (options.text("tls_certificate_file").empty() != options.text("tls_key_file").empty()) {
    return Stop{exit_usage, "tls_certificate_file and tls_key_file go together; set both or none"};
  }
  const auto address = IpAddress::parse(endpoint->address);
  if (address && !address->is_loopback() && !has_tls(options) && !options.truth("tls_terminated_by_proxy")) {
    return Stop{exit_usage, std::string{listen} + " " + options.text(listen) +
                                " is reachable from other machines without TLS: set tls_certificate_file and "
                                "tls_key_file, or tls_terminated_by_proxy where a proxy does it"};
  }
  return Done{};
}

int serve(const Options& options, std::vector<Door> doors, Signals& signals, Log& log) {
  std::atomic<bool> draining{false};
  std::vector<std::unique_ptr<OpenDoor>> opened;
  for (Door& door : doors) {
    auto one = open_door(options, std::move(door), draining, log);
    if (!one) return end_with(one.stop(), options.program());
    opened.push_back(*std::move(one));
  }
  std::atomic<bool> failed{false};
  for (const auto& door : opened) {
    log.say(Level::info, "listening",
            {{"flow", options.flow()}, {"option", door->listen}, {"url", door->url}});
    door->answering = std::thread{[&failed, &door = *door] {
      if (door.server.serve(door.service)) return;
      failed = true;
      ::kill(::getpid(), SIGTERM);  // raise() would reach this thread only
    }};
  }
  while (signals.wait() == Signal::reload) {
    for (const auto& door : opened) door->reload();
  }
  log.say(Level::info, "draining");
  signals.release();
  draining = true;
  for (const auto& door : opened) door->server.drain();
  for (const auto& door : opened) door->answering.join();
  log.say(Level::info, "stopped");
  return failed ? exit_failed : 0;
}

int ask_livez(const Options& options) {
  const std::string url = url_of(options, "listen", parse_endpoint(options.text("listen"))->port) + "/livez";
  const auto answer = fetch(url, {.ca_file = options.text("tls_certificate_file")});
  if (answer) return 0;
  return end_with({exit_failed, url + " does not answer (" + std::string{answer.error().name()} + ")"},
                  options.program());
}

}  // namespace signet::example
