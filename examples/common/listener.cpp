// Binds the ports, runs each accept loop on a thread, and waits for signals on the main one.
#include "common/listener.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "common/endpoint.hpp"
#include "common/metrics_door.hpp"
#include "common/options_text.hpp"
#include "common/system_limits.hpp"
#include "common/unix_livez.hpp"
#include "signet/core/buffered_random.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/httplib/client_fetcher.hpp"
#include "signet/http/httplib/parked_server.hpp"
#include "signet/http/httplib/server.hpp"
#include "signet/http/request_metrics.hpp"
#include "signet/http/service.hpp"

namespace signet::example {
namespace {

bool has_tls(const Options& options) { return !options.text("tls_certificate_file").empty(); }

/// Where none is named, the one that can serve what is asked for.
bool is_threaded(const Options& options) {
  const std::string& engine = options.text("engine");
  return engine.empty() ? has_tls(options) : engine == "threaded";
}

/// Where this machine reaches the listener; `listen` was checked before by check_listener.
std::string url_of(const Options& options, std::string_view listen, std::uint16_t port) {
  std::string address = endpoint_of(options, listen)->address;
  if (is_unix_socket(address)) return address;
  if (address == "0.0.0.0") address = "127.0.0.1";
  if (address == "::") address = "::1";
  const bool v6 = address.find(':') != std::string::npos;
  return (has_tls(options) ? "https://" : "http://") + (v6 ? "[" + address + "]" : address) + ":" +
         std::to_string(port);
}

/// Whichever engine the options name.
using Server = std::variant<ParkedServer, HttplibServer>;

Server make_server(const Options& options, std::string_view listen) {
  auto endpoint = endpoint_of(options, listen);
  if (is_threaded(options)) {
    HttplibServerOptions threaded;
    threaded.address = std::move(endpoint->address);
    threaded.port = endpoint->port;
    if (has_tls(options)) {
      threaded.tls = TlsFiles{options.text("tls_certificate_file"), options.text("tls_key_file")};
    }
    return HttplibServer{std::move(threaded)};
  }
  ParkedServerOptions parked;
  parked.address = std::move(endpoint->address);
  parked.port = endpoint->port;
  parked.connections = static_cast<std::size_t>(options.number("connections"));
  parked.connections_per_peer = static_cast<std::size_t>(options.number("connections_per_peer"));
  return ParkedServer{std::move(parked)};
}

/// What request ids are made from.
RandomSource& identifiers() {
  static BufferedRandomSource source;
  return source;
}

/// Counts each request, and logs it where that is wanted.
std::function<void(const AccessRecord&)> access_log_to(Log& log, const RequestMetrics& count) {
  if (!log.writes(Level::info)) return count;
  return [&log, count](const AccessRecord& record) {
    count(record);
    log.say(Level::info, "request",
            {{"method", record.method},
             {"endpoint", record.pattern},
             {"status", std::int64_t{record.status}},
             {"latency_us", record.latency.microseconds()},
             {"request_id", record.request_id}});
  };
}

Start<Service> make_service(const Options& options, Door& door, Reports& reports) {
  const auto entries = options.list("trusted_proxies");
  auto proxies = TrustedProxies::parse(entries);
  if (!proxies) {
    return Stop{exit_usage, "trusted_proxies must list addresses or ranges, like 127.0.0.1 or 10.0.0.0/8"};
  }
  const RequestMetrics count{reports.metrics(), door.listen, door.site.router};
  const RefusalMetrics refusals{reports.metrics(), door.listen};
  const auto threads = door.threads != 0 ? door.threads : static_cast<std::size_t>(options.number("threads"));
  auto service =
      Service::build(std::move(door.site.router), {.realm = options.text("realm"),
                                                   .threads = threads,
                                                   .trusted_proxies = *std::move(proxies),
                                                   .access_log = access_log_to(reports.log(), count),
                                                   .refusals = refusals,
                                                   .clock = steady_now,
                                                   .random = &identifiers()});
  if (!service) return Stop{exit_usage, std::string{service.error().name()} + " is not acceptable"};
  return *std::move(service);
}

/// Why the port could not be had, and what to do about it.
Stop bind_refused(const Error& error, const Options& options, std::string_view option) {
  const std::string& listen = options.text(option);
  const std::string name{error.name()};
  if (error.code() == Errc::address_in_use) {
    return {exit_failed,
            listen + " is taken by another program; stop that one or set another " + flag_of(option)};
  }
  if (error.code() == Errc::option_invalid && name == "port") {
    return {exit_failed, listen + " needs privilege; choose a port above 1023 with " + flag_of(option)};
  }
  if (error.code() == Errc::option_invalid && is_unix_socket(listen)) {
    return {exit_failed, listen +
                             " cannot be made; its folder must be there and writable, and the path shorter "
                             "than 108 bytes"};
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
  Server server;
  std::string_view listen;  ///< the option
  std::string url;
  std::function<void()> reload;
  std::thread answering{};
};

Start<std::unique_ptr<OpenDoor>> open_door(const Options& options, Door door,
                                           const std::atomic<bool>& draining, Reports& reports) {
  if (HealthChecks& health = door.site.health; health.ready) {
    health.ready = [&draining, ready = std::move(health.ready)] { return !draining && ready(); };
    add_health_routes(door.site.router, std::move(health));
  }
  auto service = make_service(options, door, reports);
  if (!service) return service.stop();
  Server server = make_server(options, door.listen);
  const auto port = std::visit([](auto& engine) { return engine.bind(); }, server);
  if (!port) return bind_refused(port.error(), options, door.listen);
  return std::unique_ptr<OpenDoor>{new OpenDoor{*std::move(service), std::move(server), door.listen,
                                                url_of(options, door.listen, *port),
                                                std::move(door.site.reload)}};
}

void reload(const std::vector<std::unique_ptr<OpenDoor>>& doors) {
  for (const auto& door : doors) door->reload();
}

/// Goes on as before but for /readyz, until whoever asks that has had the time to; or a second signal says
/// that nobody does.
void go_on_until_noticed(Seconds delay, const std::vector<std::unique_ptr<OpenDoor>>& doors,
                         Signals& signals) {
  const Instant end = steady_now() + delay;
  for (Instant moment = steady_now(); moment < end; moment = steady_now()) {
    const auto signal = signals.wait_for(end - moment);
    if (signal == Signal::finish) return;
    if (signal == Signal::reload) reload(doors);
  }
}

}  // namespace

std::vector<Option> listener_options(std::string_view flow, std::initializer_list<Option> more) {
  std::vector<Option> options{
      {"flow", OptionKind::text, flow, "the one documented system that this listener serves"},
      {.key = "listen",
       .kind = OptionKind::text,
       .fallback = "",
       .help = "numeric address and port, a port of 127.0.0.1, or unix:PATH; port 0 takes a free one",
       .documented_variable = "PORT"},
      {"engine", OptionKind::text, "",
       "parked: idle connections cost no thread; threaded: one thread each, and TLS; chosen by TLS when "
       "empty"},
      {"connections", OptionKind::number, "0",
       "at a time, of each listener of the parked engine; 0: of all together, seven eighths of the process's "
       "descriptors",
       0, 1'000'000},
      {"connections_per_peer", OptionKind::number, "256",
       "of these from one address that is no trusted proxy; 0: no limit", 0, 1'000'000},
      {"tls_certificate_file", OptionKind::text, "", "PEM chain of the listener, leaf first; serves TLS"},
      {"tls_key_file", OptionKind::text, "", "PEM private key of that certificate"},
      {"tls_terminated_by_proxy", OptionKind::truth, "false",
       "a proxy in front does TLS, so that listening beyond loopback without it is allowed"},
      {"trusted_proxies", OptionKind::list, "", "addresses or ranges whose X-Forwarded-For is believed"},
      {"realm", OptionKind::text, "signet", "the realm of WWW-Authenticate"},
      {"threads", OptionKind::number, "1024",
       "2 to 16384, begun as they are needed; half as many requests may wait for a store or a hash at a time",
       2, 16384},
      {"drain_delay", OptionKind::number, "0",
       "seconds from SIGTERM, when /readyz turns 503, until the listener closes; behind a balancer that asks "
       "/readyz, what it takes to notice. A second signal ends it",
       0, 3600},
      {"log_file", OptionKind::text, "", "JSON lines are appended here; stderr when empty"},
  };
  const auto metrics = metrics_options();
  options.insert(options.end(), metrics.begin(), metrics.end());
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

Option log_level_option() {
  return {"log_level", OptionKind::text, "info",
          "the least that is logged: debug, info (which has a line for each request), warning or error"};
}

Start<Done> check_listener(const Options& options, std::string_view listen) {
  auto endpoint = endpoint_of(options, listen);
  if (!endpoint) return endpoint.stop();
  if (options.text("tls_certificate_file").empty() != options.text("tls_key_file").empty()) {
    return Stop{exit_usage, "tls_certificate_file and tls_key_file go together; set both or none"};
  }
  const std::string& engine = options.text("engine");
  if (!engine.empty() && engine != "parked" && engine != "threaded") {
    return Stop{exit_usage, "engine must be parked or threaded"};
  }
  if (has_tls(options) && !is_threaded(options)) {
    return Stop{exit_usage, "engine parked serves no TLS; leave engine out, or set it to threaded"};
  }
  if (!is_loopback(*endpoint) && !has_tls(options) && !options.truth("tls_terminated_by_proxy")) {
    return Stop{exit_usage, std::string{listen} + " " + options.text(listen) +
                                " is reachable from other machines without TLS: set tls_certificate_file and "
                                "tls_key_file, or tls_terminated_by_proxy where a proxy does it"};
  }
  return Done{};
}

int serve(const Options& options, std::vector<Door> doors, Signals& signals, Reports& reports) {
  Log& log = reports.log();
  std::atomic<bool> draining{false};
  std::vector<std::unique_ptr<OpenDoor>> opened;
  for (Door& door : doors) {
    auto one = open_door(options, std::move(door), draining, reports);
    if (!one) return end_with(one.stop(), options.program());
    opened.push_back(*std::move(one));
  }
  std::atomic<bool> failed{false};
  for (const auto& door : opened) {
    const bool parked = std::holds_alternative<ParkedServer>(door->server);
    log.say(Level::info, "listening",
            {{"flow", options.flow()},
             {"option", door->listen},
             {"url", door->url},
             {"descriptors", descriptor_limit(parked)},
             {"backlog",
              backlog_of_kernel(parked ? ParkedServerOptions{}.backlog : HttplibServerOptions{}.backlog)}});
    door->answering = std::thread{[&failed, &draining, &log, &door = *door] {
      const auto served =
          std::visit([&door](auto& engine) { return engine.serve(door.service); }, door.server);
      if (served) return;
      log.say(Level::error, "listener_failed",
              {{"option", door.listen}, {"url", door.url}, {"failed", served.error().name()}});
      failed = true;
      if (!draining) ::kill(::getpid(), SIGTERM);  // raise() would reach this thread only
    }};
  }
  while (signals.wait() == Signal::reload) reload(opened);
  log.say(Level::info, "draining");
  draining = true;  // a door that fails from here on does not end the others
  go_on_until_noticed(Seconds::of(options.number("drain_delay")), opened, signals);
  log.say(Level::info, "closing");
  signals.release();
  for (const auto& door : opened) std::visit([](auto& engine) { engine.drain(); }, door->server);
  for (const auto& door : opened) door->answering.join();
  log.say(Level::info, "stopped");
  return failed ? exit_failed : 0;
}

int ask_livez(const Options& options) {
  const std::string& listen = options.text("listen");
  if (is_unix_socket(listen)) {
    if (answers_livez(std::string{path_of(listen)})) return 0;
    return end_with({exit_failed, listen + " does not answer"}, options.program());
  }
  const std::string url = url_of(options, "listen", endpoint_of(options, "listen")->port) + "/livez";
  const auto answer = fetch(url, {.ca_file = options.text("tls_certificate_file")});
  if (answer) return 0;
  return end_with({exit_failed, url + " does not answer (" + std::string{answer.error().name()} + ")"},
                  options.program());
}

}  // namespace signet::example
