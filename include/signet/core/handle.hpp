// Owners of opaque things, in place of unique_ptr and shared_ptr, whose header costs every includer 120 ms.
#pragma once

#include <utility>

namespace signet::inline v0 {

/// Sole owner of a T that `Free` releases. T may be incomplete wherever the Handle is only held or moved.
/// @thread as safe as a raw pointer
template <class T, void (*Free)(T*) noexcept>
class Handle {
 public:
  Handle() noexcept = default;
  /// Takes ownership of `owned`, which may be null.
  explicit Handle(T* owned) noexcept : owned_(owned) {}
  Handle(Handle&& other) noexcept : owned_(std::exchange(other.owned_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) reset(std::exchange(other.owned_, nullptr));
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { reset(nullptr); }

  T* get() const noexcept { return owned_; }
  T* operator->() const noexcept { return owned_; }
  T& operator*() const noexcept { return *owned_; }
  explicit operator bool() const noexcept { return owned_ != nullptr; }
  T* release() noexcept { return std::exchange(owned_, nullptr); }

 private:
  void reset(T* next) noexcept {
    if (owned_ != nullptr) Free(owned_);
    owned_ = next;
  }

  T* owned_ = nullptr;
};

/// One of several owners of an immutable T that counts its owners itself. `Retain` adds one, `Release` drops
/// one and frees the T with the last. T may be incomplete wherever the handle is only held, copied or moved.
/// @thread copies may be made and dropped on any thread; one SharedHandle object is not shared without a lock
template <class T, void (*Retain)(const T*) noexcept, void (*Release)(const T*) noexcept>
class SharedHandle {
 public:
  SharedHandle() noexcept = default;
  /// Takes over the one count that `owned` was made with.
  explicit SharedHandle(const T* owned) noexcept : owned_(owned) {}
  SharedHandle(const SharedHandle& other) noexcept : owned_(other.owned_) {
    if (owned_ != nullptr) Retain(owned_);
  }
  SharedHandle(SharedHandle&& other) noexcept : owned_(std::exchange(other.owned_, nullptr)) {}
  SharedHandle& operator=(SharedHandle other) noexcept {
    std::swap(owned_, other.owned_);
    return *this;
  }
  ~SharedHandle() {
    if (owned_ != nullptr) Release(owned_);
  }

  const T* get() const noexcept { return owned_; }
  const T* operator->() const noexcept { return owned_; }
  const T& operator*() const noexcept { return *owned_; }
  explicit operator bool() const noexcept { return owned_ != nullptr; }

 private:
  const T* owned_ = nullptr;
};

}  // namespace signet::inline v0
