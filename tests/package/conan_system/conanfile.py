"""Stands in for a public Conan recipe by what the system has installed: `conan export . --name openssl`.

One recipe for all, by name. The version is pkg-config's; components and targets are named as the public recipe's.
"""

import subprocess

from conan import ConanFile
from conan.tools.system.package_manager import Apt

# Name → pkg-config module, Debian package, file for find_package, components as (name, target, library, requires).
# A recipe without components has one of no name.
SYSTEM = {
    "cpp-httplib": ("cpp-httplib", "libcpp-httplib-dev", "httplib", [(None, "httplib::httplib", "cpp-httplib", [])]),
    "hiredis": ("hiredis", "libhiredis-dev", "hiredis", [(None, "hiredis::hiredis", "hiredis", [])]),
    "libpqxx": ("libpqxx", "libpqxx-dev", "libpqxx", [(None, "libpqxx::pqxx", "pqxx", [])]),
    "openssl": (
        "openssl",
        "libssl-dev",
        "OpenSSL",
        [("crypto", "OpenSSL::Crypto", "crypto", []), ("ssl", "OpenSSL::SSL", "ssl", ["crypto"])],
    ),
    "sqlite3": ("sqlite3", "libsqlite3-dev", "SQLite3", [("sqlite", "SQLite::SQLite3", "sqlite3", [])]),
}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


class SystemConan(ConanFile):
    package_type = "shared-library"
    settings = "os", "arch", "compiler", "build_type"

    def set_version(self):
        self.version = output("pkg-config", "--modversion", SYSTEM[self.name][0])

    def package_id(self):
        self.info.clear()

    def system_requirements(self):
        Apt(self).install([SYSTEM[self.name][1]])

    def package_info(self):
        module, _, file, components = SYSTEM[self.name]
        self.cpp_info.includedirs = self.cpp_info.libdirs = self.cpp_info.bindirs = []
        self.cpp_info.set_property("cmake_find_mode", "both")
        self.cpp_info.set_property("cmake_file_name", file)
        for name, target, library, requires in components:
            info = self.cpp_info.components[name] if name else self.cpp_info
            info.set_property("cmake_target_name", target)
            info.includedirs = info.libdirs = info.bindirs = []
            info.system_libs = [library]
            info.requires = requires
            info.defines = [flag[2:] for flag in output("pkg-config", "--cflags-only-other", module).split()]
