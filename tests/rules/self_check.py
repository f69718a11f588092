"""Proves that each rule test notices a broken rule: plants one mistake at a time and expects its finding."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import compile_fail
import dependencies
import kernel_symbols
import promises
import proof
import readme
import stop_points
import tree


class Planted(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def plant(self, name, text):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file


class Dependencies(Planted):
    CORE = "// core\n#pragma once\n#include <string>\n"

    def found(self):
        return dependencies.findings(self.root)

    def test_includes_along_the_picture_are_fine(self):
        self.plant("include/signet/core/a.hpp", self.CORE)
        self.plant("include/signet/token/t.hpp", '#include "signet/core/a.hpp"\n#include <span>\n')
        self.plant("lib/token/t.cpp", '#include "signet/token/t.hpp"\n#include "token/inner.hpp"\n#include <map>\n')
        self.plant("lib/token/inner.hpp", "// inner\n")
        self.plant("include/signet/core/chrono.hpp", "#include <chrono>\n")
        self.plant("lib/jose/k.cpp", "#include <openssl/evp.h>\n")
        self.plant("examples/common/a.cpp", '#include "common/a.hpp"\n#include <unistd.h>\n')
        self.plant("examples/common/a.hpp", "// a\n")
        self.assertEqual(self.found(), [])

    def test_an_include_against_the_picture_is_found(self):
        self.plant("include/signet/token/t.hpp", "// t\n")
        self.plant("lib/json/j.cpp", '#include "signet/token/t.hpp"\n')
        self.assertEqual(self.found(), ["lib/json/j.cpp: room json may not reach include/signet/token/t.hpp"])

    def test_a_way_around_through_a_third_file_is_found(self):
        self.plant("include/signet/core/a.hpp", '#include "signet/json/j.hpp"\n')
        self.plant("include/signet/json/j.hpp", "// j\n")
        self.plant("lib/crypto/c.cpp", '#include "signet/core/a.hpp"\n')
        self.assertIn("lib/crypto/c.cpp: room crypto may not reach include/signet/json/j.hpp", self.found())

    def test_a_private_header_of_another_room_is_found(self):
        self.plant("lib/account/inner.hpp", "// inner\n")
        self.plant("lib/password/p.cpp", '#include "account/inner.hpp"\n')
        self.assertEqual(self.found(), ["lib/password/p.cpp: room password may not reach lib/account/inner.hpp"])

    def test_a_new_room_must_enter_the_picture(self):
        self.plant("lib/misc/m.cpp", "// m\n")
        self.assertEqual(self.found(), ["lib/misc/m.cpp: the room 'misc' is not in the dependency picture"])

    def test_a_heavy_standard_header_is_found_in_lean_rooms_only(self):
        self.plant("include/signet/jose/k.hpp", "#include <memory>\n")
        self.plant("include/signet/password/p.hpp", "#include <memory>\n")
        self.assertEqual(
            self.found(), ["include/signet/jose/k.hpp: <memory> is not on the list of standard headers of this room"]
        )

    def test_a_third_party_header_is_found_wherever_a_public_one_reaches_it(self):
        self.plant("include/signet/account/a.hpp", '#include "signet/password/p.hpp"\n')
        self.plant("include/signet/password/p.hpp", "#include <argon2.h>\n")
        self.assertEqual(
            self.found(),
            [
                "include/signet/account/a.hpp: reaches <argon2.h> through include/signet/password/p.hpp",
                "include/signet/password/p.hpp: reaches <argon2.h> through include/signet/password/p.hpp",
                "include/signet/password/p.hpp: <argon2.h> may not be included here",
            ],
        )

    def test_openssl_is_found_outside_crypto_and_jose(self):
        self.plant("lib/token/t.cpp", "#  include <openssl/evp.h>\n")
        self.plant("lib/http/httplib/tls.cpp", "#include <openssl/ssl.h>\n#include <openssl/evp.h>\n")
        self.assertEqual(
            self.found(),
            [
                "lib/http/httplib/tls.cpp: <openssl/evp.h> may not be included here",
                "lib/token/t.cpp: <openssl/evp.h> may not be included here",
            ],
        )

    def test_a_public_header_that_includes_a_private_one_is_found(self):
        self.plant("lib/core/inner.hpp", "// inner\n")
        self.plant("include/signet/core/a.hpp", '#include "core/inner.hpp"\n')
        self.assertEqual(
            self.found(), ['include/signet/core/a.hpp: a public header includes "core/inner.hpp", which is not public']
        )

    def test_a_binding_includes_public_headers_and_its_own(self):
        self.plant("include/signet/core/a.hpp", self.CORE)
        self.plant("lib/core/inner.hpp", "// inner\n")
        self.plant("bindings/python/src/own.hpp", "// own\n#include <pybind11/pybind11.h>\n")
        file = "bindings/python/src/init_a.cpp"
        self.plant(file, '#include "signet/core/a.hpp"\n#include "own.hpp"\n')
        self.assertEqual(self.found(), [])
        self.plant(file, '#include "core/inner.hpp"\n')
        self.assertEqual(self.found(), [f'{file}: "core/inner.hpp" is no file of the project'])

    def test_pybind11_is_found_outside_its_binding(self):
        self.plant("lib/core/a.cpp", "#include <pybind11/pybind11.h>\n")
        self.assertEqual(self.found(), ["lib/core/a.cpp: <pybind11/pybind11.h> may not be included here"])

    def test_an_unknown_header_is_found(self):
        self.plant("lib/core/a.cpp", "#include <boost/any.hpp>\n")
        self.assertEqual(self.found(), ["lib/core/a.cpp: <boost/any.hpp> may not be included here"])


class Shape(Planted):
    def found(self):
        return tree.findings(self.root)

    def test_a_tree_in_shape_is_fine(self):
        self.plant("README.md", "# signet\nsee https://signet.example/home/page and ./build/work/x\n")
        self.plant("lib/core/a.hpp", "// a\n" + "int a;\n" * 399)
        self.plant("lib/core/b.hpp", "// long because it is a table\n" + "int b;\n" * 400)
        self.plant(".gitignore", "/build/\n")
        self.assertEqual(self.found(), [])

    def test_a_stray_top_level_entry_is_found(self):
        self.plant("notes/a.md", "notes\n")
        self.assertEqual(self.found(), ["notes: not among the top-level entries"])

    def test_files_one_line_too_long_are_found(self):
        rows = [
            ("include/signet/core/a.hpp", 250),
            ("lib/core/a.cpp", 400),
            ("tests/unit/core/a_test.cpp", 500),
            ("examples/auth_server/main.cpp", 60),
            ("examples/auth_server/routes.cpp", 150),
        ]
        for name, limit in rows:
            file = self.plant(name, "// a\n" * (limit + 1))
            self.assertEqual(
                self.found(),
                [f"{name}: {limit + 1} lines, at most {limit} (or say 'long because ...' in the first three)"],
            )
            file.unlink()

    def test_a_header_that_does_not_say_what_it_is_for_is_found(self):
        self.plant("lib/core/a.hpp", "#pragma once\n")
        self.plant("tests/a.sh", "#!/bin/sh\nls\n")
        self.plant("bindings/python/a.pyi", "a: int\n")
        self.assertEqual(
            self.found(),
            [
                "bindings/python/a.pyi: the first line does not say what the file is for",
                "lib/core/a.hpp: the first line does not say what the file is for",
                "tests/a.sh: the first line does not say what the file is for",
            ],
        )

    def test_a_long_function_is_found_and_a_long_namespace_is_not(self):
        body = "int f(int a,\n      int b) {\n" + "  ++a;\n" * 61 + "}\n"
        member = "struct S {\n  int g() const {\n" + "    h();\n" * 60 + "  }\n};\n"
        self.plant("lib/core/a.cpp", "namespace x {\n" + body + member + "}\n")
        self.assertEqual(self.found(), ["lib/core/a.cpp:3: a function of 61 lines, at most 60"])

    def test_the_mark_of_an_unresolved_merge_is_found(self):
        self.plant("lib/core/a.cpp", "int a;\n" + "<" * 7 + " HEAD\n")
        self.assertEqual(self.found(), ["lib/core/a.cpp:2: the mark of an unresolved merge"])

    def test_a_machine_path_is_found(self):
        self.plant("lib/DESIGN.md", "built in " + "/home" + "/me/signet\n")
        self.assertEqual(self.found(), ["lib/DESIGN.md:1: a path of one machine"])


class CompileFail(Planted):
    def wrong(self, text):
        return compile_fail.check(sys.argv[1], self.root, self.plant("case.cpp", text))

    def case(self, offending, other="", expected="'none' was not declared"):
        return f"// expect: {expected}\nint f() {{\n{other}#ifdef MUST_NOT_COMPILE\n{offending}\n#endif\n  return 0;\n}}\n"

    def test_a_case_that_fails_as_expected_is_fine(self):
        self.assertIsNone(self.wrong(self.case("  return none;")))

    def test_code_that_compiles_is_found(self):
        self.assertEqual(self.wrong(self.case("  return 1;")), "compiles, and must not")

    def test_another_diagnostic_is_found(self):
        self.assertIn("fails for another reason", self.wrong(self.case("  return f(3);")))

    def test_a_case_whose_twin_does_not_compile_is_found(self):
        self.assertIn("either", self.wrong(self.case("  return none;", "  none;\n")))

    def test_an_error_elsewhere_is_found(self):
        second = "#ifndef MUST_NOT_COMPILE\n  int none = 0;\n#endif\n  return none;\n"
        self.assertIn("fails elsewhere", self.wrong(self.case("  return none;", second)))

    def test_a_case_without_expectation_is_found(self):
        self.assertIn("states no", self.wrong("int f();\n"))


class KernelSymbols(Planted):
    def found(self, text):
        source = self.plant("k.cpp", text)
        target = self.root / "k.o"
        subprocess.run([sys.argv[1], "-O0", "-c", source, "-o", target], check=True)
        return list(kernel_symbols.findings("nm", [str(target)]))

    def test_functions_of_the_file_s_own_are_fine(self):
        self.assertEqual(self.found("namespace { int f() { return 1; } }\nint g() { return f(); }\n"), [])

    def test_an_inline_function_that_is_emitted_is_found(self):
        found = self.found("inline int f() { return 1; }\nint g() { return f(); }\n")
        self.assertEqual(found, [f"{self.root}/k.o: f() may be taken by files of other levels"])

    def test_no_object_file_at_all_is_found(self):
        self.assertEqual(list(kernel_symbols.findings("nm", [])), ["no object file was given"])


class StopPoints(Planted):
    """Over the source itself: what a build for tests gets is found, and what is released is not."""

    LIB = Path(__file__).parents[2] / "lib"
    USE = '#include "core/stop_point.hpp"\nvoid f() { signet::detail::stop_point("after_rotate"); }\n'

    def found(self, *definitions):
        objects = self.root / "objects"
        objects.mkdir()
        source = self.plant("use.cpp", self.USE)
        command = [sys.argv[1], "-std=c++20", "-O2", f"-I{self.LIB}", *definitions, "-c"]
        subprocess.run([*command, source, "-o", objects / "use.o"], check=True)
        return list(stop_points.findings([objects]))

    def test_a_release_has_nothing_of_them(self):
        self.assertEqual(self.found(), [])

    def test_a_stop_point_is_found_by_its_function_and_its_name(self):
        file = self.root / "objects/use.o"
        found = self.found("-DSIGNET_STOP_POINTS")
        self.assertEqual(found, [f"{file}: has stop_point", f"{file}: has after_rotate"])

    def test_no_file_at_all_is_found(self):
        self.assertEqual(list(stop_points.findings([])), ["no file was given"])


class Proof(unittest.TestCase):
    CASES = {"T01, T02: a": ("jose", "passed"), "T02: b": ("token", "passed"), "c": ("token", "passed")}

    def rows(self, cases, **more):
        data = {"page": "# Rows\n", "rows": {"T01": "one", "T02": "two"}, "waits": {}, "ml_dsa": [], **more}
        return proof.proof(data, cases)

    def items(self, *tests, cases=CASES):
        item = {"section": "3.1", "title": "It", "signet": "Does.", "tests": list(tests), "not_done": "all"}
        return proof.proof({"page": "# Items\n", "items": [item]}, cases)

    def test_rows_with_tests_that_passed_are_fine_and_listed(self):
        found, page = self.rows(self.CASES)
        self.assertEqual(found, [])
        self.assertIn("2 of 2 rows", page)
        self.assertIn("| T02 | two | jose: T01, T02: a<br>token: T02: b |  |", page)

    def test_rows_are_of_each_letter_of_the_checklist(self):
        names = [f"{letter}01: a" for letter in "TCKPRH"]
        found = proof.rows_of({name: ("any", "passed") for name in names})
        self.assertEqual(found, {name[:3]: [name] for name in names})

    def test_the_type_of_a_case_is_shown_as_it_is(self):
        _, page = self.rows({**self.CASES, "T02: d<E>": ("http", "passed")})
        self.assertIn("| http: T02: d&lt;E><br>", page)

    def test_the_order_is_of_programs_and_names_however_they_ran(self):
        _, page = self.rows(dict(reversed(self.CASES.items())))
        self.assertEqual(page, self.rows(self.CASES)[1])

    def test_a_row_without_a_test_is_found_unless_it_waits(self):
        cases = {"T02: b": ("token", "passed")}
        self.assertEqual(self.rows(cases)[0], ["T01: no test case names it, and it waits for nothing"])
        found, page = self.rows(cases, waits={"T01": "a room"})
        self.assertEqual(found, [])
        self.assertIn("| T01 | one |  | a room |", page)

    def test_a_row_that_is_not_on_the_list_is_found(self):
        found, _ = self.rows({**self.CASES, "T03: d": ("jose", "passed")}, waits={"T04": "x"})
        self.assertEqual(found, ["T03: no row of the checklist", "T04: no row of the checklist"])

    def test_a_test_that_failed_or_asserted_nothing_is_found(self):
        for outcome, why in (("failed", "failed"), ("empty", "made no assertion")):
            cases = {**self.CASES, "T02: b": ("token", outcome)}
            self.assertEqual(self.rows(cases)[0], [f'T02: "T02: b": {why}'])
            self.assertEqual(self.items("T02: b", cases=cases)[0], [f'3.1: "T02: b": {why}'])
        self.assertEqual(self.rows({**self.CASES, "T02: b": ("token", "empty")}, ml_dsa=["T02"])[0], [])

    def test_items_name_test_cases_that_exist(self):
        found, page = self.items("c")
        self.assertEqual(found, [])
        self.assertIn("## 3.1 It\n\nDoes.\n\n*Not done:* all\n\n| test case", page)
        self.assertIn("| c | token | passed |", page)
        self.assertEqual(self.items("d")[0], ['3.1: "d": there is no such test case'])
        self.assertEqual(self.items()[0], ["3.1: names no test case"])


class Promises(unittest.TestCase):
    PAGE = (
        "| store | process killed | power loss |\n|---|---|---|\n| memory | ends (M1) | – |\n"
        "| SQLite, `FULL` (S1) | kept (S2, M1) | kept (S3) |\n\n- M1 `one`: a\n- S1 `one`: b\n- S2 `two_redis`: c: d\n"
        "- S3 `one`: e\n"
    )
    OUTCOMES = {("one", "a"): "passed", ("one", "b"): "passed", ("one", "e"): "passed"}

    def found(self, page=PAGE, outcomes=OUTCOMES, where=("here",)):
        return promises.findings(page, outcomes, where)

    def test_cells_whose_tests_passed_are_fine(self):
        self.assertEqual(self.found(), [])
        self.assertEqual(self.found(outcomes={("two_redis", "c: d"): "passed"}, where=("redis",)), [])

    def test_a_cell_without_a_test_is_found(self):
        found = self.found(self.PAGE.replace("kept (S3)", "kept").replace("- S3 `one`: e\n", ""))
        self.assertEqual(found, ["SQLite, `FULL` (S1), power loss: names no test case"])

    def test_a_mark_on_one_side_alone_is_found(self):
        self.assertEqual(
            self.found(self.PAGE.replace("- S3 `one`: e\n", "")),
            ["SQLite, `FULL` (S1), power loss: S3 is no test case of the list"],
        )
        self.assertEqual(self.found(self.PAGE + "- S4 `one`: a\n"), ["S4: no cell names it"])

    def test_a_test_that_did_not_pass_is_found_in_its_own_program(self):
        wrong = 'S3: one, "e": '
        self.assertEqual(self.found(outcomes={**self.OUTCOMES, ("one", "e"): "failed"}), [wrong + "failed"])
        elsewhere = {**self.OUTCOMES, ("two", "e"): "passed"}
        del elsewhere["one", "e"]
        self.assertEqual(self.found(outcomes=elsewhere), [wrong + "there is no such test case"])
        found = self.found(where=("redis",))
        self.assertEqual(found, ['S2: two_redis, "c: d": there is no such test case'])


class Readme(Planted):
    def test_programs_and_their_output_and_fragments_are_taken(self):
        page = (
            "```cpp\n#include <cstdio>\nint main() {}\n```\n\n```text\nhello\n```\nWords.\n"
            "```cpp fragment\nint f();\n```\n```sh\nls\n```\n"
        )
        self.assertEqual(
            readme.extract(page),
            {
                "program_0.cpp": "#include <cstdio>\nint main() {}\n",
                "program_0.txt": "hello\n",
                "fragment_2.cpp": "#include <cstdio>\n\nint f();\n",
            },
        )

    def test_a_text_block_after_words_is_no_expected_output(self):
        self.assertEqual(
            list(readme.extract("```cpp\nint main() {}\n```\nWords.\n```text\nhello\n```\n")), ["program_0.cpp"]
        )

    def test_an_unmarked_block_is_refused(self):
        with self.assertRaises(ValueError):
            readme.extract("```cpp\nint f();\n```\n")

    def test_other_output_and_another_exit_code_are_found(self):
        say = self.plant("say", "#!/bin/sh\necho hello\n")
        say.chmod(0o755)
        self.assertIsNone(readme.run(str(say), "hello\n"))
        self.assertIn("instead of", readme.run(str(say), "bye\n"))
        fail = self.plant("fail", "#!/bin/sh\nexit 3\n")
        fail.chmod(0o755)
        self.assertIn("exit code 3", readme.run(str(fail), None))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
