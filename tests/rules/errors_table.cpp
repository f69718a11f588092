// Renders the table of core/errc.cpp as Markdown. errors_table FILE compares, errors_table --write FILE
// writes.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "signet/core/errc.hpp"

namespace {

std::string rendered() {
  std::string page =
      "# Error codes\n\n"
      "Rendered from the table in `lib/core/errc.cpp` by `errors_table --write`; a test compares. "
      "Codes are part of\nsemantic versioning and are never reused. *Bearer* is the RFC 6750 §3.1 error that "
      "goes into `WWW-Authenticate`.\n\n"
      "| code | stage | HTTP | bearer | meaning |\n|---|---|---|---|---|\n";
  for (const signet::ErrorRow& row : signet::error_rows) {
    page += "| `" + std::string(row.name) + "` | " + std::string(to_string(row.stage)) + " | " +
            std::to_string(row.http_status) + " | " + std::string(row.bearer) + " | " +
            std::string(row.sentence) + " |\n";
  }
  return page;
}

int compare(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string found{std::istreambuf_iterator<char>(stream), {}};
  if (found == rendered()) return 0;
  std::fprintf(stderr, "%s is not what core/errc.cpp says; run: errors_table --write %s\n", file.c_str(),
               file.c_str());
  return 1;
}

int write(const std::string& file) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << rendered() << std::flush;
  if (stream) return 0;
  std::fprintf(stderr, "cannot write %s\n", file.c_str());
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2) return compare(arguments[1]);
  if (count == 3 && std::string_view{arguments[1]} == "--write") return write(arguments[2]);
  std::fputs("usage: errors_table [--write] FILE\n", stderr);
  return 2;
}
