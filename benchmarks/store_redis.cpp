// Rotations in Redis beside a bare script with the same reads and writes: the time that the server says it
// took, the processor time of the client, and how many commands a rotation is.
#include <hiredis/hiredis.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/store/redis_session_store.hpp"
#include "store_turns.hpp"
#include "token_jobs.hpp"
#include "undisturbed.hpp"

namespace signet_bench {
namespace {

using namespace signet;

constexpr int rows = 1024;
using Words = std::span<const std::string_view>;

// A connection that is asked by hiredis alone.
class Redis {
 public:
  explicit Redis(const std::string& url)
      : context_(redisConnect("127.0.0.1", std::atoi(url.substr(url.rfind(':') + 1).c_str()))) {
    if (context_ == nullptr || context_->err != 0) stop("Redis does not answer");
  }
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;
  ~Redis() { redisFree(context_); }

  std::string ask(Words words) {
    std::array<const char*, 8> texts{};
    std::array<std::size_t, 8> sizes{};
    for (std::size_t i = 0; i < words.size(); ++i) texts[i] = words[i].data(), sizes[i] = words[i].size();
    auto* reply = static_cast<redisReply*>(
        redisCommandArgv(context_, static_cast<int>(words.size()), texts.data(), sizes.data()));
    if (reply == nullptr || reply->type == REDIS_REPLY_ERROR) stop("Redis refuses a command");
    std::string text = reply->str == nullptr ? std::string{} : std::string{reply->str, reply->len};
    freeReplyObject(reply);
    return text;
  }

 private:
  redisContext* context_;
};

// What Redis has counted of commands, those that scripts call among them: a line a command, as
// cmdstat_get:calls=21,usec=175,usec_per_call=8.33,…
class CommandStats {
 public:
  explicit CommandStats(const std::string& url) : redis_(url) {}

  double script_time() {
    const std::string text = ask();
    return value(text, text.find("cmdstat_evalsha:"), "usec=") * 1000;
  }
  // Those that came from clients, but not from here: each script here calls two.
  double from_clients() {
    const std::string text = ask();
    double all = 0;
    for (std::size_t at = text.find("cmdstat_"); at != std::string::npos;
         at = text.find("cmdstat_", at + 1)) {
      if (text.compare(at, 13, "cmdstat_info:") != 0) all += value(text, at, "calls=");
    }
    return all - 2 * value(text, text.find("cmdstat_evalsha:"), "calls=");
  }

 private:
  std::string ask() { return redis_.ask(std::array<std::string_view, 2>{"INFO", "commandstats"}); }
  static double value(const std::string& text, std::size_t line, std::string_view name) {
    const std::size_t at = text.find(name, line);
    return at == std::string::npos ? 0 : std::strtod(text.c_str() + at + name.size(), nullptr);
  }

  Redis redis_;
};

// Reads a record and a key that is not there, and writes over the record's first half, as a rotation does.
// The answer is nothing but that it is done.
class BareScript {
 public:
  explicit BareScript(const std::string& url) : redis_(url) {
    digest_ = redis_.ask(std::array<std::string_view, 3>{
        "SCRIPT", "LOAD",
        "redis.call('MGET', KEYS[1], KEYS[2]) redis.call('SETRANGE', KEYS[1], 0, ARGV[1]) return 1"});
    const std::string record(173, '0');
    for (int row = 0; row < rows; ++row) {
      keys_.push_back("bare:{benchmark}:family:00000000-0000-4000-8000-00000000" +
                      std::to_string(1000 + row));
      redis_.ask(std::array<std::string_view, 3>{"SET", keys_.back(), record});
    }
  }
  void update_one() {
    const std::string& key = keys_[++picked_ * 7919 % rows];
    redis_.ask(
        std::array<std::string_view, 6>{"EVALSHA", digest_, "2", key, "bare:{benchmark}:mark", written_});
  }

 private:
  Redis redis_;
  std::string digest_;
  std::vector<std::string> keys_;
  std::string written_ = std::string(88, '1');
  std::uint64_t picked_ = 0;
};

}  // namespace

std::vector<StoreCase> redis_cases(const std::string& url) {
  auto database = RedisDatabase::open({.url = url, .connections = 1});
  if (!database) stop(database.error().sentence());
  auto opened = RedisSessionStore::open(*database, "benchmark");
  if (!opened) stop(opened.error().sentence());
  const std::shared_ptr<RedisSessionStore> store{*std::move(opened)};
  const auto families = std::make_shared<RotatedFamilies>(*store, 10);
  const auto bare = std::make_shared<BareScript>(url);
  const auto stats = std::make_shared<CommandStats>(url);
  StoreCase server{.name = "redis_rotation_server",
                   .over = "bare_script",
                   .timed = "time of a script in ns, as the server counts it",
                   .planted = 0.1,
                   .calls = 400,
                   .meter = [stats] { return stats->script_time(); },
                   .floor = [bare] { bare->update_one(); },
                   .ours = [store, families] { families->rotate_one(); },
                   .commands = [stats] { return stats->from_clients(); }};
  StoreCase client = server;
  client.name = "redis_rotation_client";
  client.timed = "CPU time of the client, of a call, in ns";
  client.meter = thread_cpu;
  client.commands = {};
  return {server, client};
}

}  // namespace signet_bench
