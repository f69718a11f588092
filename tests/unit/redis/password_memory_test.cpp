// Whether Redis' password is found in memory given back: in a program of its own, as it looks at all of that.
#include <doctest/doctest.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <new>
#include <string>
#include <string_view>
#include <thread>

#include "store/redis/driver.hpp"
#include "store/redis/server_url.hpp"
#include "support/loopback_port.hpp"

using namespace signet;
using namespace signet::detail::redis;

namespace {

constexpr std::string_view password = "a-password-of-thirty-two-letters";
std::atomic<bool> looking{false};
std::atomic<int> found{0};

void give_back(void* memory) {
  if (looking && memory != nullptr) {
    const std::string_view bytes{static_cast<const char*>(memory), malloc_usable_size(memory)};
    if (bytes.find(password) != std::string_view::npos) ++found;
  }
  std::free(memory);
}

// How often the password was in what `work` gave back.
template <class Work>
int left_by(Work work) {
  found = 0;
  looking = true;
  work();
  looking = false;
  return found;
}

// Takes one connection, and answers OK to two commands, which it keeps nothing of.
class AgreeableServer {
 public:
  AgreeableServer() {
    const test::LoopbackListener listener = test::listen_on_loopback(1);
    listener_ = listener.socket;
    endpoint = {.host = "127.0.0.1", .port = listener.port};
    thread_ = std::thread{[this] { run(); }};
  }
  AgreeableServer(const AgreeableServer&) = delete;
  AgreeableServer& operator=(const AgreeableServer&) = delete;
  ~AgreeableServer() {
    thread_.join();
    ::close(listener_);
  }

  Endpoint endpoint;

 private:
  void run() const {
    const int client = ::accept(listener_, nullptr, nullptr);
    std::array<char, 4096> buffer{};
    for (int i = 0; i < 2 && ::recv(client, buffer.data(), buffer.size(), 0) > 0; ++i) {
      ::send(client, "+OK\r\n", 5, MSG_NOSIGNAL);
    }
    ::close(client);
  }

  int listener_ = -1;
  std::thread thread_;
};

}  // namespace

void* operator new(std::size_t size) {
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }

TEST_CASE("what this program looks for is found where it is left") {
  CHECK(left_by([] { delete new std::string{password}; }) == 1);
}

TEST_CASE("a URL leaves its password in no memory given back, be it taken or refused") {
  for (const std::string_view before : {"redis://:", "redis://user:", "redis+sentinel://:%40"}) {
    for (const std::string_view after : {"@h", "@h/p", "%20more@h", "%00@h", "%zz@h", "@", "more@more@h"}) {
      CAPTURE(before);
      CAPTURE(after);
      std::string url{before};
      url.reserve(256);
      url.append(password).append(after);
      CHECK(left_by([&] { static_cast<void>(parse_server_url(url)); }) == 0);
    }
  }
}

TEST_CASE("a connection leaves its password in no memory given back, also when SELECT was sent after it") {
  for (const std::uint32_t database : {0U, 1U}) {
    CAPTURE(database);
    AgreeableServer server;
    const Session session{.user = "user", .password = SecretBytes::copy_of(password), .database = database};
    CHECK(left_by([&] { CHECK(Connection::open(server.endpoint, session)); }) == 0);
  }
}
