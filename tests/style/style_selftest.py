#!/usr/bin/env python3
"""Proves that check_style.py objects to every kind of offence, and passes what is clean."""

import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def function(heading, lines):
    return heading + " {\n" + "  Step();\n" * (lines - 2) + "}\n"


def header(guard, body=""):
    return f"// Text.\n#ifndef {guard}\n#define {guard}\n{body}#endif  // {guard}\n"


# name: (path, content, what must be reported)
BAD = {
    "long file": ("storage/a.cc", "int x;\n" * 501, "501 lines, at most 500"),
    "long function": ("storage/a.cc", function("int F(int a)", 71), "storage/a.cc:1: function of 71"),
    "long method in a class in a namespace": (
        "storage/a.cc",
        "namespace letan {\nclass A {\n public:\n" + function("  void F() const", 80) + "};\n}\n",
        "storage/a.cc:4: function of 80 lines"),
    "long constructor with initialisers": (
        "storage/a.cc", function("A::A(int a)\n    : a_(a),\n      b_(Make(a))", 72),
        "storage/a.cc:1: function of 74"),
    "long test": ("tests/unit/a_test.cc", function("TEST(Suite, Case)", 71), "function of 71 lines"),
    "long function after text with braces": (
        "storage/a.cc", 'const char kText[] = "{{{";  // {\n' + function("int F()", 71),
        "storage/a.cc:2: function of 71"),
    "wrong guard": ("storage/a.h", header("STORAGE_A_H"), "guard must be LETAN_STORAGE_A_H_"),
    "no guard": ("storage/a.h", "#pragma once\n", "guard must be LETAN_STORAGE_A_H_"),
    "unfinished work": ("docs/a.md", "TO" + "DO: more\n", "docs/a.md:1: TO" + "DO"),
    "unfinished code": ("storage/a.cc", "// FIX" + "ME later\n", "storage/a.cc:1: FIX" + "ME"),
    "machine path": ("docs/a.md", "See /wo" + "rk/main.\n", "path of one machine"),
    "path outside": ("CMakeLists.txt", "include(../sha" + "red/x.cmake)\n", "outside the repository"),
    "decomposed text": ("docs/a.md", "Le\u0302\n", "not in NFC"),
    "not UTF-8": ("docs/a.md", b"\xff\n", "not UTF-8"),
    "trailing space": ("docs/a.md", "a \n", "docs/a.md:1: white space"),
    "no line feed": ("docs/a.md", "a", "no line feed at the end"),
    "Abseil's mutex": ("storage/a.cc", "absl::Mu" + "tex mutex;\n", "use std::mutex"),
    "Abseil's mutex included": (
        "storage/a.cc", '#include "absl/synch' + 'ronization/mutex.h"\n', "use std::mutex"),
    "sleeping test": (
        "tests/unit/a_test.cc", "void F() { std::this_thread::sleep_f" + "or(x); }\n",
        "wait for an event"),
    "includes that are not sorted": (
        "storage/b.cc", '#include "storage/b.h"\n\n#include <string>\n#include <map>\n',
        "storage/b.cc:4: include out of order: <map>"),
    "the tree's header before the library's": (
        "storage/b.cc", '#include "storage/a.h"\n#include "storage/b.h"\n\n#include <map>\n',
        "storage/b.cc:4: include out of order: <map>"),
    "two kinds of headers in one block": (
        "storage/b.cc", "#include <unistd.h>\n#include <map>\n", "out of order: <map>"),
    "source that no other file names": ("storage/b.cc", "int x;\n", "b.cc: no other file names it"),
    "script that names only itself": ("tools/b.sh", "# b.sh\n", "b.sh: no other file names it"),
    "file that a pattern elsewhere would find": (
        "storage/deep/b_glob.cc", "int x;\n", "b_glob.cc: no other file names it"),
    "using-declaration that nothing uses": (
        "storage/a.cc", "using std::map;\nusing std::set;\nmap<int, int> x;  // set\n",
        "storage/a.cc:2: nothing here uses set"),
    "namespace opened in a header": (
        "storage/a.h", header("LETAN_STORAGE_A_H_", "using namespace std;\n"), "open no namespace"),
}

PATTERN = {"storage/CMakeLists.txt": "file(GLOB sources *_glob.cc)\n"}

GOOD = {
    "storage/a.h": header("LETAN_STORAGE_A_H_", "namespace letan {\nenum class E { kOne };\n}\n"),
    "storage/a.cc": "".join([
        '#include "storage/a.h"\n\n#include <unistd.h>\n\n#include <map>\n#include <string>\n\n',
        '#include "storage/b.h"\n#include "storage/c.h"\n',
        "namespace letan {\n",
        "using std::vector;\nconstexpr int kBig = 1'000'000;\nvector<int> v;\n",
        "const int kTable[] = {\n", "  1,\n" * 90, "};\n",  # a long table is no function
        "const auto kMade = Make({\n", "  1,\n" * 90, "});\n",
        function("int F()", 70), "}\n"]),
    "storage/b_glob.cc": "int x;\n",
    "CMakeLists.txt": "add(a.cc)\n",
    "storage/CMakeLists.txt": "file(GLOB sources *_glob.cc)\n",
    "README.md": "See docs/a.md.\n",
    "docs/a.md": "Lễ tân: see the todo list of the café.\n",
}


class StyleTest(unittest.TestCase):
    def run_on(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, content in files.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "wb") as file:
                    file.write(content if isinstance(content, bytes) else content.encode())
            command = [sys.executable, os.path.join(HERE, "check_style.py"), "--source", root,
                       "--no-exceptions"]
            return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_clean_files_pass(self):
        result = self.run_on(GOOD)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("7 files checked, 0 objections", result.stdout)

    def test_nothing_to_check_is_no_pass(self):
        self.assertEqual(self.run_on({}).returncode, 1)

    def test_each_offence_is_reported(self):
        for name, (path, content, expected) in BAD.items():
            with self.subTest(name):
                result = self.run_on({**PATTERN, path: content})
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertIn(expected, result.stdout)

    def test_long_file_is_warned_of_first(self):
        result = self.run_on({"storage/a.cc": "int x;\n" * 301, "CMakeLists.txt": "a.cc\n"})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("warning: storage/a.cc: 301 lines", result.stdout)


if __name__ == "__main__":
    unittest.main()
