"""The package as a whole: version, documentation, typing, and the README's Python."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import signet
from signet import _core, errors, outcomes, rules

sys.path.insert(0, str(ROOT / "tests" / "rules"))
from readme import blocks  # noqa: E402  the README's rules are the same for C++ and Python


def python_of_the_readme():
    """(program, what it must print or None)"""
    found = list(blocks((ROOT / "README.md").read_text()))
    for i, (kind, content, _) in enumerate(found):
        if kind == "python":
            follows = found[i + 1] if i + 1 < len(found) else ("", "", False)
            yield content, follows[1] if follows[0] == "text" and follows[2] else None


PROGRAMS = list(python_of_the_readme())


def test_the_readme_has_python():
    assert len(PROGRAMS) >= 1


@pytest.mark.parametrize(("program", "expected"), PROGRAMS)
def test_the_python_of_the_readme_runs_and_prints_what_stands_below(program, expected):
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == expected


def test_the_version_is_that_of_the_project():
    project = re.search(r"project\(signet VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())
    assert signet.__version__ == project[1]


@pytest.mark.parametrize("module", [signet, errors, outcomes, rules])
def test_all_names_of_a_module_are_there_in_order_and_documented(module):
    assert module.__doc__
    assert module.__all__ == sorted(module.__all__)
    for name in module.__all__:
        found = getattr(module, name)
        assert isinstance(found, (str, tuple)) or found.__doc__, name


def test_every_public_name_of_the_extension_is_documented():
    for name, found in vars(_core).items():
        if name.startswith("_") or isinstance(found, tuple):
            continue
        assert found.__doc__, name
        for member, value in vars(found).items() if isinstance(found, type) else ():
            assert member.startswith("_") or value.__doc__, f"{name}.{member}"


def test_the_extension_brings_no_other_names():
    public = {name for name in vars(_core) if not name.startswith("_")}
    assert public == {*signet.__all__, *rules.__all__, "exception_type"} - {*errors.__all__, *outcomes.__all__, "__version__"}


def test_the_package_says_that_it_is_typed():
    folder = Path(signet.__file__).parent
    assert (folder / "py.typed").is_file()
    assert (folder / "_core.pyi").is_file()


def test_no_source_of_the_build_is_in_the_package():
    kinds = {path.suffix for path in Path(signet.__file__).parent.iterdir() if path.is_file()}
    assert kinds == {".py", ".pyi", ".typed", ".so"}
