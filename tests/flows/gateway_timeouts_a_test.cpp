// How long flow A's gateway waits, and for whom: shorter times in the place of those shipped, and the same
// answers.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "flows/gateway_stubs_a.hpp"
#include "support/loopback_port.hpp"

using namespace signet::test;

namespace {

constexpr const char* unavailable = "503 source_unavailable, again in 1 s";

using Changes = std::vector<std::pair<std::string, std::string>>;
const std::pair<std::string, std::string> hasty_connect{"proxy_connect_timeout 1s;",
                                                        "proxy_connect_timeout 100ms;"};

ShippedSite changed(ShippedSite site, const Changes& changes) {
  site.changes.insert(site.changes.end(), changes.begin(), changes.end());
  return site;
}

/// Whoever connects waits, as for a host that is cut off: the one place of its queue is taken.
class CutOff {
 public:
  CutOff() = default;
  CutOff(const CutOff&) = delete;
  CutOff& operator=(const CutOff&) = delete;
  ~CutOff() { ::close(listener_.socket); }
  std::uint16_t port() const noexcept { return listener_.port; }

 private:
  LoopbackListener listener_ = listen_on_loopback(0);
  Connection taken_{listener_.port};
};

Answer post_login(const NginxServer& nginx) { return send_request(nginx.port(), "POST", "/login", "{}"); }

}  // namespace

TEST_CASE("flows 4.3.2: whoever cannot be connected to is given up, for validations, logins and the API") {
  const CutOff nobody;
  const StubUpstream auth{StubsA::yes};
  const NginxServer before_nobody{
      changed(site_a({nobody.port(), nobody.port(), nobody.port()}), {hasty_connect})};
  CHECK(gateway_problem(profile(before_nobody.port(), "t")) == unavailable);
  CHECK(gateway_problem(post_login(before_nobody)) == unavailable);
  const NginxServer before_auth{changed(site_a({auth.port(), auth.port(), nobody.port()}), {hasty_connect})};
  CHECK(gateway_problem(profile(before_auth.port(), "t")) == "504 source_unavailable");
}

TEST_CASE("a head or a body that does not come whole in time ends its connection, and nobody is asked") {
  StubsA stubs{{{"client_header_timeout 10s;", "client_header_timeout 100ms;"},
                {"client_body_timeout 10s;", "client_body_timeout 100ms;"}}};
  const std::string head = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n";
  for (const std::string& begun : {std::string{}, head, head + "\r\n{"}) {
    CAPTURE(begun);
    const Connection connection{stubs.nginx.port()};
    connection.send(begun);
    CHECK(connection.at_end());
  }
  CHECK(stubs.asked().empty());
}

TEST_CASE("rulings 10: no instance is tried once the time for trying is over") {
  const std::pair<std::string, std::string> short_trying{"proxy_next_upstream_timeout 3s;",
                                                         "proxy_next_upstream_timeout 50ms;"};
  const CutOff nobody;
  StubUpstream auth{StubsA::yes};
  const NginxServer of_logins{
      changed(site_a({nobody.port(), auth.port(), free_port()}), {hasty_connect, short_trying})};
  CHECK(gateway_problem(post_login(of_logins)) == unavailable);
  CHECK(auth.take_heads().empty());
  const NginxServer of_validations{
      changed(site_a({nobody.port(), auth.port(), free_port()}), {hasty_connect, short_trying})};
  CHECK(gateway_problem(profile(of_validations.port(), "t")) == unavailable);
  CHECK(auth.take_heads().empty());
}

TEST_CASE("rulings 10: an instance that is not there is passed over, for validations and for logins") {
  const std::string tries = "    proxy_next_upstream_tries 2;\n    proxy_next_upstream_timeout 3s;\n";
  const std::string shipped = "    proxy_next_upstream error timeout;\n" + tries;
  const std::string off = "    proxy_next_upstream off;\n" + tries;
  const StubUpstream auth{StubsA::yes};
  const StubUpstream api{StubsA::yes};
  const ShippedSite site = site_a({free_port(), auth.port(), api.port()});
  const NginxServer as_shipped{site};
  CHECK(profile(as_shipped.port(), "t").status == 200);
  CHECK(post_login(as_shipped).status == 200);
  // What follows tells the two apart: a login's errors, the end of the validation.
  const NginxServer without{changed(site, {{shipped + "\n    error_page", off + "\n    error_page"},  //
                                           {shipped + "  }", off + "  }"}})};
  CHECK(gateway_problem(profile(without.port(), "t")) == unavailable);
  CHECK(gateway_problem(post_login(without)) == unavailable);
}
