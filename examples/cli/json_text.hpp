// A JSON object from outside, scanned strictly, whose members can be copied into another.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "signet/json/view.hpp"
#include "signet/json/writer.hpp"

namespace signet_cli {

/// What a text is called in messages: a path or an option.
struct InputName {
  std::string text;
};

/// Owns its text. The constructor throws an InputError that begins with `name` when it is no JSON object.
class JsonText {
 public:
  JsonText(std::string text, const InputName& name);
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  signet::JsonObject object() const { return {text_.data(), {index_.data(), size_}}; }
  /// Writes name and value of member `i` as they are.
  void copy_member(signet::JsonWriter& json, std::size_t i) const;

 private:
  std::string text_;
  std::array<signet::JsonMember, 256> index_;
  std::size_t size_ = 0;
};

}  // namespace signet_cli
