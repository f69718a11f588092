// Runs the built `signet` command: see command.hpp.
#include "command.hpp"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace signet_test {

Scratch::Scratch() {
  std::string name = (std::filesystem::temp_directory_path() / "signet-cli-XXXXXX").string();
  folder_ = ::mkdtemp(name.data());
}

Scratch::~Scratch() { std::filesystem::remove_all(folder_); }

std::string Scratch::read(const std::string& name) const {
  std::ostringstream content;
  content << std::ifstream{folder_ / name, std::ios::binary}.rdbuf();
  return content.str();
}

void Scratch::write(const std::string& name, const std::string& content) const {
  std::ofstream{folder_ / name, std::ios::binary} << content;
}

Outcome Scratch::signet(const std::string& arguments, const std::string& input) const {
  return shell("$signet " + arguments, input);
}

Outcome Scratch::shell(const std::string& line, const std::string& input) const {
  write("stdin", input);
  const std::string whole = "cd '" + folder_.string() + "' && signet=" SIGNET_BIN_DIR "/signet && { " + line +
                            "; } <stdin >stdout 2>stderr";
  const int status = std::system(whole.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read("stdout"), read("stderr")};
}

}  // namespace signet_test
