// The accepted names: dot-atom addresses in ASCII (RFC 5321), or plain text.
#include "signet/account/name_rule.hpp"

#include <algorithm>

#include "signet/core/utf8.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_name = 254;  // RFC 5321 §4.5.3.1.3: a path of 256 with its angle brackets
constexpr std::size_t max_local = 64;  // §4.5.3.1.1
constexpr std::size_t max_label = 63;  // RFC 1035 §2.3.4
constexpr std::string_view atom_signs = "!#$%&'*+-/=?^_`{|}~";  // RFC 5322 §3.2.3

constexpr bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
constexpr bool is_atom(char c) {
  return is_letter_or_digit(c) || atom_signs.find(c) != std::string_view::npos;
}
constexpr bool is_label(char c) { return is_letter_or_digit(c) || c == '-'; }
constexpr bool is_control(char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool good_atom(std::string_view atom) { return !atom.empty() && std::ranges::all_of(atom, is_atom); }

bool good_label(std::string_view label) {
  return !label.empty() && label.size() <= max_label && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, is_label);
}

// Whether every part between dots is good.
bool all_parts(std::string_view text, bool (*good)(std::string_view)) {
  for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!good(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return good(text);
}

bool good_address(std::string_view name) {
  const auto at = name.find('@');
  if (at > max_local || name.size() > max_name) return false;  // npos, without an @, is greater too
  return all_parts(name.substr(0, at), good_atom) && all_parts(name.substr(at + 1), good_label);
}

bool good_text(std::string_view name) {
  return !name.empty() && name.size() <= max_name && std::ranges::none_of(name, is_control) && is_utf8(name);
}

}  // namespace

Result<void> check_name(NameRule rule, std::string_view name) noexcept {
  if (rule == NameRule::email) return good_address(name) ? Result<void>{} : fail(Errc::email_invalid);
  return good_text(name) ? Result<void>{} : fail(Errc::member_invalid, "name");
}

std::string name_key(NameRule rule, std::string_view name) {
  std::string key{name};
  if (rule == NameRule::email) std::ranges::transform(key, key.begin(), lower);
  return key;
}

}  // namespace signet::inline v0
