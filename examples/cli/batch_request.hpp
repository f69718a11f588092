// One request of `signet batch`: its members, read as the operations need them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "batch_members.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet_cli {

/// Why a request is refused; thrown by whatever reads one.
struct Refusal {
  signet::Error error;
};

template <class T>
T accepted(signet::Result<T> result) {
  if (!result.has_value()) throw Refusal{result.error()};
  return *std::move(result);
}

/// Refuses the request: a member is missing, or has a value that it cannot have.
[[noreturn]] void refuse_member(std::string_view name);

/// Every reader throws a Refusal: `member_invalid`, naming the member, for a value of another type or range,
/// and for a missing one where the result is not optional. What they return borrows the request.
class Request {
 public:
  explicit Request(RequestMembers members) : members_(std::move(members)) {}

  bool has(std::string_view name) const { return members_.find(name).has_value(); }
  /// Throws a Refusal (member_unknown) for any member but `id`, `op` and these.
  void expect_only(std::initializer_list<std::string_view> names) const;

  /// The JSON text of `id`, fit to be repeated on one line.
  std::string id() const;
  std::string_view text(std::string_view name) const;
  std::optional<std::string_view> optional_text(std::string_view name) const;
  /// One string or a list of 1 to 64 strings; without the member, none.
  std::vector<std::string> texts(std::string_view name) const;
  /// The JSON text of an object.
  std::string_view object(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most) const;
  /// False without the member.
  bool flag(std::string_view name) const;
  /// `now`, else the clock.
  signet::NumericDate now() const;

 private:
  std::optional<RequestValue> typed(std::string_view name, signet::JsonType type) const;

  RequestMembers members_;
};

/// The bytes of a base64url text. Throws a Refusal for what is none.
signet::SecretBytes decode_bytes(std::string_view text,
                                 const signet::Error& otherwise = signet::Errc::base64url_invalid);

/// The strings of a scanned array; nothing if it has another element, no element or more than 64.
std::optional<std::vector<std::string>> texts_of(std::string_view array);

/// `json` without line breaks, which in JSON are white space between tokens and nothing else.
std::string on_one_line(std::string_view json);

}  // namespace signet_cli
