// JSON values of a request that are scanned by themselves: objects, and strings of any length.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/json/view.hpp"

namespace signet_cli {

/// One strictly scanned JSON object with a copy of its text, wiped when it goes.
class ScannedObject {
 public:
  /// @error json_*, utf8_invalid
  static signet::Result<ScannedObject> of(std::string_view text, const signet::Limits& limits = {});
  /// The object of one member, named "", with this value.
  static signet::Result<ScannedObject> around(std::string_view value, const signet::Limits& limits = {});

  signet::JsonObject members() const {
    return {reinterpret_cast<const char*>(text_.expose().data()), std::span{index_}.first(count_)};
  }

 private:
  static signet::Result<ScannedObject> scan(signet::SecretBytes text, const signet::Limits& limits);

  signet::SecretBytes text_;
  std::array<signet::JsonMember, 256> index_{};
  std::size_t count_ = 0;
};

/// Decodes a JSON string, given with its quotes. It may be longer than the scanner's 64 KiB.
/// @error json_malformed, utf8_invalid
signet::Result<signet::SecretBytes> decode_string(std::string_view quoted);

}  // namespace signet_cli
