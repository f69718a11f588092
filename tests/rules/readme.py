"""Takes the C++ out of a Markdown page, so that what a reader copies is compiled, and programs are run.

A block ```cpp with `int main` is a program; a block ```text right after it is what it must print. A block
```cpp fragment is compiled only, with the includes and using lines of the program before it. Any other ```cpp
block is a mistake.

Usage: readme.py extract PAGE FOLDER   writes program_N.cpp, program_N.txt, fragment_N.cpp; prints their names
       readme.py run PROGRAM [EXPECTED]   runs it; exit code 0 when it exits 0 and prints EXPECTED
"""

import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """(language with its mark, content, whether only blank lines stand before it since the last block)"""
    end = 0
    for found in BLOCK.finditer(text):
        yield (found[1] + found[2].rstrip(), found[3], not text[end : found.start()].strip())
        end = found.end()


def extract(text):
    """File name → content, in the page's order. Raises ValueError for a block that is neither kind."""
    files, preamble, program = {}, "", None
    for kind, content, adjacent in blocks(text):
        count = len(files)
        if kind == "cpp" and "int main" in content:
            program = f"program_{count}"
            files[program + ".cpp"] = content
            lines = [line for line in content.splitlines() if re.match(r"#include|using ", line)]
            preamble = "\n".join(lines) + "\n\n"
        elif kind == "cpp fragment":
            program = None
            files[f"fragment_{count}.cpp"] = preamble + content
        elif kind.startswith("cpp"):
            raise ValueError(f"a ```{kind} block without `int main` that is not marked fragment: {content[:60]!r}")
        else:
            if kind == "text" and program and adjacent:
                files[program + ".txt"] = content
            program = None
    return files


def run(program, expected):
    result = subprocess.run([program], capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        return f"exit code {result.returncode}\n{result.stdout}{result.stderr}"
    if expected is not None and result.stdout != expected:
        return f"printed\n{result.stdout}instead of\n{expected}"
    return None


def main(arguments):
    if arguments[0] == "run":
        wrong = run(arguments[1], Path(arguments[2]).read_text() if len(arguments) > 2 else None)
        print(wrong or "passed")
        return 1 if wrong else 0
    folder = Path(arguments[2])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        files = extract(Path(arguments[1]).read_text())
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for name, content in files.items():
        if not (folder / name).exists() or (folder / name).read_text() != content:
            (folder / name).write_text(content)
    print(";".join(files), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
