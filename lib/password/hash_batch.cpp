// Brings the members of a group to the kernels, and their results back.
#include "password/hash_batch.hpp"

#include <algorithm>

#include "password/backend.hpp"
#include "password/bcrypt_kernel.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet::inline v0::detail {
namespace {

template <class Params>
BatchWidth width_of(const Params&) noexcept {
  return {};
}
BatchWidth width_of(const BcryptParams&) noexcept { return {.most = bcrypt_width()}; }
BatchWidth width_of(const Pbkdf2Params&) noexcept {
  const std::size_t width = pbkdf2_width();
  return width == 1 ? BatchWidth{} : BatchWidth{.most = width, .worth = pbkdf2_kernels().wide.worth};
}

bool fits_bcrypt(std::string_view password) noexcept {
  return password.size() <= bcrypt_max_password && password.find('\0') == std::string_view::npos;
}

std::span<const std::byte> tag_of(const BcryptString& stored) noexcept { return stored.digest; }
std::span<const std::byte> tag_of(const Pbkdf2String& stored) noexcept { return stored.tag(); }
std::span<const std::byte> salt_of(const BcryptString& stored) noexcept { return stored.salt; }
std::span<const std::byte> salt_of(const Pbkdf2String& stored) noexcept { return stored.salt(); }

std::string text_with(BcryptString stored, std::span<const std::byte> tag) {
  std::ranges::copy(tag, stored.digest.begin());
  return stored.text();
}
std::string text_with(const Pbkdf2String& stored, std::span<const std::byte> tag) {
  return Pbkdf2String{stored.params(), stored.salt().first<16>(), tag.first<Pbkdf2String::max_tag>()}.text();
}

void compute(const BcryptParams& params, std::span<const BatchMember> members) noexcept {
  std::array<BcryptJob, bcrypt_most_lanes> jobs;
  std::array<BcryptLane, bcrypt_most_lanes> lanes;
  for (std::size_t i = 0; i < members.size(); ++i) {
    jobs[i].password = members[i].password;
    std::ranges::copy(members[i].salt, jobs[i].salt.begin());
  }
  bcrypt_group(std::span{jobs}.first(members.size()), params.cost, std::span{lanes}.first(members.size()));
  for (std::size_t i = 0; i < members.size(); ++i) std::ranges::copy(jobs[i].digest, members[i].out.begin());
  wipe(jobs.data(), sizeof jobs);
}

void compute(const Pbkdf2Params& params, std::span<const BatchMember> members) noexcept {
  std::array<Pbkdf2Job, most_together> jobs;
  std::ranges::transform(members, jobs.begin(), [](const BatchMember& member) {
    return Pbkdf2Job{.password = member.password, .salt = member.salt, .out = member.out};
  });
  pbkdf2_sha256(std::span{jobs}.first(members.size()), params.iterations);
}

}  // namespace

BatchWidth batch_width(const HashParams& params) {
  return std::visit([](const auto& known) { return width_of(known); }, params);
}

std::size_t group_size(std::size_t there, std::size_t idle, BatchWidth width) noexcept {
  const std::size_t share = (there + idle) / (1 + idle);  // rounded up
  const std::size_t size = std::min(share, width.most);
  return size < width.worth ? 1 : size;
}

void compute_batch(const HashParams& params, std::span<const BatchMember> members) noexcept {
  if (const auto* const bcrypt = std::get_if<BcryptParams>(&params)) compute(*bcrypt, members);
  if (const auto* const pbkdf2 = std::get_if<Pbkdf2Params>(&params)) compute(*pbkdf2, members);
}

std::optional<BatchedHash> BatchedHash::against(std::string_view password, const HashParams& cost,
                                                const StoredHash& stored) {
  if (batch_width(cost).most == 1) return std::nullopt;
  if (std::holds_alternative<Pbkdf2Params>(cost)) {
    const auto parsed = Pbkdf2String::parse(stored.text);
    return parsed ? std::optional{BatchedHash{*parsed, password}} : std::nullopt;
  }
  const auto parsed = BcryptString::parse(stored.text);
  const std::string_view part = stored.truncated ? password.substr(0, bcrypt_max_password) : password;
  return parsed && fits_bcrypt(part) ? std::optional{BatchedHash{*parsed, part}} : std::nullopt;
}

std::optional<BatchedHash> BatchedHash::with_salt(std::string_view password, const HashParams& cost,
                                                  const Salt& salt) {
  if (batch_width(cost).most == 1) return std::nullopt;
  if (const auto* const pbkdf2 = std::get_if<Pbkdf2Params>(&cost)) {
    const std::array<std::byte, Pbkdf2String::max_tag> no_tag{};
    return BatchedHash{Pbkdf2String{*pbkdf2, salt, no_tag}, password};
  }
  const BcryptString stored{.minor = 'b', .cost = std::get<BcryptParams>(cost).cost, .salt = salt};
  return BatchedHash{stored, fits_bcrypt(password) ? password : std::string_view{}};
}

BatchedHash::~BatchedHash() { wipe(computed_.data(), computed_.size()); }

BatchMember BatchedHash::member() & {
  const auto of = [&](const auto& stored) {
    return BatchMember{.password = password_,
                       .salt = salt_of(stored),
                       .out = std::span{computed_}.first(tag_of(stored).size())};
  };
  return std::visit(of, stored_);
}

PasswordCheck BatchedHash::check() const {
  const auto compare = [&](const auto& stored) {
    const auto tag = tag_of(stored);
    return constant_time_equal(std::span{computed_}.first(tag.size()), tag) ? PasswordCheck::match
                                                                            : PasswordCheck::mismatch;
  };
  return std::visit(compare, stored_);
}

std::string BatchedHash::text() const {
  const auto form = [&](const auto& stored) {
    return text_with(stored, std::span{computed_}.first(tag_of(stored).size()));
  };
  return std::visit(form, stored_);
}

}  // namespace signet::inline v0::detail
