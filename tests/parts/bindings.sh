#!/usr/bin/env bash
# The Python package, built by pip as the README says and by CMake with Debian's pybind11: pytest, mypy, stubtest.
. "$(dirname "$0")/common.sh"
work=$PWD/build/bindings
venv=$work/.venv
tests=$PWD/bindings/python/tests
debian=$PWD/build/bindings-debian
python=/usr/bin/python3  # Debian's, for which its pybind11 and headers are; python3 may be another
[ -x "$python" ] || python=python3

rm -rf "$work"
mkdir -p "$work"
"$python" -m venv "$venv" || skip "python3-venv is not installed"
timeout 120 "$venv/bin/pip" download -q --no-deps --no-cache-dir -d "$work/reached" scikit-build-core ||
  skip "PyPI cannot be reached"

# pip says the size of the wheel that it made.
install() {
  rm -rf build/cp3*
  local begun=$SECONDS
  "$venv/bin/pip" install . >"$folder/install.log" || { cat "$folder/install.log" && return 1; }
  sed -n 's/^ *Created wheel for signet: .* size=\([0-9]*\).*/wheel: \1 bytes/p' "$folder/install.log"
  echo "pip install . took $((SECONDS - begun)) s"
}

# The package and its description; no header, no library.
only_the_package() {
  "$venv/bin/python" - <<'TEXT'
import importlib.metadata, re, sys
names = [str(path) for path in importlib.metadata.files("signet")]
part = r"signet/(__pycache__/)?\w+(\.[\w-]+)*\.(py|pyc|pyi|so|typed)|signet-[\d.]+\.dist-info/.*"
strange = [name for name in names if not re.fullmatch(part, name)]
sys.exit(f"not of the package: {strange}" if strange else 0)
TEXT
}

one_symbol() { [ "$(nm -D --defined-only "$1" | cut -d' ' -f3-)" = PyInit__core ]; }

# Outside the repository's root, so that `signet` is the installed package.
in_venv() { (cd "$work" && "$venv/bin/python" -m "$@"); }
run_pytest() { in_venv pytest -q -p no:cacheprovider "$@"; }

with_debians_pybind11() {
  cmake -S . -B "$debian" -G Ninja -DCMAKE_BUILD_TYPE=Release -DSIGNET_BUILD_PYTHON=ON -DSIGNET_BUILD_TESTS=OFF \
    -DSIGNET_BUILD_EXAMPLES=OFF -DSIGNET_HTTPLIB=OFF -DSIGNET_INSTALL=OFF -DSIGNET_WARNINGS_AS_ERRORS=ON \
    -DPython_EXECUTABLE="$python" -Dpybind11_DIR=/usr/lib/cmake/pybind11
  cmake --build "$debian" --target signet_python
  cmake --install "$debian" --component python --prefix "$work/debian-package"
}

check "pip install ." install
check "what is installed" only_the_package
check "one exported symbol" one_symbol "$venv"/lib/python3*/site-packages/signet/_core*.so
check "packages of the tests" "$venv/bin/pip" install -q -r "$tests/requirements.txt"
for file in "$tests"/test_*.py; do check "pytest $(basename "$file")" run_pytest "$file"; done
check "mypy --strict" in_venv mypy --strict --config-file "$PWD/pyproject.toml" "$tests/typed_sample.py"
check "stubtest" in_venv mypy.stubtest signet --allowlist "$tests/stubtest_allowlist.txt"
if [ -d /usr/lib/cmake/pybind11 ]; then
  check "CMake with Debian's pybind11" with_debians_pybind11
  PYTHONPATH=$work/debian-package check "pytest with Debian's pybind11" run_pytest "$tests"
else
  record skipped 0 "CMake with Debian's pybind11" "pybind11-dev is not installed"
fi
