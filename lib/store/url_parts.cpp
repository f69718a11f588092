// Reading the parts of a database's URL.
#include "store/url_parts.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace signet::inline v0::detail {
namespace {

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
}

Result<void> read_port(std::string_view text, Authority& authority) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), authority.port);
  if (problem != std::errc{} || end != text.data() + text.size() || authority.port == 0) {
    return fail(Errc::option_invalid, "url.port");
  }
  return {};
}

// To the end of `out`, which must not grow. False: not as `percent_decoded` has it.
bool append_decoded(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3 || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) return false;
      c = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else if (static_cast<unsigned char>(c) <= ' ' ||
               std::string_view{"@/:?#[]"}.find(c) != std::string_view::npos) {
      return false;
    }
    if (c == '\0') return false;
    out += c;
  }
  return true;
}

bool append_decoded_value(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("/:"), text.size());
    if (!append_decoded(text.substr(0, end), out)) return false;
    if (end < text.size()) out += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

// It may be of a password: neither a text that was outgrown nor one that is refused is left in memory.
template <class Append>
std::optional<std::string> decoded(std::string_view text, Append append) {
  std::optional<std::string> out{std::in_place};
  out->reserve(text.size());
  if (append(text, *out)) return out;
  wipe(out->data(), out->size());
  out.reset();
  return out;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) { return decoded(text, append_decoded); }

std::optional<std::string> percent_decoded_value(std::string_view text) {
  return decoded(text, append_decoded_value);
}

std::string_view take_until(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

Result<void> read_user(std::string_view text, Authority& authority) {
  const bool has_password = text.find(':') != std::string_view::npos;
  const auto user = percent_decoded(take_until(text, ':'));
  if (!user || user->empty()) return fail(Errc::option_invalid, "url.user");
  authority.user = *user;
  return has_password ? read_password(text, authority) : Result<void>{};
}

Result<void> read_password(std::string_view text, Authority& authority) {
  auto password = percent_decoded(text);
  if (!password) return fail(Errc::option_invalid, "url.password");
  authority.password = SecretBytes::copy_of(*password);
  wipe(password->data(), password->size());
  return {};
}

Result<void> read_host(std::string_view text, Authority& authority) {
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    if (text.find(']') == std::string_view::npos) return fail(Errc::option_invalid, "url.host");
    authority.host = take_until(text, ']');
    if (!is_ipv6(authority.host) || (!text.empty() && text.front() != ':'))
      return fail(Errc::option_invalid, "url.host");
    if (!text.empty()) return read_port(text.substr(1), authority);
    return {};
  }
  const bool has_port = text.find(':') != std::string_view::npos;
  authority.host = take_until(text, ':');
  if (!authority.host.empty() && !is_host_name(authority.host)) return fail(Errc::option_invalid, "url.host");
  return has_port ? read_port(text, authority) : Result<void>{};
}

}  // namespace signet::inline v0::detail
