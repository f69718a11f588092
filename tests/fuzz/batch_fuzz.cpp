// Fuzzes `signet batch` in process, through the standard input and output that it reads and writes.
#include <sys/mman.h>
#include <unistd.h>

#include <vector>

#include "commands.hpp"
#include "fuzz/fixed_keys.hpp"
#include "fuzz/json_values.hpp"
#include "fuzz/target.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

// A file in memory in the place of a standard stream.
class MemoryStream {
 public:
  MemoryStream(const char* name, int stream) : fd_(::memfd_create(name, 0)) {
    require(fd_ >= 0 && ::dup2(fd_, stream) == stream, "the harness has its streams");
  }
  void refill(std::string_view bytes) const {
    const bool filled = ::ftruncate(fd_, 0) == 0 && ::lseek(fd_, 0, SEEK_SET) == 0 &&
                        ::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                        ::lseek(fd_, 0, SEEK_SET) == 0;
    require(filled, "the harness fills its stream");
  }
  std::string content() const {
    std::string text(static_cast<std::size_t>(::lseek(fd_, 0, SEEK_END)), '\0');
    const auto got = ::pread(fd_, text.data(), text.size(), 0);
    require(got == static_cast<ssize_t>(text.size()), "the harness reads its stream");
    return text;
  }

 private:
  int fd_;
};

std::string answers_to(std::string_view input) {
  static const MemoryStream in{"requests", STDIN_FILENO};
  static const MemoryStream out{"answers", STDOUT_FILENO};
  in.refill(input);
  out.refill({});
  require(signet_cli::batch({}) == signet_cli::Exit::ok, "batch survives every input");
  return out.content();
}

// The last line needs no newline.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) lines.push_back(cut(text, '\n'));
  return lines;
}

bool is_secret(std::string_view name) {
  for (const std::string_view each : {"k", "d", "p", "q", "dp", "dq", "qi", "priv", "secret_b64u", "pem"}) {
    if (name == each) return true;
  }
  return false;
}

// Every string of 16 characters and more that stands under a name of a secret.
void collect_secrets(const Json& value, std::vector<std::string>& secrets) {
  if (value.is_array()) {
    for (const Json& each : value) collect_secrets(each, secrets);
  }
  if (!value.is_object()) return;
  for (const auto& [name, inner] : value.items()) {
    collect_secrets(inner, secrets);
    if (!inner.is_string() || !is_secret(name) || inner.get_ref<const std::string&>().size() < 16) continue;
    secrets.push_back(inner);
    if (const auto bytes = decoded(secrets.back())) secrets.push_back(*bytes);
  }
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

void check_secrets(std::string_view request, const Json& json, std::string_view answer) {
  // An id is any value, and repeated as it stands.
  Json besides = json;
  if (besides.is_object()) besides.erase("id");
  std::vector<std::string> secrets;
  collect_secrets(besides, secrets);
  for (const std::string& secret : secrets) {
    // What the request repeats, in its payload, the answer may repeat.
    if (secret.size() < 16 || occurrences(request, secret) > 1) continue;
    require(occurrences(answer, secret) == 0, "no secret of the request stands in the answer");
  }
}

void check_answer(std::string_view request, std::string_view line) {
  const Theirs read = read_theirs(line);
  if (read.beyond_double) return;  // an id of 1e999
  const auto& answer = read.value;
  require(answer && answer->is_object() && !read.repeats, "an answer is a JSON object, no member twice");
  require(member(*answer, "ok").is_boolean() && answer->contains("id"), "an answer has id and ok");
  const bool ok = (*answer)["ok"] == true;
  require(ok != answer->contains("error"), "an answer has an error or is ok");
  require(line.find('\r') == std::string_view::npos, "an answer has no line break inside");
  const Theirs theirs = read_theirs(request);
  require(!ok || theirs.value || theirs.beyond_double, "what is no JSON is refused");
  if (!theirs.value) return;
  const Json& id = (*answer)["id"];
  require(id.is_null() || id == member(*theirs.value, "id"), "an answer has the id of its request");
  check_secrets(request, *theirs.value, line);
}

}  // namespace

void look_at(std::string_view input) {
  // Hashing a password takes its time by design; what is stored is read by needs_rehash too.
  if (input.find("password") != std::string_view::npos) return;
  const std::string answers = answers_to(input);
  require(answers.empty() || answers.back() == '\n', "the last answer is ended");
  const auto requests = lines_of(input);
  const auto lines = lines_of(answers);
  require(requests.size() == lines.size(), "one answer for each line, no more and no less");
  for (std::size_t i = 0; i < lines.size(); ++i) check_answer(requests[i], lines[i]);
}

}  // namespace signet_fuzz
