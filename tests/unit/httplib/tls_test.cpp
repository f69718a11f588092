#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <string>

#include "signet/http/httplib/server.hpp"
#include "unit/httplib/certificate.hpp"
#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;

namespace {

Router routes() {
  Router router;
  router.add("GET", "/", RouteCost::inline_,
             [](const Request&) -> Result<Response> { return Response::json(200, "{}"); });
  return router;
}

// What a TLS client of at most `version` reads, or "" when there was no handshake.
std::string asked_over_tls(std::uint16_t port, int version) {
  Peer peer{port};
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free};
  SSL_CTX_set_max_proto_version(context.get(), version);
  SSL_CTX_set_security_level(context.get(), 0);  // so that this side would speak TLS 1.1
  const std::unique_ptr<SSL, decltype(&SSL_free)> tls{SSL_new(context.get()), SSL_free};
  SSL_set_fd(tls.get(), peer.fd());
  if (SSL_connect(tls.get()) != 1) return {};
  const std::string request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  REQUIRE(SSL_write(tls.get(), request.data(), static_cast<int>(request.size())) > 0);
  std::string answer;
  char piece[1024];
  for (int count = 0; (count = SSL_read(tls.get(), piece, sizeof piece)) > 0;) {
    answer.append(piece, static_cast<std::size_t>(count));
  }
  return answer;
}

}  // namespace

TEST_CASE("a listener with a certificate speaks TLS 1.2 and 1.3 and nothing older") {
  const loopback::Folder folder;
  loopback::make_certificate(folder, "server", "IP:127.0.0.1");
  const loopback::Running running{routes(),
                                  {.tls = TlsFiles{folder.file("server.pem"), folder.file("server.key")}}};
  CHECK(asked_over_tls(running.port(), TLS1_3_VERSION).starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(asked_over_tls(running.port(), TLS1_2_VERSION).starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(asked_over_tls(running.port(), TLS1_1_VERSION).empty());
}

TEST_CASE("plain HTTP to a TLS listener is closed without an HTTP answer, and the next client is served") {
  const loopback::Folder folder;
  loopback::make_certificate(folder, "server", "IP:127.0.0.1");
  const loopback::Running running{routes(),
                                  {.tls = TlsFiles{folder.file("server.pem"), folder.file("server.key")}}};
  Peer plain{running.port()};
  CHECK(plain.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 0);
  CHECK(asked_over_tls(running.port(), TLS1_3_VERSION).ends_with("{}"));
}

TEST_CASE("certificate and key files that do not serve are refused with the one to look at") {
  const loopback::Folder folder;
  loopback::make_certificate(folder, "one", "IP:127.0.0.1");
  loopback::make_certificate(folder, "two", "IP:127.0.0.1");
  const auto refusal = [&](const char* certificate, const char* key) {
    HttplibServer server{{.tls = TlsFiles{folder.file(certificate), folder.file(key)}}};
    return server.bind().error();
  };
  CHECK(refusal("absent.pem", "one.key") == fail(Errc::source_unavailable, "certificate"));
  CHECK(refusal("one.key", "one.key") == fail(Errc::source_unavailable, "certificate"));
  CHECK(refusal("one.pem", "absent.key") == fail(Errc::source_unavailable, "key"));
  CHECK(refusal("one.pem", "one.pem") == fail(Errc::source_unavailable, "key"));
  CHECK(refusal("one.pem", "two.key") == fail(Errc::key_mismatch, "key"));
}
