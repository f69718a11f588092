// An HTTP request and response as text in and text out; no socket, no third-party type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::inline v0 {

/// Header fields in order; names compare ASCII case-insensitively (RFC 9110 §5.1).
class HeaderFields {
 public:
  HeaderFields& add(std::string_view name, std::string value);
  /// Replaces every field of this name by one.
  HeaderFields& set(std::string_view name, std::string value);
  /// Takes all fields away.
  void clear() noexcept { fields_.clear(); }
  /// The value of the field, when there is exactly one. View into *this.
  std::optional<std::string_view> single(std::string_view name) const& noexcept;
  std::optional<std::string_view> single(std::string_view name) const&& = delete;
  std::size_t count(std::string_view name) const noexcept;
  const std::vector<std::pair<std::string, std::string>>& all() const& noexcept { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;
  std::string path;   ///< as sent, nothing decoded, without the query
  std::string query;  ///< after the `?`, as sent
  HeaderFields headers;
  std::string body;        ///< wiped by Service::handle and answer, however they end
  std::string peer;        ///< the address of the connection, without port; empty for a Unix socket
  std::string client;      ///< the client's address by the trusted-proxies rule; set before routing
  std::string request_id;  ///< set before routing
  std::vector<std::pair<std::string, std::string>> path_params;  ///< set by the router, e.g. {"id", "…"}

  /// The path parameter of this name as sent, undecoded; empty when the pattern has none. View into *this.
  std::string_view param(std::string_view name) const& noexcept;
  std::string_view param(std::string_view name) const&& = delete;
};

struct Response {
  std::uint16_t status = 200;
  HeaderFields headers;
  std::string body;
  bool close = false;  ///< the connection ends with this answer

  /// `application/json`; `Cache-Control: no-store` on what carries credentials is left to the caller.
  static Response json(std::uint16_t status, std::string body);
  static Response empty(std::uint16_t status);
};

/// The reason phrase registered for a status this project sends (RFC 9110 §15), else empty.
std::string_view reason_phrase(std::uint16_t status) noexcept;

}  // namespace signet::inline v0
