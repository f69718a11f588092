// SqliteStoreOptions: the one SQLite file of a service, as SqliteAccountStore and SqliteSessionStore open it.
#pragma once

#include <string>

#include "signet/core/numeric_date.hpp"

namespace signet::inline v0 {

/// The same options open both stores. A file that is not there is made, with mode 0600; any number of
/// processes of this host may use it at once. What a call acknowledged is seen by every later call of any of
/// them, and survives kill -9 and power loss (write-ahead log, synchronous=FULL).
///
/// What opening the file may come to:
/// @error option_invalid         an option out of range; the error names it
/// @error store_schema_mismatch  the file is no database (an empty one neither), another program's, or of
///                               another version; it is left as it was
/// @error store_unsupported      the file would lie on a network file system, whose locks cannot be trusted
/// @error store_unavailable      the file cannot be opened, made or written
struct SqliteStoreOptions {
  std::string path;               ///< of the file; its directory exists and is writable
  std::string realm = "default";  ///< what other realms keep in the file does not exist for the store
  /// How long a call waits for other writers of this process, and again for those of others; 1 ms .. 60 s.
  Seconds busy_timeout = Seconds::of(1);
};

}  // namespace signet::inline v0
