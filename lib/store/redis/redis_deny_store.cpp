// Denials over the scripts of deny_scripts.cpp.
#include "signet/store/redis_deny_store.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "store/redis/database.hpp"
#include "store/redis/deny_scripts.hpp"
#include "store/redis/family_record.hpp"
#include "store/redis/server_state.hpp"

namespace signet::inline v0 {

namespace redis = detail::redis;
using redis::Client;
using redis::date_text;
using redis::deny_scripts;
using redis::Reply;
using redis::ReplyKind;

namespace {

constexpr Seconds largest_leeway = Seconds::of(600);
constexpr Seconds slowest_clock = Seconds::of(3600);
constexpr std::string_view most_read = "1000";
constexpr std::string_view most_dropped = "16";
constexpr std::size_t date_size = 20;
// Behind every time there is.
constexpr std::string_view always = "zzzzzzzzzzzzzzzzzzzz";

// What a denial's text begins with, by its claim, and the part of its key.
constexpr std::string_view digits = "123";
constexpr std::array<std::string_view, 3> parts_of_keys{"jti:", "sid:", "sub:"};

std::size_t place_of(DeniedBy by) noexcept { return static_cast<std::size_t>(by); }

std::string text_of(const Denial& denial) {
  std::string text(1, digits[place_of(denial.by)]);
  text.reserve(1 + 2 * date_size + denial.value.size());
  if (denial.by == DeniedBy::sub && denial.issued_before) {
    text.append(date_text(*denial.issued_before));
  } else {
    text.append(always);
  }
  return text.append(date_text(denial.until)).append(denial.value);
}

Result<Denial> denial_of(std::string_view text) {
  const std::size_t by = text.empty() ? std::string_view::npos : digits.find(text.front());
  if (by == std::string_view::npos || text.size() < 1 + 2 * date_size)
    return fail(Errc::store_schema_mismatch);
  const std::string_view before = text.substr(1, date_size);
  const auto until = redis::read_date(text.substr(1 + date_size, date_size));
  if (!until) return until.error();
  Denial denial{.by = static_cast<DeniedBy>(by),
                .value = std::string{text.substr(1 + 2 * date_size)},
                .issued_before = {},
                .until = *until};
  if (before == always) return denial;
  const auto date = redis::read_date(before);
  if (!date) return date.error();
  denial.issued_before = *date;
  return denial;
}

// When no token is left that it can hit, for a clock that is behind too.
NumericDate end_of(const Denial& denial, NumericDate now) noexcept {
  return std::max(denial.until, now) + largest_leeway + slowest_clock;
}

// A hundred years at most, which a double holds exactly, and PX takes.
std::int64_t milliseconds(Seconds span) noexcept {
  constexpr std::int64_t most = std::int64_t{36'525} * 86'400'000;
  return std::clamp(span.microseconds() / 1000, -most, most);
}

bool denies(const Reply& found, const std::optional<NumericDate>& issued_at) {
  if (found.kind == ReplyKind::nil) return false;
  return found.text == always || !issued_at || std::string_view{date_text(*issued_at)} < found.text;
}

// How far somebody has read: on which server, in which history, up to which number.
struct Position {
  std::string_view server{};
  std::string_view history{};
  std::string_view number = "0";
};

Position read_position(std::string_view text) noexcept {
  const std::size_t last = text.rfind(' ');
  const std::size_t middle = text.substr(0, last).rfind(' ');
  if (last == std::string_view::npos || middle == std::string_view::npos) return {};
  return {.server = text.substr(0, middle),
          .history = text.substr(middle + 1, last - middle - 1),
          .number = text.substr(last + 1)};
}

// Three texts that are not denials come before them.
Result<DenialPage> page_of(const Reply& reply, const std::string& server) {
  constexpr std::size_t before = 3;
  const std::vector<Reply>& elements = reply.elements;
  if (elements.size() < before) return fail(Errc::store_schema_mismatch);
  DenialPage page{.denials = {},
                  .position = server + ' ' + elements[0].text + ' ' + elements[1].text,
                  .complete = elements[2].text == "1"};
  page.denials.reserve(elements.size() - before);
  for (std::size_t i = before; i < elements.size(); ++i) {
    auto denial = denial_of(elements[i].text);
    if (!denial) return denial.error();
    page.denials.push_back(*std::move(denial));
  }
  return page;
}

}  // namespace

struct RedisDenyStore::Parts {
  Parts(std::shared_ptr<RedisDatabase> shared, std::string_view realm)
      : owner(std::move(shared)), database(owner->parts()), prefix("signet:{" + std::string{realm} + "}:") {}

