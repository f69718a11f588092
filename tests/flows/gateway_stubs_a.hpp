// Flow A's gateway before upstreams that answer on demand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flows/gateway_a.hpp"
#include "flows/stub_upstream.hpp"

namespace signet::test {

/// Two auth instances that say yes, an API that answers `the API`, unless told otherwise, and nginx before
/// them.
struct StubsA {
  StubUpstream auth{yes};
  StubUpstream second_auth{yes};
  StubUpstream api{[](const std::string&) { return reply(200, "", "the API"); }};
  NginxServer nginx;

  /// @param changes  of the configuration, beside its ports
  explicit StubsA(const std::vector<std::pair<std::string, std::string>>& changes = {})
      : nginx(changed(site_a({auth.port(), second_auth.port(), api.port()}), changes)) {}

  static std::string yes(const std::string&) { return reply(200); }
  static std::string closes(const std::string&) { return {}; }
  void validations_answer(const StubUpstream::Answering& answering) {
    auth.answer_with(answering);
    second_auth.answer_with(answering);
  }
  Answer get(const std::string& path = profile_path, const std::string& fields = bearer("t")) const {
    return send_request(nginx.port(), "GET", path, "", fields);
  }
  /// What either auth instance was asked since the last call.
  std::vector<std::string> asked() {
    std::vector<std::string> heads = auth.take_heads();
    for (std::string& head : second_auth.take_heads()) heads.push_back(std::move(head));
    return heads;
  }

 private:
  static ShippedSite changed(ShippedSite site,
                             const std::vector<std::pair<std::string, std::string>>& changes) {
    site.changes.insert(site.changes.end(), changes.begin(), changes.end());
    return site;
  }
};

}  // namespace signet::test
