"""Conan 2 recipe: an option per component, and the targets and .pc files under the names that CMake installs."""

import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.apple import is_apple_os
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir

required_conan_version = ">=2.1"

# The components that may be left out, each after the one it needs.
OPTIONAL = {
    "password": None,
    "session": "password",
    "sqlite": "session",
    "postgres": "session",
    "redis": "session",
    "httplib": "session",
}


class SignetConan(ConanFile):
    name = "signet"
    description = "Tokens, passwords, policies and sessions for C++20"
    license = "MIT"
    topics = ("jwt", "jws", "jose", "authentication", "password-hashing")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False], **{f"with_{c}": [True, False] for c in OPTIONAL}}
    default_options = {
        "shared": False,
        "fPIC": True,
        "with_password": True,
        "with_session": True,
        "with_sqlite": False,
        "with_postgres": False,
        "with_redis": False,
        "with_httplib": False,
    }
    implements = ["auto_shared_fpic"]
    exports_sources = "CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "lib/*", "!cmake/vcpkg-port/*", "!*.md"
    test_package_folder = "tests/package/conan"

    def set_version(self):
        text = load(self, os.path.join(self.recipe_folder, "CMakeLists.txt"))
        self.version = re.search(r"project\(signet VERSION ([0-9.]+)", text)[1]

    def has(self, component):
        return component == "token" or bool(self.options.get_safe(f"with_{component}"))

    def requirements(self):
        self.requires("openssl/[>=3.0 <4]")
        if self.has("sqlite"):
            self.requires("sqlite3/[>=3.37 <4]")
        if self.has("postgres"):
            self.requires("libpqxx/[>=6.4 <8]")
        if self.has("redis"):
            self.requires("hiredis/[>=0.14 <2]")
        if self.has("httplib"):
            self.requires("cpp-httplib/[>=0.11.4 <1]")

    def validate(self):
        check_min_cppstd(self, 20)
        if self.settings.os == "Windows":
            raise ConanInvalidConfiguration("signet needs POSIX threads; it is not built on Windows")
        if self.options.shared and is_apple_os(self):
            raise ConanInvalidConfiguration("signet is built shared only where the linker takes version scripts (ELF)")
        for component, needed in OPTIONAL.items():
            if needed and self.has(component) and not self.has(needed):
                raise ConanInvalidConfiguration(f"with_{component} needs with_{needed}")

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for component in OPTIONAL:
            toolchain.cache_variables[f"SIGNET_{component.upper()}"] = self.has(component)
        toolchain.cache_variables["SIGNET_BUILD_EXAMPLES"] = False
        toolchain.cache_variables["SIGNET_BUILD_TESTS"] = False
        toolchain.cache_variables["SIGNET_YESCRYPT"] = "OFF"
        toolchain.user_presets_path = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()
        # A consumer's Conan writes these anew, with its own dependencies in them.
        for folder in ("lib/cmake", "lib/pkgconfig", "share"):
            rmdir(self, os.path.join(self.package_folder, folder))

    def package_info(self):
        # signet::signet is a component of ours, so what stands for all of them needs another name.
        self.cpp_info.set_property("cmake_file_name", "signet")
        self.cpp_info.set_property("cmake_target_name", "signet::everything")
        self.cpp_info.set_property("pkg_config_name", "signet-everything")
        self.add_component("token", ["openssl::crypto"])
        if self.has("password"):
            self.add_component("password", ["token"])
        if self.has("session"):
            self.add_component("session", ["password"])
            default = self.cpp_info.components["signet"]
            default.set_property("cmake_target_name", "signet::signet")
            default.set_property("pkg_config_name", "signet")
            default.libdirs = default.includedirs = []
            default.requires = ["token", "password", "session"]
        if self.has("sqlite"):
            self.add_component("sqlite", ["session", "sqlite3::sqlite3"])
        if self.has("postgres"):
            self.add_component("postgres", ["session", "libpqxx::libpqxx"])
        if self.has("redis"):
            self.add_component("redis", ["session", "hiredis::hiredis"])
        if self.has("httplib"):
            self.add_component("httplib", ["session", "cpp-httplib::cpp-httplib", "openssl::ssl"])

    def add_component(self, name, requires):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", f"signet::{name}")
        component.set_property("pkg_config_name", f"signet-{name}")
        component.libs = [f"signet_{name}"]
        component.requires = requires
        if self.settings.os in ("Linux", "FreeBSD") and name in ("password", "postgres", "redis", "httplib"):
            component.system_libs = ["pthread"]
