// Runs a fuzz target over files and folders of inputs, where there is no libFuzzer to do it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

void replay(const fs::path& file) {
  std::fprintf(stderr, "%s\n", file.filename().c_str());  // the last one printed is the one that failed
  std::ifstream in(file, std::ios::binary);
  // Of exactly its size, so that a sanitizer sees each byte read beyond it.
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

int replay_all(const fs::path& path) {
  if (!fs::is_directory(path)) {
    replay(path);
    return 1;
  }
  int count = 0;
  for (const auto& entry : fs::directory_iterator(path)) count += replay_all(entry.path());
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  LLVMFuzzerInitialize(&argc, &argv);
  int count = 0;
  for (int i = 1; i < argc; ++i) count += replay_all(argv[i]);
  std::fprintf(stderr, "%d inputs\n", count);
  return count > 0 ? 0 : 1;
}
