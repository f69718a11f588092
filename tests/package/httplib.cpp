// A consumer of signet::httplib: takes a free port of the loopback.
#include "signet/http/httplib/server.hpp"

int main() {
  signet::HttplibServer server{{}};
  const auto port = server.bind();
  return port && *port != 0 ? 0 : 1;
}
