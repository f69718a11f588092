// Waiting in turn; and the turns of the files that are open in this process, by device and inode.
#include "store/sqlite/write_turn.hpp"

#include <sys/stat.h>

#include <chrono>
#include <map>
#include <utility>

namespace signet::inline v0::detail::sqlite {

std::shared_ptr<WriteTurn> WriteTurn::of(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::pair<dev_t, ino_t>, std::weak_ptr<WriteTurn>> turns;

  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return nullptr;
  const std::scoped_lock lock(mutex);
  std::erase_if(turns, [](const auto& entry) { return entry.second.expired(); });
  auto& known = turns[{status.st_dev, status.st_ino}];
  auto turn = known.lock();
  if (turn == nullptr) known = turn = std::make_shared<WriteTurn>();
  return turn;
}

bool WriteTurn::take(Seconds timeout) {
  std::unique_lock lock(mutex_);
  if (!taken_) return taken_ = true;
  Waiter waiter;
  queue_.push_back(&waiter);
  const auto microseconds = std::chrono::microseconds(timeout.microseconds());
  if (waiter.woken.wait_for(lock, microseconds, [&] { return waiter.has_turn; })) return true;
  std::erase(queue_, &waiter);
  return false;
}

void WriteTurn::give_back() noexcept {
  const std::scoped_lock lock(mutex_);
  if (queue_.empty()) {
    taken_ = false;
    return;
  }
  queue_.front()->has_turn = true;
  queue_.front()->woken.notify_one();
  queue_.pop_front();
}

}  // namespace signet::inline v0::detail::sqlite
