// Opens flow A's parts.
#include "resource_server/parts_a.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "common/flow_a_tokens.hpp"
#include "resource_server/flow_a.hpp"
#include "signet/core/chrono.hpp"

namespace signet::example {

Start<Done> ProfilePartsA::check(const Options& options) {
  if (auto verifiers = flow_a_verifiers(options); !verifiers) return verifiers.stop();
  return Done{};
}

Start<std::unique_ptr<ProfilePartsA>> ProfilePartsA::open(const Options& options, Reports& reports) {
  std::unique_ptr<ProfilePartsA> parts{new ProfilePartsA(options, reports.log())};
  if (auto loaded = parts->load_keys(); !loaded) return loaded.stop();
  reports.show_keys("verification", [verifiers = &parts->verifiers_] {
    return KeysInUse{.count = verifiers->get()->keys(), .age = verifiers->age()};
  });
  return parts;
}

Start<Done> ProfilePartsA::load_keys() {
  auto verifiers = flow_a_verifiers(options_);
  if (!verifiers) return verifiers.stop();
  verifiers_.replace(std::make_shared<const Verifiers>(*std::move(verifiers)));
  return Done{};
}

Site ProfilePartsA::site() {
  Site site;
  const std::chrono::milliseconds delay{options_.number("profile_delay_ms")};
  add_flow_a(site.router,
             {.verify = [this](std::string_view token) { return verifiers_.get()->verify(token, now()); },
              .wait = [delay] { std::this_thread::sleep_for(delay); },
              .realm = options_.text("realm")});
  site.health = {.ready = [] { return true; }, .database = {}};
  site.reload = [this] { say_keys(log_, load_keys()); };
  return site;
}

}  // namespace signet::example
