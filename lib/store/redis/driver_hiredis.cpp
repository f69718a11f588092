// hiredis 0.14 and 1.x: it connects and reads replies; commands are written here, since its own writing
// raises SIGPIPE.
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include "signet/core/chrono.hpp"
#include "store/redis/driver.hpp"

namespace signet::inline v0::detail::redis {
namespace {

struct FreeContext {
  void operator()(redisContext* context) const noexcept { ::redisFree(context); }
};
using Context = std::unique_ptr<redisContext, FreeContext>;

struct FreeReply {
  void operator()(void* reply) const noexcept { ::freeReplyObject(reply); }
};
using RawReply = std::unique_ptr<void, FreeReply>;

timeval timeval_of(Seconds span) noexcept {
  return {.tv_sec = span.microseconds() / 1'000'000, .tv_usec = span.microseconds() % 1'000'000};
}

Context connected(const Endpoint& endpoint, Seconds timeout) noexcept {
  const bool is_path = endpoint.host.starts_with('/');
  const char* host = endpoint.host.c_str();
  return Context{is_path ? ::redisConnectUnixWithTimeout(host, timeval_of(timeout))
                         : ::redisConnectWithTimeout(host, endpoint.port, timeval_of(timeout))};
}

void append_header(std::string& text, char kind, std::size_t number) {
  std::array<char, 20> digits{};
  const auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text += kind;
  text.append(digits.data(), static_cast<std::size_t>(end - digits.data())).append("\r\n");
}

// An array of bulk strings (protocol version 2).
void write_command(std::string& text, std::span<const std::string_view> words) {
  append_header(text, '*', words.size());
  for (const std::string_view word : words) {
    append_header(text, '$', word.size());
    text.append(word).append("\r\n");
  }
}

std::string text_of(const redisReply& reply) {
  return reply.str == nullptr ? std::string{} : std::string{reply.str, reply.len};
}

Reply copy_of(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_STATUS:
      return {.kind = ReplyKind::status, .text = text_of(reply)};
    case REDIS_REPLY_STRING:
      return {.kind = ReplyKind::bulk, .text = text_of(reply)};
    case REDIS_REPLY_INTEGER:
      return {.kind = ReplyKind::integer, .integer = reply.integer};
    case REDIS_REPLY_ERROR:
      return {.kind = ReplyKind::error, .text = std::string{kept_of_error(text_of(reply))}};
    case REDIS_REPLY_ARRAY: {
      Reply array{.kind = ReplyKind::array};
      array.elements.reserve(reply.elements);
      for (const redisReply* element : std::span{reply.element, reply.elements}) {
        array.elements.push_back(copy_of(*element));
      }
      return array;
    }
    default:
      return {};
  }
}

// Something came, or the end, though nothing was asked: whatever it is, the connection is not waiting for us.
bool speaks_unasked(int socket) noexcept {
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, 0) != 0;
}

}  // namespace

struct Connection::Parts {
  Endpoint endpoint;
  Seconds timeout;
  Context driver;
  std::string written{};  // kept for its memory
  bool in_doubt = false;
  bool asks_first = false;

  // Within the socket's own timeout, which `open` has set.
  bool send() noexcept {
    std::string_view left = written;
    while (!left.empty()) {
      const ssize_t sent = ::send(driver->fd, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  RawReply receive() noexcept {
    const Instant deadline = steady_now() + timeout;
    for (;;) {
      void* reply = nullptr;
      if (::redisGetReplyFromReader(driver.get(), &reply) != REDIS_OK) return nullptr;
      if (reply != nullptr) return RawReply{reply};
      // Each read is within the socket's timeout, all together within the deadline and one more.
      if (steady_now() >= deadline || ::redisBufferRead(driver.get()) != REDIS_OK) return nullptr;
    }
  }

  RawReply exchange(std::span<const std::string_view> words) {
    written.clear();
    if (asks_first) write_command(written, std::array<std::string_view, 1>{"ASKING"});
    write_command(written, words);
    if (!send() || (asks_first && receive() == nullptr)) return nullptr;
    return receive();
  }
};

Connection::Connection(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

namespace {

// Who we are, and which database we mean.
Result<void> begin(Connection& connection, const Session& session) {
  if (!session.password.empty()) {
    const std::string_view password = session.password.expose_text();
    const auto accepted =
        session.user.empty()
            ? connection.expect(std::array<std::string_view, 2>{"AUTH", password})
            : connection.expect(std::array<std::string_view, 3>{"AUTH", session.user, password});
    if (!accepted) return fail(Errc::store_unavailable);
  }
  if (session.database == 0) return {};
  const auto selected =
      connection.expect(std::array<std::string_view, 2>{"SELECT", std::to_string(session.database)});
  if (!selected) return fail(Errc::store_unavailable);
  return {};
}

}  // namespace

Result<Connection> Connection::open(const Endpoint& endpoint, const Session& session) {
  Context context = connected(endpoint, session.connect_timeout);
  if (context == nullptr || context->err != 0) return fail(Errc::store_unavailable);
  if (::redisSetTimeout(context.get(), timeval_of(session.command_timeout)) != REDIS_OK ||
      ::fcntl(context->fd, F_SETFD, FD_CLOEXEC) != 0) {
    return fail(Errc::store_unavailable);
  }
  Connection connection{std::unique_ptr<Parts>{
      new Parts{.endpoint = endpoint, .timeout = session.command_timeout, .driver = std::move(context)}}};
  // Grown, it would leave the password in memory given back.
  connection.parts_->written.reserve(256 + session.user.size() + session.password.size());
  const auto begun = begin(connection, session);
  // SELECT is shorter than AUTH, so what is to be wiped is behind its end too.
  std::string& written = connection.parts_->written;
  written.resize(written.capacity());
  wipe(written.data(), written.size());
  written.clear();
  if (!begun) return begun.error();
  return connection;
}

Result<Reply> Connection::command(std::span<const std::string_view> words) {
  const RawReply reply = parts_->in_doubt ? nullptr : parts_->exchange(words);
  if (reply == nullptr) {
    parts_->in_doubt = true;
    return fail(Errc::store_unavailable);
  }
  Reply copy = copy_of(*static_cast<const redisReply*>(reply.get()));
  if (copy.kind == ReplyKind::error && !judge(copy.text).connection_usable) parts_->in_doubt = true;
  return copy;
}

Result<Reply> Connection::expect(std::span<const std::string_view> words) {
  auto reply = command(words);
  if (reply && reply->kind == ReplyKind::error) return judge(reply->text).error;
  return reply;
}

void Connection::ask_first(bool on) noexcept { parts_->asks_first = on; }

void Connection::abandon() noexcept { parts_->in_doubt = true; }

bool Connection::in_doubt() const noexcept { return parts_ == nullptr || parts_->in_doubt; }

bool Connection::usable() const noexcept { return !in_doubt() && !speaks_unasked(parts_->driver->fd); }

const Endpoint& Connection::endpoint() const& noexcept { return parts_->endpoint; }

}  // namespace signet::inline v0::detail::redis
