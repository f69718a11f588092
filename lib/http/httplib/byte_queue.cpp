// A queue of bytes that leaves no copy of them behind.
#include "http/httplib/byte_queue.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t least = 512;

}  // namespace

ByteQueue::~ByteQueue() { wipe(memory_.get() + begin_, end_ - begin_); }

void ByteQueue::append(std::string_view bytes) {
  if (bytes.empty()) return;
  if (bytes.size() > capacity_ - end_) make_room(end_ - begin_ + bytes.size());
  std::ranges::copy(bytes, memory_.get() + end_);
  end_ += bytes.size();
}

void ByteQueue::consume(std::size_t size) noexcept {
  wipe(memory_.get() + begin_, size);
  begin_ += size;
  if (!empty()) return;
  memory_.reset();
  begin_ = end_ = capacity_ = 0;
}

// Moves what is held to the front of memory for `size` bytes.
void ByteQueue::make_room(std::size_t size) {
  const auto capacity = std::max(least, std::bit_ceil(size));
  auto memory = std::make_unique_for_overwrite<char[]>(capacity);
  std::ranges::copy(view(), memory.get());
  wipe(memory_.get() + begin_, end_ - begin_);
  end_ -= std::exchange(begin_, 0);
  memory_ = std::move(memory);
  capacity_ = capacity;
}

}  // namespace signet::inline v0::detail
