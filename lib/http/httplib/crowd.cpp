// Counts who waits for a thread, and wakes idle connections to give theirs up.
#include "http/httplib/crowd.hpp"

#include <unistd.h>

#include <utility>

namespace signet::inline v0::detail {

Crowd::Crowd(std::size_t threads) : threads_(threads) {
  auto ends = open_pipe();
  reader_ = std::move(ends.reader);
  writer_ = std::move(ends.writer);
}

void Crowd::arrived() noexcept {
  if (++waiting_ + seated_ <= threads_) return;
  const char wish = 0;
  // A full pipe holds more wishes than there are threads.
  static_cast<void>(write(writer_.get(), &wish, 1) == 1);
}

void Crowd::seated() noexcept {
  ++seated_;
  --waiting_;
  give_way();  // a wish that nobody met is met by now
}

void Crowd::left() noexcept { --seated_; }

bool Crowd::give_way() noexcept {
  char wish = 0;
  return read(reader_.get(), &wish, 1) == 1;
}

}  // namespace signet::inline v0::detail
