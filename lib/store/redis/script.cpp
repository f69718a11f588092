// EVALSHA, and EVAL where that finds nothing; EVAL keeps the script for the next EVALSHA.
#include "store/redis/script.hpp"

#include <string>
#include <utility>
#include <vector>

#include "crypto/sha1.hpp"

namespace signet::inline v0::detail::redis {

Script::Script(std::string source) : source_(std::move(source)), digest_(sha1_hex(source_)) {}

Result<Reply> Script::call(Connection& connection, Words keys, Words arguments) const {
  const std::string number_of_keys = std::to_string(keys.size());
  std::vector<std::string_view> words;
  words.reserve(3 + keys.size() + arguments.size());
  words.insert(words.end(), {"EVALSHA", digest(), number_of_keys});
  words.insert(words.end(), keys.begin(), keys.end());
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto reply = connection.command(words);
  if (!reply || !reply->is_error("NOSCRIPT")) return reply;
  words[0] = "EVAL";
  words[1] = source_;
  return connection.command(words);
}

Result<Reply> Script::run(Connection& connection, Words keys, Words arguments) const {
  auto reply = call(connection, keys, arguments);
  if (reply && reply->kind == ReplyKind::error) return judge(reply->text).error;
  return reply;
}

}  // namespace signet::inline v0::detail::redis
