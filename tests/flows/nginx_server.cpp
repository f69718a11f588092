// Starts and stops nginx.
#include "flows/nginx_server.hpp"

#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "flows/client.hpp"
#include "support/await.hpp"
#include "support/loopback_port.hpp"

namespace signet::test {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  std::size_t at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, "the configuration has no `" << from << '`');
  for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

}  // namespace

std::string NginxServer::configuration(const ShippedSite& site) const {
  std::string text = read_file(std::string{SIGNET_SOURCE_DIR} + "/examples/" + site.file);
  replace_all(text, "listen " + site.listen + ";", "listen 127.0.0.1:" + std::to_string(port_) + ";");
  for (const auto& [from, to] : site.changes) replace_all(text, from, to);
  const std::string logs = "/var/log/nginx";
  if (text.find(logs) != std::string::npos) replace_all(text, logs, folder_.path());
  std::string paths;
  for (const char* name : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    paths += std::string{name} + "_temp_path " + folder_.path() + "/" + name + ";\n";
  }
  return "daemon off;\nmaster_process off;\npid " + folder_.path() +
         "/pid;\nevents { worker_connections 512; }\n" +
         "http {\naccess_log off;\nset_real_ip_from 127.0.0.2;\nreal_ip_header X-Test-Client;\n" + paths +
         text + "}\n";
}

NginxServer::NginxServer(const ShippedSite& site) : port_(free_port()) {
  std::string path = folder_.write({"nginx.conf", configuration(site)});
  std::string log = folder_.path() + "/error.log";
  std::string folder = folder_.path() + "/";
  std::string words[] = {"nginx", "-p", folder, "-c", path, "-e", log};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  REQUIRE(::posix_spawn(&process_, SIGNET_NGINX, nullptr, nullptr, arguments.data(), environ) == 0);
  await("nginx", [&] {
    REQUIRE_MESSAGE(::waitpid(process_, nullptr, WNOHANG) == 0, "nginx did not start:\n" << read_file(log));
    return Connection{port_}.open();
  });
}

std::string NginxServer::access_log() const { return read_file(folder_.path() + "/access.log"); }

NginxServer::~NginxServer() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace signet::test
