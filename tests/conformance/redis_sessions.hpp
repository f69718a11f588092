// Session stores on a Redis of the test program's own, as the conformance suite opens them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/session_databases.hpp"
#include "support/redis_stores.hpp"

namespace signet::test {

/// Realms of its own on the one deployment. Each store has connections of its own, as another instance would.
class RedisSessions final : public SessionDatabase {
 public:
  explicit RedisSessions(std::string url) : url_(std::move(url)) {}

  SessionStore& open(const std::string& realm) override {
    auto store = RedisSessionStore::open(open_redis(patient(url_)), std::to_string(number_) + realm);
    REQUIRE(store);
    return *stores_.emplace_back(std::move(*store));
  }
  void close() override { stores_.clear(); }

 private:
  static inline int databases = 0;
  int number_ = ++databases;
  std::string url_;
  std::vector<std::unique_ptr<RedisSessionStore>> stores_;
};

}  // namespace signet::test
