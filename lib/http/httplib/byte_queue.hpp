// ByteQueue: bytes in the order in which they came, wiped as they leave; without any, it holds no memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace signet::inline v0::detail {

/// @thread one at a time
class ByteQueue {
 public:
  ByteQueue() noexcept = default;
  ByteQueue(const ByteQueue&) = delete;
  ByteQueue& operator=(const ByteQueue&) = delete;
  ~ByteQueue();

  void append(std::string_view bytes);
  /// Drops the first `size` bytes, which are there.
  void consume(std::size_t size) noexcept;

  /// View until the next change.
  std::string_view view() const noexcept { return {memory_.get() + begin_, end_ - begin_}; }
  bool empty() const noexcept { return begin_ == end_; }
  /// Bytes of memory.
  std::size_t held() const noexcept { return capacity_; }

 private:
  void make_room(std::size_t size);

  std::unique_ptr<char[]> memory_;
  std::size_t begin_ = 0, end_ = 0, capacity_ = 0;
};

}  // namespace signet::inline v0::detail
