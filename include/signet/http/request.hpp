// An HTTP request and response as text in and text out; no socket, no third-party type.
#pragma once

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
  HeaderFields& add(std::string name, std::string value);
  /// Replaces every field of this name by one.
  HeaderFields& set(std::string_view name, std::string value);
  /// The value of the field, when there is exactly one.
  std::optional<std::string_view> single(std::string_view name) const& noexcept;
  std::size_t count(std::string_view name) const noexcept;
  const std::vector<std::pair<std::string, std::string>>& all() const& noexcept { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  std::string method;
  std::string path;   ///< decoded no further than the router needs: as sent, without the query
  std::string query;  ///< after the `?`, as sent
  HeaderFields headers;
  std::string body;
  std::string peer;        ///< the address of the connection, without port; empty for a Unix socket
  std::string client;      ///< the client's address by the trusted-proxies rule; set before routing
  std::string request_id;  ///< set before routing
  std::vector<std::pair<std::string, std::string>> path_params;  ///< set by the router, e.g. {"id", "…"}

  std::string_view param(std::string_view name) const& noexcept;
};

struct Response {
  std::uint16_t status = 200;
  HeaderFields headers;
  std::string body;

  /// `application/json`, with `Cache-Control: no-store` for what carries credentials left to the caller.
  static Response json(std::uint16_t status, std::string body);
  static Response empty(std::uint16_t status);
};

}  // namespace signet::inline v0
