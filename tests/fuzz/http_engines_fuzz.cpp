// Gives the same bytes, in the same pieces, to the connections of both HTTP engines: what they answer is the
// same, and whatever the pieces are, so are the requests.
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "fuzz/target.hpp"
#include "http/httplib/connection.hpp"
#include "http/httplib/parked_connection.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr std::size_t body_limit = 64;
constexpr Seconds long_enough = Seconds::of(60);

class SameAlways final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    std::ranges::fill(out, std::byte{7});
    return {};
  }
};

Instant stopped() noexcept { return {}; }

/// Tells all that a handler sees.
Result<Response> tell(const Request& request) {
  std::string all = request.method + "|" + request.path + "|" + request.query + "|" + request.client + "|";
  for (const auto& [name, value] : request.headers.all()) all += name + "=" + value + "|";
  return Response::json(200, all + request.body);
}

const Service& service() {
  static SameAlways random;
  static const auto built = [] {
    Router router;
    router.add("GET", "/", RouteCost::inline_, tell).add("POST", "/:id", RouteCost::io, tell);
    return Service::build(std::move(router), {.threads = 2, .clock = stopped, .random = &random});
  }();
  return *built;
}

/// Pieces of drawn sizes, the first of them often short.
std::vector<std::string_view> pieces_of(std::string_view input) {
  std::vector<std::string_view> pieces;
  std::uint64_t draw = draw_from(input);
  while (!input.empty()) {
    draw = draw * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    const std::size_t most = (draw >> 60U) < 8 ? 4 : input.size();
    const auto piece = input.substr(0, 1 + (draw >> 20U) % most);
    pieces.push_back(piece);
    input.remove_prefix(piece.size());
  }
  return pieces;
}

/// As the engine with a thread for each connection answers. Packets keep the pieces apart.
std::string threaded(const std::vector<std::string_view>& pieces) {
  std::array<int, 2> ends{};
  require(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()) == 0, "there are sockets");
  const detail::Descriptor near{ends[0]};
  detail::Descriptor far{ends[1]};
  const int room = 1 << 20;
  for (const int end : ends) setsockopt(end, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  for (const auto piece : pieces) {
    require(send(near.get(), piece.data(), piece.size(), MSG_DONTWAIT) >= 0, "a socket holds the input");
  }
  shutdown(near.get(), SHUT_WR);
  const std::atomic<bool> stopping{false};
  detail::Crowd crowd{2};
  const detail::ConnectionRules rules{.body_limit = body_limit,
                                      .idle_timeout = long_enough,
                                      .read_timeout = long_enough,
                                      .write_timeout = long_enough,
                                      .stopping = stopping,
                                      .crowd = &crowd};
  detail::Connection{detail::Wire{std::move(far)}, service(), rules}.run();
  std::string all;
  std::array<char, 65536> packet{};
  for (ssize_t size = 0; (size = recv(near.get(), packet.data(), packet.size(), MSG_DONTWAIT)) > 0;) {
    all.append(packet.data(), static_cast<std::size_t>(size));
  }
  return all;
}

/// As the engine with one thread for all connections answers.
std::string parked(const std::vector<std::string_view>& pieces) {
  detail::ParkedConnection connection{"", body_limit};
  detail::RequestHead head;
  std::string out;
  for (const auto piece : pieces) {
    if (connection.ended()) break;
    auto turn = connection.receive(piece, head, out);
    while (turn == detail::Turn::ask) {
      auto routed = service().route(head.request);
      connection.answer(service().answer(head.request, std::move(routed)), false, {}, out);
      turn = connection.ended() ? detail::Turn::wait : connection.resume(head, out);
    }
    if (turn == detail::Turn::refuse) connection.answer(service().refuse(connection.error()), false, {}, out);
    require(connection.idle() == (connection.held() == 0), "memory is held for a begun request alone");
  }
  return out;
}

void remove_each(std::string& text, std::string_view begin, std::string_view end) {
  for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
    text.erase(at, text.find(end, at) + end.size() - at);
  }
}

std::string without_dates(std::string text) {
  remove_each(text, "\r\nDate: ", " GMT");
  return text;
}

/// Whether a body is waited for depends on the pieces.
std::string without_interim(std::string text) {
  remove_each(text, "HTTP/1.1 100 ", "\r\n\r\n");
  return text;
}

}  // namespace

void look_at(std::string_view input) {
  const auto pieces = pieces_of(input);
  const auto answers = without_dates(parked(pieces));
  require(answers == without_dates(threaded(pieces)), "both engines answer the same");
  require(without_interim(answers) == without_interim(without_dates(parked({input}))),
          "requests do not depend on the pieces they come in");
}

}  // namespace signet_fuzz
