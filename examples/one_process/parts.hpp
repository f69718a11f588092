// The parts of both servers of flow C, over one store.
#pragma once

#include <memory>
#include <vector>

#include "auth_server/parts_c.hpp"
#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/reports.hpp"
#include "resource_server/parts_c.hpp"

namespace signet::example {

/// Owns what both routers borrow. The resource server's demo login asks the auth server's parts themselves.
class BothPartsC {
 public:
  /// Judges the options without making or opening anything.
  static Start<Done> check(const Options& options);
  /// @return a Stop that names the option to change
  static Start<std::unique_ptr<BothPartsC>> open(const Options& options, Reports& reports);

  /// The auth server's door and then the resource server's; they borrow these parts.
  std::vector<Door> doors();

 private:
  BothPartsC() = default;

  std::unique_ptr<PartsC> auth_;
  std::unique_ptr<PostsPartsC> posts_;
};

}  // namespace signet::example
