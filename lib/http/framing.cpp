// HTTP/1.1 heads and bodies read from bytes (RFC 9112); what two parsers could read differently is refused.
#include "http/framing.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include "http/ascii.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t extension_limit = 256;

Error malformed(std::string_view field = {}) { return fail(Errc::request_malformed, field); }

// origin-form only (RFC 9112 §3.2.1): absolute-form, authority-form and `*` have no use here.
bool is_origin_form(std::string_view target) {
  return target.starts_with('/') &&
         std::ranges::all_of(target, [](char c) { return c > ' ' && c <= '~' && c != '#'; });
}

bool is_host(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || std::string_view{"-._~:[]%"}.find(c) != std::string_view::npos;
  });
}

std::optional<std::size_t> read_number(std::string_view digits, int base) {
  std::size_t number = 0;
  const auto [stop, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (failed != std::errc{} || stop != digits.data() + digits.size())
    return std::nullopt;  // empty, signed, overflowing or with more text
  return number;
}

// The text up to the next line end, taken off `rest` together with it.
std::string_view next_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find(line_end));
  rest.remove_prefix(line.size() + line_end.size());
  return line;
}

struct RequestLine {
  std::string_view method, target, version;
};

std::optional<RequestLine> split_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const RequestLine parts{line.substr(0, first), line.substr(first + 1, last - first - 1),
                          line.substr(last + 1)};
  if (!is_token(parts.method) || !is_origin_form(parts.target)) return std::nullopt;
  if (parts.version != "HTTP/1.1" && parts.version != "HTTP/1.0") return std::nullopt;
  return parts;
}

Result<void> read_fields(std::string_view text, HeaderFields& headers) {
  for (std::size_t count = 0; text != line_end; ++count) {
    if (count == field_limit) return fail(Errc::header_fields_too_large);
    const auto line = next_line(text);
    const auto colon = line.find(':');
    // A fold begins with white space and so has no token for a name; neither has `Name :`.
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return malformed();
    const auto value = trimmed(line.substr(colon + 1));
    if (!is_field_value(value)) return malformed();
    headers.add(line.substr(0, colon), std::string{value});
  }
  return {};
}

Result<void> read_transfer_coding(RequestHead& head, bool http_1_0) {
  const auto& headers = head.request.headers;
  if (headers.count("Transfer-Encoding") == 0) return {};
  const auto coding = headers.single("Transfer-Encoding");
  if (!coding || http_1_0 || headers.count("Content-Length") > 0) return malformed("transfer-encoding");
  head.chunked = equals_ignoring_case(*coding, "chunked");
  if (head.chunked) return {};
  std::string lowered{*coding};
  std::ranges::transform(lowered, lowered.begin(), lower);
  if (lowered.empty() || lowered.find("chunked") != std::string::npos) return malformed("transfer-encoding");
  return fail(Errc::not_implemented, "transfer-encoding");
}

Result<void> read_length(RequestHead& head) {
  const auto& headers = head.request.headers;
  if (headers.count("Content-Length") == 0) return {};
  const auto text = headers.single("Content-Length");
  const auto length = text ? read_number(*text, 10) : std::nullopt;
  if (!length) return malformed("content-length");
  head.length = *length;
  return {};
}

// Whether Connection, a list in one or several lines, has `close` in it.
bool asks_to_close(const HeaderFields& headers) {
  for (const auto& field : headers.all()) {
    if (!equals_ignoring_case(field.first, "Connection")) continue;
    for (std::string_view rest = field.second; !rest.empty();) {
      const auto item = rest.substr(0, rest.find(','));
      if (equals_ignoring_case(trimmed(item), "close")) return true;
      rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    }
  }
  return false;
}

Result<void> read_expectation(RequestHead& head) {
  const auto& headers = head.request.headers;
  if (headers.count("Expect") == 0) return {};
  const auto expectation = headers.single("Expect");
  if (!expectation || !equals_ignoring_case(*expectation, "100-continue")) return malformed("expect");
  head.expects_continue = true;
  return {};
}

// Of a request before, nothing is kept but memory for fields.
void make_blank(RequestHead& head) noexcept {
  HeaderFields headers = std::move(head.request.headers);
  headers.clear();
  head = {};
  head.request.headers = std::move(headers);
}

}  // namespace

Result<std::size_t> head_size(std::string_view received, std::size_t& scanned) noexcept {
  const auto seen = received.substr(0, head_limit);
  for (;;) {
    const auto line = seen.substr(scanned);  // and perhaps more of them
    const auto lf = line.find('\n');
    const auto here = line.substr(0, lf);
    const auto cr = here.find('\r');
    // The one CR of a line is its last character; of one that has not ended yet, the last that has arrived.
    const bool misplaced =
        cr == std::string_view::npos ? lf != std::string_view::npos : cr + 1 != here.size();
    if (misplaced || here.find('\0') != std::string_view::npos) return malformed();
    if (lf == std::string_view::npos) break;
    if (lf == 1 && scanned == 0) return malformed();  // an empty line where the request line should be
    scanned += lf + 1;
    if (lf == 1) return scanned;
  }
  if (received.size() > head_limit) return fail(Errc::header_fields_too_large);
  return std::size_t{0};
}

