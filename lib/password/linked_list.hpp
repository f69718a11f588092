// LinkedList: a list whose links are in its members, so that any of them leaves it without a search.
#pragma once

namespace signet::inline v0::detail {

template <class T>
struct Links {
  T* before = nullptr;
  T* after = nullptr;
};

/// Members belong to others, and stay where they are for as long as they are in it.
template <class T, Links<T> T::* links>
class LinkedList {
 public:
  T* first() const noexcept { return ends_.after; }
  T* last() const noexcept { return ends_.before; }
  bool empty() const noexcept { return ends_.after == nullptr; }
  static T* after(const T& member) noexcept { return (member.*links).after; }
  static T* before(const T& member) noexcept { return (member.*links).before; }

  /// After `place`, or as the first if that is null.
  void insert_after(T* place, T& member) noexcept {
    T* const next = place == nullptr ? first() : after(*place);
    member.*links = {.before = place, .after = next};
    (place == nullptr ? ends_.after : (place->*links).after) = &member;
    (next == nullptr ? ends_.before : (next->*links).before) = &member;
  }
  void push_front(T& member) noexcept { insert_after(nullptr, member); }
  void push_back(T& member) noexcept { insert_after(last(), member); }

  void remove(T& member) noexcept {
    const auto [previous, next] = member.*links;
    (previous == nullptr ? ends_.after : (previous->*links).after) = next;
    (next == nullptr ? ends_.before : (next->*links).before) = previous;
  }

 private:
  Links<T> ends_;  ///< the last is before the end, the first after it
};

}  // namespace signet::inline v0::detail
