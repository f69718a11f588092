// Memory on large pages: what is handed out, and what the system was asked for.
#include "store/memory/large_pages.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace signet;
using detail::LargePages;

namespace {

constexpr std::size_t piece = std::size_t{259} * 128;

std::uintptr_t address(const void* memory) { return reinterpret_cast<std::uintptr_t>(memory); }

// What the kernel says of the mapping that `memory` lies in (proc_pid_smaps(5), VmFlags).
std::string flags_of(const void* memory) {
  std::ifstream mappings("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(mappings, line);) {
    std::istringstream words(line);
    std::uintptr_t from = 0, to = 0;
    char dash = 0;
    if (words >> std::hex >> from >> dash >> to && dash == '-')
      inside = from <= address(memory) && address(memory) < to;
    if (inside && line.starts_with("VmFlags:")) return line + ' ';
  }
  return {};
}

bool asked_for_large_pages(const void* memory) { return flags_of(memory).find(" hg ") != std::string::npos; }

}  // namespace

TEST_CASE("no two pieces share a byte or a large page's edge, and each keeps what was written") {
  LargePages pages(piece);
  std::vector<char*> taken;
  for (std::uint8_t i = 0; i < 200; ++i) {
    taken.push_back(static_cast<char*>(pages.take()));
    std::memset(taken.back(), i, piece);
  }
  for (std::uint8_t i = 0; i < 200; ++i) {
    CHECK(std::string_view(taken[i], piece) == std::string(piece, static_cast<char>(i)));
    CHECK(address(taken[i]) % 128 == 0);
    CHECK(address(taken[i]) / LargePages::page == (address(taken[i]) + piece - 1) / LargePages::page);
  }
}

TEST_CASE("what was given back is taken before anything new, the last of it first") {
  LargePages pages(piece);
  void* const first = pages.take();
  void* const second = pages.take();
  pages.give_back(first);
  pages.give_back(second);
  CHECK(pages.take() == second);
  CHECK(pages.take() == first);
  void* const third = pages.take();
  CHECK(third != first);
  CHECK(third != second);
}

TEST_CASE("a piece may be as large as a page, and lies on one") {
  LargePages pages(LargePages::page);
  void* const first = pages.take();
  void* const second = pages.take();
  CHECK(first != second);
  CHECK(address(first) % LargePages::page == 0);
  CHECK(address(second) % LargePages::page == 0);
}

TEST_CASE("the system is asked for large pages from the second chunk on" *
          doctest::description("skipped where the kernel has no transparent huge pages to ask for") *
          doctest::skip(!std::filesystem::exists("/sys/kernel/mm/transparent_hugepage"))) {
  LargePages pages(LargePages::page);
  CHECK_FALSE(asked_for_large_pages(pages.take()));
  CHECK(asked_for_large_pages(pages.take()));
  CHECK(asked_for_large_pages(pages.take()));
}
