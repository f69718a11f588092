// Runs the built `signet` command in a scratch folder and keeps what it wrote.
#pragma once

#include <filesystem>
#include <string>

namespace signet_test {

struct Outcome {
  int exit_code;
  std::string out;
  std::string err;
};

/// A folder of its own for one test, removed with the object.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  /// `signet <arguments>` by the shell, in this folder, with `input` on standard input.
  Outcome signet(const std::string& arguments, const std::string& input = {}) const;
  /// A line of shell in this folder; `$signet` is the command. Its exit code, and what all of it wrote.
  Outcome shell(const std::string& line, const std::string& input = {}) const;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string read(const std::string& name) const;
  void write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace signet_test
