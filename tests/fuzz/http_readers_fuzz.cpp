// Gives what our framing takes for a request to cpp-httplib's own reader: it finds the same one in it, or
// refuses it, and ends it at the same byte. What it takes otherwise is named here, each with why ours is
// right.
#include <httplib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/target.hpp"
#include "http/ascii.hpp"
#include "http/framing.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr std::size_t body_limit = 1024;

/// A request, and the bytes that are its.
struct Framed {
  detail::RequestHead head;
  std::size_t size = 0;
  bool has_trailers = false;
};

/// Whether the line before the last, empty one is a trailer's and not the last chunk's size.
bool ends_in_trailers(std::string_view chunks) {
  chunks.remove_suffix(std::string_view{"\r\n\r\n"}.size());
  const auto line = chunks.substr(chunks.rfind('\n') + 1);  // all of them, where there is none
  const auto size = line.substr(0, line.find(';'));
  return size.empty() || size.find_first_not_of('0') != std::string_view::npos;
}

/// The first request of the input, if our framing takes one from it.
std::optional<Framed> framed(std::string_view input) {
  Framed request;
  std::size_t scanned = 0;
  const auto size = detail::head_size(input, scanned);
  if (!size || *size == 0 || !detail::parse_head(input.substr(0, *size), request.head)) return std::nullopt;
  std::string_view rest = input.substr(*size);
  if (request.head.chunked) {
    detail::ChunkedBody body{body_limit};
    const auto used = body.feed(rest);
    if (!used || !body.done()) return std::nullopt;
    request.has_trailers = ends_in_trailers(rest.substr(0, *used));
    request.size = *size + *used;
    request.head.request.body = std::move(body).take();
  } else {
    if (request.head.length > body_limit || rest.size() < request.head.length) return std::nullopt;
    request.size = *size + request.head.length;
    request.head.request.body = std::string{rest.substr(0, request.head.length)};
  }
  return request;
}

/// Bytes in memory as a connection; nothing is kept of what is answered.
class Bytes final : public httplib::Stream {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  std::size_t left() const { return rest_.size(); }
  bool is_readable() const override { return !rest_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* out, std::size_t size) override {
    const std::size_t taken = rest_.copy(out, size);
    rest_.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char*, std::size_t size) override { return static_cast<ssize_t>(size); }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return -1; }

 private:
  std::string_view rest_;
};

/// What the other reader makes of a request.
struct Read {
  httplib::Request request;
  std::size_t left = 0;  ///< bytes that it did not take
};

/// No route is there, so 404 says that it read the request, and any other status that it refused it.
class Reader final : public httplib::Server {
 public:
  std::optional<Read> read(std::string_view bytes) {
    std::optional<Read> taken;
    set_logger([&taken](const httplib::Request& request, const httplib::Response& response) {
      if (response.status == 404) taken = Read{request};
    });
    Bytes stream{bytes};
    bool closed = false;
    process_request(stream, false, closed, nullptr);
    if (taken) taken->left = stream.left();
    return taken;
  }
};

/// It decodes percent signs in fields (`%u` with four digits, too), as no RFC has it.
std::string decoded_as_theirs(const std::string& value) { return httplib::detail::decode_url(value, false); }

std::string lowered(std::string text) {
  std::ranges::transform(text, text.begin(), detail::lower);
  return text;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Those of one name stay in their order. (clang warns of what libstdc++'s stable_sort is made of.)
Fields by_name(Fields all) {
  Fields sorted;
  for (auto& field : all) {
    const auto place = std::ranges::upper_bound(sorted, field.first, {}, &Fields::value_type::first);
    sorted.insert(place, std::move(field));
  }
  return sorted;
}

/// It orders fields by name, leaves those without a value out, and adds some of its own.
Fields as_theirs(const HeaderFields& fields) {
  Fields all;
  for (const auto& [name, value] : fields.all()) {
    if (!value.empty()) all.emplace_back(lowered(std::string{name}), decoded_as_theirs(std::string{value}));
  }
  return by_name(std::move(all));
}

Fields fields_of(const httplib::Request& request, const HeaderFields& sent) {
  constexpr std::array own{"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR", "LOCAL_PORT"};
  Fields all;
  for (const auto& [name, value] : request.headers) all.emplace_back(lowered(name), value);
  for (const char* const name : own) {
    // The last of the name is the one it added; those before it were sent.
    const auto last = std::find_if(all.rbegin(), all.rend(),
                                   [&](const auto& field) { return field.first == lowered(name); });
    const bool added = last != all.rend() && request.get_header_value_count(name) > sent.count(name);
    if (added) all.erase(std::next(last).base());
  }
  return by_name(std::move(all));
}

/// Of other methods it leaves a body to be read as the next request, where RFC 9112 §6 delimits it by the
/// fields alone. (Where neither field is there it reads until the peer closes, where §6.3 has no body: the
/// input is cut at our end.)
bool reads_body(const detail::RequestHead& head) {
  const std::string& method = head.request.method;
  return method == "POST" || method == "PUT" || method == "PATCH" || (method == "DELETE" && head.length > 0);
}

/// Where it makes something else of a body: parts of a form, or what was compressed.
bool is_plain(const HeaderFields& fields) {
  const std::string type = lowered(std::string{fields.single("Content-Type").value_or("")});
  return fields.count("Content-Encoding") == 0 && fields.count("Content-Type") <= 1 &&
         type.find("multipart/form-data") == std::string::npos && type.find("%") == std::string::npos;
}

/// What RFC 9110 and 9112 allow, and it refuses.
bool is_refused_by_choice(const Framed& ours) {
  constexpr std::array methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};
  const Request& request = ours.head.request;
  return std::ranges::find(methods, request.method) == methods.end() ||  // it has routes for no others
         request.query.find('?') != std::string::npos ||                 // RFC 3986 §3.4 has them in a query
         request.headers.count("Range") > 0 ||  // one that it cannot read; we read none
         ours.has_trailers || !is_plain(request.headers);
}

void compare(const Framed& ours, const Read& theirs) {
  const Request& request = ours.head.request;
  require(request.method == theirs.request.method, "the method is the same");
  const std::string target =
      request.path + (theirs.request.target.find('?') == std::string::npos ? "" : "?" + request.query);
  require(target == theirs.request.target, "the target is the same");
  require(as_theirs(request.headers) == fields_of(theirs.request, request.headers),
          "the fields are the same");
  if (!reads_body(ours.head) || !is_plain(request.headers)) return;
  require(request.body == theirs.request.body, "the body is the same");
  require(theirs.left == 0, "the request ends at the same byte");
}

}  // namespace

void look_at(std::string_view input) {
  const auto ours = framed(input);
  if (!ours) return;
  static Reader reader;
  // A reader that would end the request later finds nothing behind it, and refuses it.
  const auto theirs = reader.read(input.substr(0, ours->size));
  require(theirs || is_refused_by_choice(*ours), "what we take is refused for a reason that is named");
  if (theirs) compare(*ours, *theirs);
}

}  // namespace signet_fuzz
