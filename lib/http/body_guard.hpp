// BodyGuard: wipes the body of a request, which may hold a password, whichever way its answer ends.
#pragma once

#include <string>

#include "signet/core/secret_bytes.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0::detail {

class BodyGuard {
 public:
  /// Borrows the request.
  explicit BodyGuard(Request& request) noexcept : body_(request.body) {}
  BodyGuard(const BodyGuard&) = delete;
  BodyGuard& operator=(const BodyGuard&) = delete;
  ~BodyGuard() { wipe(body_.data(), body_.size()); }

 private:
  std::string& body_;
};

}  // namespace signet::inline v0::detail
