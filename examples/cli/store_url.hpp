// Where `signet admin` finds its store: a URL from the command line, a file or the environment.
#pragma once

#include <string>

#include "args.hpp"

namespace signet_cli {

/// The path of the SQLite file that --store, --store-file, SIGNET_STORE_FILE or SIGNET_STORE names, the first
/// of them that is given. No message repeats a URL: it may carry a password. Throws UsageError: none is
/// given, or it is no `sqlite:PATH`, or --store carries a password. Throws InputError: the file cannot be
/// read, or others may write it.
std::string store_path(const Args& args);

}  // namespace signet_cli
