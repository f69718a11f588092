// The throttle's tables: debts as the time at which they are paid off, in sets of 8 places under keyed tags.
#include "signet/account/throttle.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/hmac.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t ways = 8;

// `count` intervals; the option bounds keep it far from overflow.
Seconds times(Seconds interval, std::uint32_t count) noexcept {
  return Seconds::of_microseconds(interval.microseconds() * std::int64_t{count});
}

constexpr Instant long_ago = Instant::from_microseconds(INT64_MIN);

struct Place {
  std::uint64_t tag = 0;
  Instant paid_at = long_ago;  // when all failures have expired; a place whose time has come is free
};
static_assert(sizeof(Place) == 16);

// Where a tag is to be counted, and from when on; nothing is changed yet.
struct Claim {
  Place* place;
  Instant owes_until;
};

class Table {
 public:
  Table(ThrottleLimit limit, std::size_t places) : limit_(limit), places_(places) {}

  Claim claim(std::uint64_t tag, Instant now) noexcept {
    const auto set = set_of(tag);
    const auto own = std::ranges::find(set, tag, &Place::tag);
    if (own != set.end()) return {&*own, std::max(own->paid_at, now)};
    // A free place owes nothing and so is the least; a full set lends its least, debt and all.
    const auto least = std::ranges::min_element(set, {}, &Place::paid_at);
    return {&*least, std::max(least->paid_at, now)};
  }

  // How long until one more failure fits; not positive: it fits now.
  Seconds wait(const Claim& claim, Instant now) const noexcept {
    return (claim.owes_until + limit_.interval) - (now + times(limit_.interval, limit_.failures));
  }

  void charge(const Claim& claim, std::uint64_t tag) noexcept {
    *claim.place = {.tag = tag, .paid_at = claim.owes_until + limit_.interval};
  }

  void give_back(std::uint64_t tag) noexcept {
    const auto set = set_of(tag);
    const auto own = std::ranges::find(set, tag, &Place::tag);
    if (own == set.end()) return;  // pushed out; whoever is there keeps the debt
    own->paid_at = own->paid_at + Seconds::of_microseconds(-limit_.interval.microseconds());
  }

 private:
  std::span<Place> set_of(std::uint64_t tag) noexcept {
    const std::size_t sets = places_.size() / ways;
    return std::span{places_}.subspan((tag & (sets - 1)) * ways, ways);
  }

  ThrottleLimit limit_;
  std::vector<Place> places_;
};

std::uint64_t word(const Sha256& digest, std::size_t index) noexcept {
  std::uint64_t value = 0;
  std::memcpy(&value, digest.data() + index * sizeof value, sizeof value);
  return value;
}

std::optional<Error> check_limit(const ThrottleLimit& limit, std::string_view option) noexcept {
  const bool good = limit.failures >= 1 && limit.failures <= 10'000 &&
                    limit.interval >= Seconds::of_microseconds(1000) && limit.interval <= Seconds::of(3600);
  return good ? std::nullopt : std::optional{fail(Errc::option_invalid, option)};
}

std::optional<Error> check_options(const ThrottleOptions& options) noexcept {
  if (const auto bad = check_limit(options.pair, "pair")) return bad;
  if (const auto bad = check_limit(options.name, "name")) return bad;
  if (const auto bad = check_limit(options.address, "address")) return bad;
  if (!std::has_single_bit(options.places) || options.places < 64 || options.places > 1'048'576) {
    return fail(Errc::option_invalid, "places");
  }
  return std::nullopt;
}

Error throttled(Seconds wait) noexcept {
  const auto whole = (wait.microseconds() + 999'999) / 1'000'000;
  return Error::retry(Errc::throttled, static_cast<std::size_t>(whole));
}

}  // namespace

struct Throttle::Parts {
  Parts(const SecretBytes& secret, const ThrottleOptions& options)
      : key(secret),
        observer(options.observer),
        tables{Table{options.pair, options.places}, Table{options.name, options.places},
               Table{options.address, options.places}} {}

  // The pair's tag is made of words that the other two do not use.
  std::array<std::uint64_t, 3> tags_of(std::string_view name, std::string_view address) const {
    const Sha256 of_name = key.mac(std::string{"name "}.append(name));
    const Sha256 of_address = key.mac(std::string{"address "}.append(address));
    return {word(of_name, 1) ^ word(of_address, 1), word(of_name, 0), word(of_address, 0)};
  }

  // Charges all three tables, or none and tells how long to wait.
  Seconds charge(const std::array<std::uint64_t, 3>& tags, Instant now) noexcept {
    const std::scoped_lock lock(mutex);
    std::array<Claim, 3> claims{};
    Seconds longest{};
    for (std::size_t i = 0; i < tables.size(); ++i) {
      claims[i] = tables[i].claim(tags[i], now);
      longest = std::max(longest, tables[i].wait(claims[i], now));
    }
    if (longest > Seconds{}) return longest;
    for (std::size_t i = 0; i < tables.size(); ++i) tables[i].charge(claims[i], tags[i]);
    return longest;
  }

  void give_back(const std::array<std::uint64_t, 3>& tags) noexcept {
    const std::scoped_lock lock(mutex);
    for (std::size_t i = 0; i < tables.size(); ++i) tables[i].give_back(tags[i]);
  }

  HmacSha256 key;
  Observer observer;
  std::mutex mutex;
  std::array<Table, 3> tables;  // guarded by mutex: by pair, by name, by address
};

void Reservation::give_back() noexcept {
  if (Throttle* throttle = std::exchange(throttle_, nullptr)) throttle->parts_->give_back(tags_);
}

Throttle::Throttle(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
Throttle::~Throttle() = default;

Result<std::unique_ptr<Throttle>> Throttle::build(RandomSource& random, ThrottleOptions options) {
  if (const auto bad = check_options(options)) return *bad;
  SecretBytes secret{32};
  if (const auto filled = random.fill(secret.expose_writable()); !filled) return filled.error();
  return std::unique_ptr<Throttle>{new Throttle(std::make_unique<Parts>(secret, options))};
}

Result<Reservation> Throttle::reserve(std::string_view key, std::string_view address, Instant now) {
  const auto tags = parts_->tags_of(key, address);
  const Seconds wait = parts_->charge(tags, now);
  if (wait > Seconds{}) {
    parts_->observer({.kind = EventKind::login_throttled, .code = Errc::throttled});
    return throttled(wait);
  }
  return Reservation{*this, tags};
}

}  // namespace signet::inline v0