  std::string entry_key(DeniedBy by, std::string_view value) const {
    return (entries + std::string{parts_of_keys[place_of(by)]}).append(value);
  }

  std::shared_ptr<RedisDatabase> owner;
  RedisDatabase::Parts& database;
  std::string prefix;
  std::string entries = prefix + "denied:";
  std::string denials = prefix + "denials";
  std::string ends = prefix + "denials:ends";
  std::string head = prefix + "denials:head";
};

RedisDenyStore::RedisDenyStore(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
RedisDenyStore::~RedisDenyStore() = default;

Result<std::unique_ptr<RedisDenyStore>> RedisDenyStore::open(std::shared_ptr<RedisDatabase> database,
                                                             std::string_view realm) {
  if (const auto valid = redis::check_realm(realm); !valid) return valid.error();
  return std::unique_ptr<RedisDenyStore>{
      new RedisDenyStore(std::make_unique<Parts>(std::move(database), realm))};
}

Result<void> RedisDenyStore::deny(const Denial& denial, NumericDate now) {
  const NumericDate end = end_of(denial, now);
  const std::string key = parts_->entry_key(denial.by, denial.value);
  const std::string text = text_of(denial);
  const std::string drop_at = std::to_string(milliseconds(end - NumericDate{}));
  const std::string live_for = std::to_string(milliseconds(end - now));
  const std::string time = std::to_string(milliseconds(now - NumericDate{}));
  const auto history = date_text(now);
  const std::array<std::string_view, 6> arguments{text, drop_at, live_for, time, history, most_dropped};
  const auto reply = parts_->database.end(
      deny_scripts().deny, {key, parts_->denials, parts_->ends, parts_->head}, arguments, arguments);
  if (!reply) return reply.error();
  return {};
}

Result<std::optional<DeniedBy>> RedisDenyStore::look_up(const DenialQuestion& token) {
  const std::array values{token.jti, token.sid, token.sub};
  std::vector<DeniedBy> asked;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    asked.push_back(static_cast<DeniedBy>(i));
    keys.push_back(parts_->entry_key(asked.back(), *values[i]));
  }
  if (keys.empty()) return std::optional<DeniedBy>{};
  const std::vector<std::string_view> entries{keys.begin(), keys.end()};
  const auto reply = parts_->database.run(deny_scripts().look_up, entries, {});
  if (!reply) return reply.error();
  if (reply->elements.size() != keys.size()) return fail(Errc::store_schema_mismatch);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (denies(reply->elements[i], token.issued_at)) return std::optional{asked[i]};
  }
  return std::optional<DeniedBy>{};
}

Result<DenialPage> RedisDenyStore::read_on(std::string_view position) {
  const Position at = read_position(position);
  std::string server;
  const auto reply = parts_->database.servers.use(parts_->denials, [&](Client& client) {
    // Who it is may have changed since the connection was opened.
    auto state = redis::check_server(client.connection, parts_->database.terms.eviction_policy);
    if (!state) return Result<Reply>{state.error()};
    server = std::move(state->identity);
    // A server that restarted, or that another was made the primary for, may have lost what came before.
    const Position from = at.server == server ? at : Position{};
    return deny_scripts().read_on.call(client.connection, {parts_->denials, parts_->head},
                                       {from.history, from.number, most_read});
  });
  if (!reply) return reply.error();
  return page_of(*reply, server);
}

}  // namespace signet::inline v0
