// Writing and reading records. The places are those that session_scripts.cpp names.
#include "store/redis/family_record.hpp"

#include <charconv>
#include <span>

namespace signet::inline v0::detail::redis {
namespace {

constexpr std::string_view not_revoked = "--------------------";
constexpr std::size_t subject_at = 169;
constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63U;

void write_digits(std::span<char> place, std::uint64_t number) noexcept {
  for (std::size_t i = place.size(); i > 0; --i) {
    place[i - 1] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

// Takes the fields off a record one after the other, and notes what does not read as it should.
class FieldReader {
 public:
  explicit FieldReader(std::string_view record) noexcept : left_(record) {}

  std::string_view text(std::size_t size) noexcept {
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(taken.size());
    return taken;
  }
  std::uint64_t number(std::size_t size) noexcept { return noted(read_number(text(size))); }
  NumericDate date() noexcept { return noted(read_date(text(20))); }
  std::optional<NumericDate> optional_date() noexcept {
    if (!left_.starts_with(not_revoked)) return date();
    left_.remove_prefix(not_revoked.size());
    return std::nullopt;
  }
  Uuid uuid() noexcept { return noted(Uuid::parse(text(36))); }
  bool good() const noexcept { return good_; }

 private:
  template <class Value>
  Value noted(const Result<Value>& read) noexcept {
    good_ = good_ && read.has_value();
    return read ? *read : Value{};
  }

  std::string_view left_;
  bool good_ = true;
};

}  // namespace

FixedText<20> date_text(NumericDate date) noexcept {
  const auto bits = static_cast<std::uint64_t>(date.microseconds());
  FixedText<20> text;
  text.chars()[0] = bits < sign_bit ? '1' : '0';
  write_digits(std::span{text.chars()}.subspan(1), bits & ~sign_bit);
  return text;
}

FixedText<20> epoch_text(Epoch epoch) noexcept {
  FixedText<20> text;
  write_digits(text.chars(), epoch.count);
  return text;
}

FixedText<10> generation_text(std::uint64_t generation) noexcept {
  FixedText<10> text;
  write_digits(text.chars(), generation);
  return text;
}

std::string record_of(const Family& family) {
  std::string record;
  record.reserve(subject_at + family.subject.size());
  record.append(date_text(family.idle_until))
      .append(date_text(family.rotated_at))
      .append(family.attempt.uuid.text())
      .append("00")
      .append(generation_text(family.generation))
      .append("1")
      .append(not_revoked)
      .append(date_text(family.created_at))
      .append(epoch_text(family.epoch))
      .append(date_text(family.expires_at))
      .append(family.subject);
  return record;
}

Result<FamilyRecord> read_record(std::string_view record) {
  if (record.size() < subject_at) return fail(Errc::store_schema_mismatch);
  FieldReader reader{record};
  FamilyRecord read;
  read.family.idle_until = reader.date();
  read.family.rotated_at = reader.date();
  read.family.attempt = {reader.uuid()};
  read.family.reissues = static_cast<std::uint8_t>(reader.number(1));
  read.family.used = reader.number(1) == 1;
  read.family.generation = static_cast<std::uint32_t>(reader.number(10));
  read.live = reader.number(1) == 1;
  read.family.revoked_at = reader.optional_date();
  read.family.created_at = reader.date();
  read.family.epoch = {reader.number(20)};
  read.family.expires_at = reader.date();
  read.family.subject = record.substr(subject_at);
  if (!reader.good()) return fail(Errc::store_schema_mismatch);
  return read;
}

Result<NumericDate> read_date(std::string_view text) {
  if (text.size() != 20 || (text.front() != '0' && text.front() != '1')) {
    return fail(Errc::store_schema_mismatch);
  }
  const auto digits = read_number(text.substr(1));
  if (!digits || *digits >= sign_bit) return fail(Errc::store_schema_mismatch);
  const std::uint64_t sign = text.front() == '0' ? sign_bit : 0;
  return NumericDate::from_microseconds(static_cast<std::int64_t>(*digits | sign));
}

Result<std::uint64_t> read_number(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (problem != std::errc{} || end != digits.data() + digits.size())
    return fail(Errc::store_schema_mismatch);
  return number;
}

}  // namespace signet::inline v0::detail::redis
