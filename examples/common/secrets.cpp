// Reads and makes files that hold secrets; every refusal says what to do about it.
#include "common/secrets.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "signet/crypto/constant_time.hpp"

namespace signet::example {
namespace {

constexpr std::size_t fewest_bytes = 32;  // RFC 7518 §3.2: an HMAC key as long as its hash
constexpr std::size_t most_bytes = 65'536;

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

Stop refused(const std::string& path, const std::string& why) { return {exit_usage, path + ": " + why}; }

Stop failed(const std::string& path, const char* what) {
  return refused(path, std::string{what} + " (" + std::strerror(errno) + ")");
}

/// @return how many bytes of `bytes` were moved
template <class Move>
std::size_t move_all(std::size_t size, Move&& move) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = move(done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view blank = " \t\r";
  const std::size_t first = line.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blank) - first + 1);
}

}  // namespace

Start<SecretBytes> read_key_file(const std::string& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.get() < 0)
    return failed(path, "cannot be read; give this program's user the right to, or correct the path");
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return failed(path, "cannot be read");
  if (!S_ISREG(status.st_mode)) return refused(path, "is not a regular file");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return refused(path, "others may write this key file; run: chmod go-w " + path);
  }
  if (status.st_size > static_cast<off_t>(most_bytes)) return refused(path, "is longer than 64 KiB");
  SecretBytes content{static_cast<std::size_t>(status.st_size)};
  const auto bytes = content.expose_writable();
  const std::size_t got = move_all(bytes.size(), [&](std::size_t done) {
    return ::read(file.get(), bytes.data() + done, bytes.size() - done);
  });
  if (got != bytes.size()) return refused(path, "changed while it was read; try again");
  return content;
}

Start<SecretBytes> read_secret(const SecretSource& source) {
  if (!source.file.empty()) return read_key_file(source.file);
  return SecretBytes::copy_of(source.given.expose_text());
}

Start<std::vector<SecretBytes>> read_secrets(const SecretSource& source, std::string_view name) {
  auto held = read_secret(source);
  if (!held) return held.stop();
  std::string_view rest = held->expose_text();
  std::vector<SecretBytes> values;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view value = trimmed(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (value.empty()) continue;
    if (value.size() < fewest_bytes) {
      return Stop{exit_usage, std::string{name} + ": value " + std::to_string(values.size() + 1) + " has " +
                                  std::to_string(value.size()) +
                                  " bytes, at least 32 are needed; make one with: openssl rand -base64 48"};
    }
    values.push_back(SecretBytes::copy_of(value));
  }
  if (values.empty()) {
    return Stop{exit_usage, std::string{name} + " is empty; make a secret with: openssl rand -base64 48"};
  }
  return values;
}

bool share_a_value(const std::vector<SecretBytes>& one, const std::vector<SecretBytes>& other) noexcept {
  return std::ranges::any_of(one, [&other](const SecretBytes& a) {
    return std::ranges::any_of(
        other, [&a](const SecretBytes& b) { return constant_time_equal(a.expose(), b.expose()); });
  });
}

Start<bool> create_private_file(const std::string& path, const SecretBytes& content) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)};  // mode 0600, O_EXCL
  if (file.get() < 0) return failed(path, "cannot be made here");
  const auto bytes = content.expose();
  const std::size_t put = move_all(bytes.size(), [&](std::size_t done) {
    return ::write(file.get(), bytes.data() + done, bytes.size() - done);
  });
  const bool written = put == bytes.size() && ::fsync(file.get()) == 0;
  // link, unlike rename, fails when the name is taken: of two programs starting at once, one key wins for
  // both.
  const bool linked = written && ::link(temporary.c_str(), path.c_str()) == 0;
  const int error = errno;
  ::unlink(temporary.c_str());
  errno = error;
  if (linked) return true;
  if (written && error == EEXIST) return false;
  return failed(path, "cannot be written");
}

bool file_exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Start<Done> ensure_private_folder(const std::string& path) {
  std::error_code error;
  const auto parent = std::filesystem::path{path}.parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (::mkdir(path.c_str(), S_IRWXU) == 0) return Done{};
  if (errno != EEXIST) return failed(path, "cannot be made; choose another state_folder");
  if (!std::filesystem::is_directory(path, error)) return refused(path, "is not a folder");
  return Done{};
}

}  // namespace signet::example
