"""Conan's test package: a consumer of each component that the package has, by CMake; .pc names looked at."""

import os

from conan import ConanFile
from conan.errors import ConanException
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.gnu import PkgConfigDeps


class SignetTestPackage(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    test_type = "explicit"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def components(self):
        options = self.dependencies["signet"].options
        built = [c for c in ("password", "session", "sqlite", "postgres", "redis", "httplib") if options.get_safe(f"with_{c}")]
        return ["token", *built, *(["signet"] if "session" in built else [])]

    def generate(self):
        CMakeDeps(self).generate()
        PkgConfigDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["COMPONENTS"] = ";".join(self.components())
        toolchain.user_presets_path = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        for component in self.components():
            file = "signet.pc" if component == "signet" else f"signet-{component}.pc"
            if not os.path.isfile(os.path.join(self.generators_folder, file)):
                raise ConanException(f"{file} was not generated")
            if can_run(self):
                self.run(os.path.join(self.cpp.build.bindir, f"consumer_{component}"), env="conanrun")
