// A consumer of signet::redis: a server that is not there is an error, and no more.
#include "signet/store/redis_session_store.hpp"

int main() {
  const auto database = signet::RedisDatabase::open({.url = "redis://consumer:secret@127.0.0.1:1/0"});
  return !database && database.error() == signet::fail(signet::Errc::store_unavailable) ? 0 : 1;
}
