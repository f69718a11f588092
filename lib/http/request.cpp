// Header fields by name, path parameters, and the common kinds of answers.
#include "signet/http/request.hpp"

#include <algorithm>

#include "http/ascii.hpp"

namespace signet::inline v0 {

HeaderFields& HeaderFields::add(std::string_view name, std::string value) {
  constexpr std::size_t usual = 8;
  if (fields_.empty()) fields_.reserve(usual);  // one allocation in place of four
  fields_.emplace_back(name, std::move(value));
  return *this;
}

HeaderFields& HeaderFields::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return detail::equals_ignoring_case(field.first, name); });
  return add(name, std::move(value));
}

std::optional<std::string_view> HeaderFields::single(std::string_view name) const& noexcept {
  std::optional<std::string_view> value;
  for (const auto& field : fields_) {
    if (!detail::equals_ignoring_case(field.first, name)) continue;
    if (value) return std::nullopt;
    value = field.second;
  }
  return value;
}

std::size_t HeaderFields::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields_, [&](const auto& field) { return detail::equals_ignoring_case(field.first, name); }));
}

std::string_view Request::param(std::string_view name) const& noexcept {
  const auto it =
      std::ranges::find(path_params, name, [](const auto& param) -> std::string_view { return param.first; });
  return it == path_params.end() ? std::string_view{} : it->second;
}

Response Response::json(std::uint16_t status, std::string body) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("Content-Type", "application/json");
  return response;
}

Response Response::empty(std::uint16_t status) { return {.status = status, .headers = {}, .body = {}}; }

std::string_view reason_phrase(std::uint16_t status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return {};
  }
}

}  // namespace signet::inline v0
