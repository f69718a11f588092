// A JSON object from outside, scanned strictly, whose members can be copied into another.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "signet/json/view.hpp"
#include "signet/json/writer.hpp"

namespace signet_cli {

/// Owns its text. `what` names it in the InputError that the constructor throws when it is no JSON object.
class JsonText {
 public:
  JsonText(std::string text, const std::string& what);
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
