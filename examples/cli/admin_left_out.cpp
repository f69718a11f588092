// signet admin in a build without stores.
#include "admin_help.hpp"
#include "commands.hpp"

namespace signet_cli {

Exit admin(const Words&) {
  throw InputError{"this signet was built without signet::sqlite, which admin needs"};
}

}  // namespace signet_cli
