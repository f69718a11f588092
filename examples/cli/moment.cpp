// Reads RFC 3339 times, digit by digit.
#include "moment.hpp"

#include <algorithm>
#include <chrono>

namespace signet_cli {
namespace {

using namespace signet;

// What is left of a text; each reading takes from its front, and one that fails spoils the whole.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool ended() const { return good_ && rest_.empty(); }
  bool take_if(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void take(std::string_view any_of) { good_ = take_if(any_of) && good_; }
  int two_digits(int most) {
    const int tens = digit();  // a statement each: operands have no order
    const int value = tens * 10 + digit();
    good_ = good_ && value <= most;
    return value;
  }
  int four_digits() {
    const int hundreds = two_digits(99);
    return hundreds * 100 + two_digits(99);
  }
  int digit() {
    const int value = rest_.empty() ? -1 : rest_.front() - '0';
    good_ = good_ && value >= 0 && value <= 9;
    if (good_) rest_.remove_prefix(1);
    return good_ ? value : 0;
  }
  bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::chrono::microseconds fraction_of(Reader& reader) {
  if (!reader.take_if(".")) return {};
  std::int64_t microseconds = 0;
  std::int64_t unit = 100'000;
  do {
    microseconds += reader.digit() * unit;
    unit /= 10;
  } while (reader.at_digit());
  return std::chrono::microseconds{microseconds};
}

std::chrono::minutes offset_of(Reader& reader) {
  if (reader.take_if("Zz")) return {};
  const bool behind = reader.take_if("-");
  if (!behind) reader.take("+");
  const std::chrono::hours hours{reader.two_digits(23)};
  reader.take(":");
  const std::chrono::minutes ahead = hours + std::chrono::minutes{reader.two_digits(59)};
  return behind ? -ahead : ahead;
}

std::optional<NumericDate> rfc3339(std::string_view text) {
  Reader reader{text};
  const std::chrono::year year{reader.four_digits()};
  reader.take("-");
  const std::chrono::month month{static_cast<unsigned>(reader.two_digits(12))};
  reader.take("-");
  const std::chrono::year_month_day date{year, month,
                                         std::chrono::day{static_cast<unsigned>(reader.two_digits(31))}};
  reader.take("Tt");
  const std::chrono::hours hours{reader.two_digits(23)};
  reader.take(":");
  const std::chrono::minutes minutes{reader.two_digits(59)};
  reader.take(":");
  const std::chrono::seconds seconds{reader.two_digits(59)};
  const std::chrono::microseconds fraction = fraction_of(reader);
  const std::chrono::minutes offset = offset_of(reader);
  if (!reader.ended() || !date.ok()) return std::nullopt;
  const auto since_1970 =
      std::chrono::sys_days{date}.time_since_epoch() + hours + minutes + seconds + fraction - offset;
  if (since_1970 < since_1970.zero()) return std::nullopt;
  return NumericDate::from_microseconds(since_1970.count());
}

}  // namespace

std::optional<NumericDate> moment_of(std::string_view text) {
  const auto number = NumericDate::parse(text, NumericDate::Round::down);
  return number ? *number : rfc3339(text);
}

}  // namespace signet_cli
