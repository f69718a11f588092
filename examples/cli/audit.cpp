// Writes audit lines.
#include "audit.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "admin.hpp"
#include "common/rfc3339.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/utf8.hpp"
#include "signet/json/writer.hpp"

namespace signet_cli {
namespace {

using namespace signet;

std::string operator_name() {
  const passwd* const entry = ::getpwuid(::getuid());
  return entry == nullptr || !is_utf8(entry->pw_name) ? "" : entry->pw_name;
}

std::string text_of(const AuditLine& line) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("timestamp").string(example::rfc3339_milliseconds(now()));
  json.key("service").string("signet").key("event").string(line.event).key("realm").string(line.realm);
  if (!line.subject.empty()) json.key("subject").string(line.subject);
  if (!line.session.empty()) json.key("session").string(line.session);
  if (line.before) json.key("before").string(example::rfc3339_milliseconds(*line.before));
  json.key("code").string(line.code).key("operator").string(operator_name());
  json.key("operator_uid").integer(static_cast<std::int64_t>(::getuid())).end_object();
  return text + "\n";
}

// Pipes and terminals cannot be flushed, and say so.
bool flushed(int fd) { return ::fsync(fd) == 0 || errno == EINVAL || errno == EROFS; }

}  // namespace

Audit::Audit(std::optional<std::string> path) : path_(std::move(path)), fd_(STDERR_FILENO) {
  if (!path_) return;
  fd_ = ::open(path_->c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd_ >= 0) return;
  throw NotDone{"audit_failed", "the audit log " + *path_ + " cannot be opened (" + std::strerror(errno) +
                                    "), so nothing was done; name another by --audit-log"};
}

Audit::~Audit() {
  if (path_) ::close(fd_);
}

void Audit::add(const AuditLine& line) const {
  const std::string text = text_of(line);
  const ssize_t written = ::write(fd_, text.data(), text.size());
  if (written == static_cast<ssize_t>(text.size()) && (!path_ || flushed(fd_))) return;
  const std::string why =
      written < 0 || written == static_cast<ssize_t>(text.size()) ? std::strerror(errno) : "cut short";
  throw NotDone{"audit_failed",
                "the act ended with " + line.code + ", but its audit line could not be written (" + why +
                    "); note it by hand, and look at what there is with `signet admin user show`"};
}

}  // namespace signet_cli
