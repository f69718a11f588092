// A folder for one test, removed with all that is in it.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace signet::test {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = (std::filesystem::temp_directory_path() / "signet-test-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) std::abort();
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const noexcept { return path_; }
  struct File {
    std::string name;
    std::string content;
    mode_t mode = 0600;
  };
  /// @return the path of the file written
  std::string write(const File& file) const {
    const std::string path = path_ + "/" + file.name;
    std::ofstream{path} << file.content;
    ::chmod(path.c_str(), file.mode);
    return path;
  }

 private:
  std::string path_;
};

}  // namespace signet::test