Result<void> parse_head(std::string_view text, RequestHead& head) {
  make_blank(head);
  const auto line = split_request_line(next_line(text));
  if (!line) return malformed();
  head.request.method = line->method;
  const auto question = line->target.find('?');
  head.request.path = line->target.substr(0, question);
  if (question != std::string_view::npos) head.request.query = line->target.substr(question + 1);

  HeaderFields& headers = head.request.headers;
  if (const auto read = read_fields(text, headers); !read) return read.error();
  const auto host = headers.single("Host");
  if (!host || !is_host(*host)) return malformed("host");

  const bool http_1_0 = line->version == "HTTP/1.0";
  if (const auto read = read_transfer_coding(head, http_1_0); !read) return read.error();
  if (const auto read = read_length(head); !read) return read.error();
  if (const auto read = read_expectation(head); !read) return read.error();
  if (http_1_0) head.expects_continue = false;  // RFC 9110 §10.1.1: ignored there
  head.keep_alive = !http_1_0 && !asks_to_close(headers);
  return {};
}

Result<ResponseHead> parse_response_head(std::string_view text) {
  const auto line = next_line(text);
  // HTTP/1.x SP 3DIGIT SP reason; the reason may be empty, and says nothing to us
  const auto status = line.size() >= 12 ? read_number(line.substr(9, 3), 10) : std::nullopt;
  if (!line.starts_with("HTTP/1.") || !is_digit(line[7]) || line[8] != ' ' || !status) return malformed();
  ResponseHead head;
  head.status = static_cast<std::uint16_t>(*status);
  if (const auto read = read_fields(text, head.headers); !read) return read.error();
  if (head.headers.count("Transfer-Encoding") > 0) {
    const auto coding = head.headers.single("Transfer-Encoding");
    if (!coding || !equals_ignoring_case(*coding, "chunked")) return malformed("transfer-encoding");
    head.chunked = true;
  } else if (head.headers.count("Content-Length") > 0) {
    const auto length = head.headers.single("Content-Length");
    head.length = length ? read_number(*length, 10) : std::nullopt;
    if (!head.length) return malformed("content-length");
  }
  return head;
}

ChunkedBody::ChunkedBody(std::size_t limit) : limit_(limit) {
  body_.reserve(limit);  // never reallocated: no copy of a password is left in freed memory
}

ChunkedBody::~ChunkedBody() { wipe(body_.data(), body_.size()); }

Result<std::size_t> ChunkedBody::feed(std::string_view received) {
  std::size_t taken = 0;
  while (!done()) {
    const auto step = feed_step(received.substr(taken));
    if (!step) return step.error();
    if (*step == 0) break;
    taken += *step;
  }
  return taken;
}

// One line or one piece of data from the front; 0 when more must arrive first.
Result<std::size_t> ChunkedBody::feed_step(std::string_view received) {
  if (step_ == Step::data) {
    const auto size = std::min(missing_, received.size());
    body_.append(received.substr(0, size));
    missing_ -= size;
    if (missing_ == 0) step_ = Step::data_end;
    return size;
  }
  const auto lf = received.find('\n');
  if (lf == std::string_view::npos) {
    if (received.size() > head_limit) return malformed();
    return std::size_t{0};
  }
  if (lf == 0 || received[lf - 1] != '\r') return malformed();
  const auto line = received.substr(0, lf - 1);
  if (!is_field_value(line)) return malformed();  // a CR alone, NUL and the other controls
  const auto read = step_ == Step::size       ? read_size(line)
                    : step_ == Step::data_end ? (line.empty() ? Result<void>{} : malformed())
                                              : read_trailer(line);
  if (!read) return read.error();
  if (step_ == Step::data_end) step_ = Step::size;
  return lf + 1;
}

Result<void> ChunkedBody::read_size(std::string_view line) {
  const auto semicolon = std::min(line.find(';'), line.size());
  if (line.size() - semicolon > extension_limit) return malformed();
  const auto size = read_number(line.substr(0, semicolon), 16);
  if (!size) return malformed();
  if (*size > limit_ - body_.size()) return fail(Errc::request_too_large);
  missing_ = *size;
  step_ = missing_ == 0 ? Step::trailer : Step::data;
  return {};
}

Result<void> ChunkedBody::read_trailer(std::string_view line) {
  trailers_ += line.size();
  if (trailers_ > head_limit) return fail(Errc::header_fields_too_large);
  if (line.empty()) {
    step_ = Step::done;
  } else if (!is_token(line.substr(0, line.find(':'))) || line.find(':') == std::string_view::npos) {
    return malformed();
  }
  return {};
}

void serialise(const Response& response, bool keep_alive, NumericDate now, std::string& out) {
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(reason_phrase(response.status)).append("\r\nDate: ").append(http_date(now)).append(line_end);
  for (const auto& field : response.headers.all()) {
    out.append(field.first).append(": ").append(field.second).append(line_end);
  }
  if (!keep_alive) out.append("Connection: close\r\n");
  out.append(line_end).append(response.body);
}

std::string http_date(NumericDate date) {
  using namespace std::chrono;
  constexpr std::string_view days = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const sys_seconds time{seconds{date.seconds()}};
  const auto day = floor<std::chrono::days>(time);
  const year_month_day on{day};
  const hh_mm_ss at{time - day};
  std::string text = "Www, 00 Mmm 0000 00:00:00 GMT";
  const auto put = [&text](std::size_t end, unsigned number) {  // its last digit stands before `end`
    for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
  };
  days.copy(text.data(), 3, std::size_t{3} * weekday{day}.c_encoding());
  months.copy(text.data() + 8, 3, std::size_t{3} * (static_cast<unsigned>(on.month()) - 1));
  put(7, static_cast<unsigned>(on.day()));
  put(16, static_cast<unsigned>(static_cast<int>(on.year())));
  put(19, static_cast<unsigned>(at.hours().count()));
  put(22, static_cast<unsigned>(at.minutes().count()));
  put(25, static_cast<unsigned>(at.seconds().count()));
  return text;
}

}  // namespace signet::inline v0::detail
