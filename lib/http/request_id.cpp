// Taking over a well-formed X-Request-Id, or making one.
#include "signet/http/request_id.hpp"

#include <algorithm>

#include "http/ascii.hpp"
#include "signet/core/uuid.hpp"

namespace signet::inline v0 {
namespace {

bool is_harmless(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return detail::is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

Result<std::string> request_id_of(const HeaderFields& headers, RandomSource& random) {
  const auto given = headers.single("X-Request-Id");
  if (given && is_harmless(*given)) return std::string{*given};
  const auto fresh = Uuid::random(random);
  if (!fresh) return fresh.error();
  return fresh->text();
}

}  // namespace signet::inline v0
