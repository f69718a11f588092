// Inputs and outputs of the signet command: see io.hpp.
#include "io.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "signet/json/writer.hpp"

namespace signet_cli {
namespace {

class File {
 public:
  explicit File(const std::string& path)
      : fd_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void cannot_read(const std::string& path) {
  throw InputError{"cannot read " + (path == "-" ? std::string{"standard input"} : path) + ": " +
                   std::strerror(errno)};
}

}  // namespace

signet::SecretBytes read_input(const std::string& path, std::size_t most) {
  const File file{path};
  if (file.fd() < 0) cannot_read(path);
  // One byte more than allowed, so that too long shows. Any input may be a key, so it lies in wiped memory.
  signet::SecretBytes buffer{most + 1};
  std::size_t size = 0;
  while (size <= most) {
    const ssize_t got = ::read(file.fd(), buffer.expose_writable().data() + size, most + 1 - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most) throw InputError{path + " is longer than " + std::to_string(most) + " bytes"};
  return signet::SecretBytes::copy_of(buffer.expose().first(size));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string describe(const signet::Error& error) {
  std::string text{to_string(error.code())};
  if (!error.name().empty()) text.append(" (").append(error.name()).append(")");
  if (const auto position = error.position()) text.append(" at byte ").append(std::to_string(*position));
  return text.append(": ").append(error.sentence());
}

std::string describe_json(const signet::Error& error) {
  std::string text;
  signet::JsonWriter json{text};
  json.begin_object().key("ok").boolean(false).key("error").string(to_string(error.code()));
  json.key("stage").string(to_string(error.stage()));
  if (!error.name().empty()) json.key("claim").string(error.name());
  json.end_object();
  return text;
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw InputError{"cannot write to standard output"};
  }
}

}  // namespace signet_cli
