// The members of one request line.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "batch_text.hpp"

namespace signet_cli {

/// One member's value.
struct RequestValue {
  signet::JsonType type;
  std::string_view raw;   ///< as it stands in the line
  std::string_view text;  ///< of a string: decoded
};

/// The members of one JSON object of at most 1 MiB. The scanner takes 64 KiB and 256 members: so strings,
/// arrays and objects are taken out and scanned by themselves, and the outline that is left is scanned after.
/// Borrows the line.
class RequestMembers {
 public:
  /// Nothing when the line is no strict JSON object of at most 256 members. Repeated names, depth and number
  /// of members *inside* a value are for its reader to judge.
  static std::optional<RequestMembers> of(std::string_view line);

  std::size_t size() const { return outline_.members().size(); }
  std::string_view name(std::size_t i) const { return outline_.members().name(i); }
  /// Valid as long as *this and the line.
  std::optional<RequestValue> find(std::string_view name) const;

 private:
  struct TakenOut {
    std::string_view raw;
    signet::SecretBytes decoded;  // of a string
  };

  RequestMembers() = default;
  bool take_out(std::string_view raw);

  ScannedObject outline_;
  std::vector<TakenOut> taken_;  // in order; the outline has the place of each
};

}  // namespace signet_cli
