// HTTP/1.1 framing as strict as a front door must be: where a request ends, and what it says. No socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0::detail {

inline constexpr std::size_t head_limit =
    std::size_t{16} * 1024;                     ///< bytes of request line and fields together
inline constexpr std::size_t field_limit = 64;  ///< fields of a head

/// The size of the head at the front of `received`, its empty line included; 0 while that has not arrived.
/// A byte that no head may hold (NUL, a CR or LF alone) is refused as soon as it is seen, so that nobody
/// waits for the end of a head that another parser would have ended earlier.
///
/// @param scanned  how much of `received` need not be looked at again; 0 at first, kept by the caller
/// @error request_malformed, header_fields_too_large
Result<std::size_t> head_size(std::string_view received, std::size_t& scanned) noexcept;

/// A head that has been read, and how its body is delimited.
struct RequestHead {
  Request request;  ///< method, path, query and headers
  std::size_t length = 0;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
};

/// Reads a head as head_size delimited it. Whatever two parsers could take differently is refused.
///
/// @param head  nothing of what it held is left
/// @error request_malformed        framing, request line or fields; a name says which field
/// @error header_fields_too_large  more than 64 fields
/// @error not_implemented          a transfer coding other than chunked; name "transfer-encoding"
/// @see   RFC 9112 §2.2, §3.2, §5, §6.3
Result<void> parse_head(std::string_view text, RequestHead& head);

/// The head of an answer to a GET, and how its body is delimited.
struct ResponseHead {
  std::uint16_t status = 0;
  HeaderFields headers;
  std::optional<std::size_t> length;  ///< without it and not chunked, the body lasts until the peer closes
  bool chunked = false;
};

/// Reads the head of an answer as head_size delimited it.
/// @error request_malformed  @see RFC 9112 §4, §6.3
Result<ResponseHead> parse_response_head(std::string_view head);

/// Decodes one chunked body as it arrives. @see RFC 9112 §7.1
class ChunkedBody {
 public:
  /// `limit` is in bytes of the decoded body.
  explicit ChunkedBody(std::size_t limit);
  ChunkedBody(const ChunkedBody&) = delete;
  ChunkedBody& operator=(const ChunkedBody&) = delete;
  ~ChunkedBody();

  /// Takes what it can use from the front of `received` and says how much that was.
  /// @error request_malformed        chunk size, extension, line end or trailer
  /// @error request_too_large        over the limit
  /// @error header_fields_too_large  trailers over the limit of a head
  Result<std::size_t> feed(std::string_view received);
  bool done() const noexcept { return step_ == Step::done; }
  /// The decoded body. Trailers are dropped.
  std::string take() && { return std::move(body_); }

 private:
  enum class Step : unsigned char { size, data, data_end, trailer, done };

  Result<std::size_t> feed_step(std::string_view received);
  Result<void> read_size(std::string_view line);
  Result<void> read_trailer(std::string_view line);

  std::size_t limit_;
  std::size_t missing_ = 0;   // bytes of the current chunk that have not arrived
  std::size_t trailers_ = 0;  // bytes of trailer lines so far
  Step step_ = Step::size;
  std::string body_;
};

/// Appends the answer as bytes, with Date, and `Connection: close` unless the connection goes on.
void serialise(const Response& response, bool keep_alive, NumericDate now, std::string& out);

/// IMF-fixdate, e.g. `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7), of the years 0 to 9999.
std::string http_date(NumericDate date);

}  // namespace signet::inline v0::detail
