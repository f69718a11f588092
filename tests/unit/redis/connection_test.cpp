// The seam to hiredis, against a server that says what a test tells it to.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "store/redis/driver.hpp"
#include "support/loopback_port.hpp"

using namespace signet;
using namespace signet::detail::redis;

namespace {

const Error unavailable = fail(Errc::store_unavailable);

// Takes one connection, answers each command by the next of `replies`, and then closes.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<std::string> replies) : replies_(std::move(replies)) {
    const test::LoopbackListener listener = test::listen_on_loopback(1);
    listener_ = listener.socket;
    port_ = listener.port;
    thread_ = std::thread{[this] { run(); }};
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    if (thread_.joinable()) thread_.join();
    ::close(listener_);
  }

  Endpoint endpoint() const { return {.host = "127.0.0.1", .port = port_}; }
  /// What came, once the connection is closed.
  const std::string& received() {
    if (thread_.joinable()) thread_.join();
    return received_;
  }

 private:
  void run() {
    const int client = ::accept(listener_, nullptr, nullptr);
    std::array<char, 4096> buffer{};
    for (const std::string& reply : replies_) {
      const ssize_t size = ::recv(client, buffer.data(), buffer.size(), 0);
      if (size <= 0) break;
      received_.append(buffer.data(), static_cast<std::size_t>(size));
      ::send(client, reply.data(), reply.size(), MSG_NOSIGNAL);
    }
    ::close(client);
  }

  std::vector<std::string> replies_;
  std::string received_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Connection connect(const ScriptedServer& server, const Session& session = {}) {
  auto connection = Connection::open(server.endpoint(), session);
  REQUIRE(connection);
  return std::move(*connection);
}

constexpr std::array<std::string_view, 1> ping{"PING"};

}  // namespace

TEST_CASE("a command is written as the protocol has it, whatever bytes it is of") {
  ScriptedServer server{{"+OK\r\n"}};
  {
    Connection connection = connect(server);
    CHECK(connection.command(std::array<std::string_view, 3>{"SET", "", std::string_view{"a\r\n\0b", 5}}));
  }
  CHECK(server.received() == std::string{"*3\r\n$3\r\nSET\r\n$0\r\n\r\n$5\r\na\r\n\0b\r\n", 30});
}

TEST_CASE("replies of every kind are values") {
  ScriptedServer server{{"+OK\r\n", ":-7\r\n", std::string{"$3\r\na\0b\r\n", 9}, "$-1\r\n", "*-1\r\n",
                         "*3\r\n:1\r\n*1\r\n$0\r\n\r\n$-1\r\n", "-NOSCRIPT No matching script.\r\n",
                         "never asked for: the connection stays open"}};
  Connection connection = connect(server);
  const auto next = [&] { return connection.command(ping).value(); };
  CHECK(next() == Reply{.kind = ReplyKind::status, .text = "OK"});
  CHECK(next() == Reply{.kind = ReplyKind::integer, .integer = -7});
  CHECK(next() == Reply{.kind = ReplyKind::bulk, .text = std::string{"a\0b", 3}});
  CHECK(next() == Reply{});
  CHECK(next() == Reply{});
  const Reply array = next();
  REQUIRE(array.elements.size() == 3);
  CHECK(array.elements[0].integer == 1);
  CHECK(array.elements[1].elements.at(0) == Reply{.kind = ReplyKind::bulk});
  CHECK(array.elements[2] == Reply{});
  CHECK(next() == Reply{.kind = ReplyKind::error, .text = "NOSCRIPT"});
  CHECK(connection.usable());
}

TEST_CASE("a connection says who it is and which database it means, before anything else") {
  ScriptedServer server{{"+OK\r\n", "+OK\r\n"}};
  {
    const Connection connection =
        connect(server, {.user = "u", .password = SecretBytes::copy_of("p"), .database = 2});
  }
  CHECK(server.received() == "*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$1\r\np\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n");
}

TEST_CASE("a refused user or database is unavailable, and no word of the refusal is kept") {
  for (const char* refusal : {"-WRONGPASS invalid username-password pair\r\n", "-NOPERM no\r\n"}) {
    ScriptedServer server{{refusal}};
    CHECK(Connection::open(server.endpoint(), {.password = SecretBytes::copy_of("p")}).error() ==
          unavailable);
  }
  ScriptedServer server{{"-ERR DB index is out of range\r\n"}};
  CHECK(Connection::open(server.endpoint(), {.database = 99}).error() == unavailable);
}

TEST_CASE("where nobody listens, there is no connection") {
  Endpoint nobody;
  {
    ScriptedServer server{{}};
    nobody = server.endpoint();
    connect(server);
  }
  CHECK(Connection::open(nobody, {}).error() == unavailable);
  CHECK(Connection::open({.host = "/nowhere/redis.sock"}, {}).error() == unavailable);
}

TEST_CASE("a reply that breaks off, or is none, gives the connection up: later commands are not sent") {
  for (const char* reply : {"", "$5\r\nab", "?what\r\n"}) {
    CAPTURE(reply);
    ScriptedServer server{{reply}};
    Connection connection = connect(server);
    CHECK(connection.command(ping).error() == unavailable);
    CHECK_FALSE(connection.usable());
    CHECK(connection.command(ping).error() == unavailable);
    CHECK(server.received() == "*1\r\n$4\r\nPING\r\n");
  }
}

TEST_CASE("a reply that does not come in time is an error, and the connection is given up") {
  ScriptedServer server{{"", "+too late\r\n"}};
  Connection connection = connect(server, {.command_timeout = Seconds::of_microseconds(20'000)});
  CHECK(connection.command(ping).error() == unavailable);
  CHECK_FALSE(connection.usable());
}

TEST_CASE("a server that is not the one to write to is left") {
  for (const char* reply :
       {"-READONLY You can't write against a read only replica.\r\n", "-LOADING Redis\r\n"}) {
    ScriptedServer server{{reply}};
    Connection connection = connect(server);
    CHECK(connection.expect(ping).error() == unavailable);
    CHECK_FALSE(connection.usable());
  }
}

TEST_CASE("what comes unasked, and the end of the connection, are noticed before the next command") {
  ScriptedServer server{{"+OK\r\n+unasked\r\n"}};
  Connection connection = connect(server);
  REQUIRE(connection.command(ping));
  CHECK(server.received() == "*1\r\n$4\r\nPING\r\n");  // and it is closed
  CHECK_FALSE(connection.usable());
}
