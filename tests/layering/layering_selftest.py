#!/usr/bin/env python3
"""Proves that check_layering.py sees every kind of breach, and that it passes what is lawful.

Each case is a small source tree and the dependency lists of its units. One more case is compiled by
the real compiler under the real ninja.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))

# name: (files of the tree, what each unit reached besides itself, what must be reported).
# System headers are given by path; a tree's file is "//path", a generated one "proto/…".
BAD = {
    "core names protobuf": (
        {"services/core/booking/a.cc": '#include "letan/v1/booking.pb.h"\n'},
        {"services/core/booking/a.cc": []},
        "services/core/booking/a.cc (layer core) must not include proto/letan/v1/booking.pb.h"),
    "core reaches protobuf through a header": (
        {"services/core/booking/a.cc": '#include "storage/codec.h"\n', "storage/codec.h": ""},
        {"services/core/booking/a.cc": ["//storage/codec.h", "proto/letan/v1/booking.pb.h"]},
        "services/core/booking/a.cc (layer core) must not reach proto/letan/v1/booking.pb.h"),
    "core names SQL": (
        {"services/core/booking/a.cc": "#include <sqlite3.h>\n"},
        {"services/core/booking/a.cc": ["/usr/include/sqlite3.h"]},
        "services/core/booking/a.cc (layer core) must not include sqlite3.h (sqlite)"),
    "core reaches gRPC": (
        {"services/core/booking/a.cc": ""},
        {"services/core/booking/a.cc": ["/usr/include/grpcpp/grpcpp.h"]},
        "(layer core) must not reach /usr/include/grpcpp/grpcpp.h (grpc)"),
    "core names the storage interface": (
        {"services/core/booking/a.h": '#include "storage/engine.h"\n', "storage/engine.h": ""},
        {},
        "services/core/booking/a.h (layer core) must not include storage/engine.h (interface)"),
    "the interface names an engine": (
        {"storage/engine.h": '#include "storage/sqlite/db.h"\n', "storage/sqlite/db.h": ""},
        {},
        "storage/engine.h (layer interface) must not include storage/sqlite/db.h (sqlite)"),
    "the interface names SQLite": (
        {"storage/engine.cc": "#include <SQLiteCpp/SQLiteCpp.h>\n"},
        {"storage/engine.cc": []},
        "storage/engine.cc (layer interface) must not include SQLiteCpp/SQLiteCpp.h (sqlite)"),
    "the interface names a service's layer": (
        {"storage/engine.cc": '#include "services/entity/names.h"\n',
         "services/entity/names.h": ""},
        {"storage/engine.cc": ["//services/entity/names.h"]},
        "storage/engine.cc (layer interface) must not include services/entity/names.h (entity)"),
    "the oracle names SQLite": (
        {"storage/memory/m.cc": "#include <sqlite3.h>\n"},
        {"storage/memory/m.cc": []},
        "storage/memory/m.cc (layer memory) must not include sqlite3.h (sqlite)"),
    "an engine names the other": (
        {"storage/sqlite/s.cc": '#include "storage/memory/m.h"\n', "storage/memory/m.h": ""},
        {"storage/sqlite/s.cc": ["//storage/memory/m.h"]},
        "storage/sqlite/s.cc (layer sqlite) must not include storage/memory/m.h (memory)"),
    "errors name gRPC": (
        {"services/errors/e.cc": "#include <grpcpp/support/status.h>\n"},
        {"services/errors/e.cc": []},
        "(layer errors) must not include grpcpp/support/status.h (grpc)"),
    "the call layer names the entity layer": (
        {"services/call/c.h": '#include "services/entity/names.h"\n',
         "services/entity/names.h": ""},
        {},
        "services/call/c.h (layer call) must not include services/entity/names.h (entity)"),
    "the entity layer names stubs": (
        {"services/entity/e.cc": '#include "letan/v1/booking_service.grpc.pb.h"\n'},
        {"services/entity/e.cc": []},
        "must not include proto/letan/v1/booking_service.grpc.pb.h (stubs)"),
    "operations reach gRPC out of a precompiled header": (
        {"services/operations/o.cc": '#include "services/operations/o.h"\n',
         "services/operations/o.h": "#include <grpcpp/grpcpp.h>\n"},
        {"services/operations/o.cc": ["//services/operations/o.h"]},  # the compiler names no gRPC
        "services/operations/o.cc (layer operations) must not reach grpcpp/grpcpp.h (grpc)"),
    "rpc names an engine": (
        {"services/rpc/r.cc": '#include "storage/sqlite/db.h"\n', "storage/sqlite/db.h": ""},
        {"services/rpc/r.cc": ["//storage/sqlite/db.h"]},
        "services/rpc/r.cc (layer rpc) must not include storage/sqlite/db.h (sqlite)"),
    "rpc names a service": (
        {"services/rpc/r.cc": '#include "services/booking/b.h"\n', "services/booking/b.h": ""},
        {"services/rpc/r.cc": ["//services/booking/b.h"]},
        "(layer rpc) must not include services/booking/b.h (services:booking)"),
    "a service names another": (
        {"services/booking/b.cc": '#include "services/resource/r.h"\n',
         "services/resource/r.h": ""},
        {"services/booking/b.cc": ["//services/resource/r.h"]},
        "(layer services:booking) must not include services/resource/r.h (services:resource)"),
    "a service reaches an engine": (
        {"services/booking/b.cc": '#include "services/booking/b.h"\n',
         "services/booking/b.h": '#include "storage/sqlite/db.h"\n', "storage/sqlite/db.h": ""},
        {"services/booking/b.cc": ["//services/booking/b.h", "//storage/sqlite/db.h"]},
        "services/booking/b.cc (layer services:booking) must not reach storage/sqlite/db.h"),
    "a service names gRPC": (
        {"services/booking/b.cc": "#include <grpcpp/grpcpp.h>\n"},
        {"services/booking/b.cc": []},
        "(layer services:booking) must not include grpcpp/grpcpp.h (grpc)"),
    "a server file other than main names an engine": (
        {"services/server/wiring.cc": '#include "storage/sqlite/db.h"\n',
         "storage/sqlite/db.h": ""},
        {"services/server/wiring.cc": ["//storage/sqlite/db.h"]},
        "services/server/wiring.cc (layer server) must not include storage/sqlite/db.h (sqlite)"),
    "main names the oracle": (
        {"services/server/main.cc": '#include "storage/memory/m.h"\n', "storage/memory/m.h": ""},
        {"services/server/main.cc": ["//storage/memory/m.h"]},
        "services/server/main.cc (layer main) must not include storage/memory/m.h (memory)"),
    "the client names the server's code": (
        {"clients/cli/c.cc": '#include "services/entity/names.h"\n', "services/entity/names.h": ""},
        {"clients/cli/c.cc": ["//services/entity/names.h"]},
        "clients/cli/c.cc (layer cli) must not include services/entity/names.h (entity)"),
    "the client names more of the storage than proves the logs": (
        {"clients/cli/c.cc": '#include "storage/engine.h"\n', "storage/engine.h": ""},
        {"clients/cli/c.cc": ["//storage/engine.h"]},
        "clients/cli/c.cc (layer cli) must not include storage/engine.h (interface)"),
    "product code names test code": (
        {"services/rpc/r.cc": '#include "tests/support/fake.h"\n', "tests/support/fake.h": ""},
        {"services/rpc/r.cc": ["//tests/support/fake.h"]},
        "services/rpc/r.cc (layer rpc) must not include tests/support/fake.h (tests)"),
    "an unknown folder": (
        {"storage/mongo/m.cc": ""},
        {"storage/mongo/m.cc": []},
        "storage/mongo/m.cc: belongs to no layer"),
    "an unknown library": (
        {"services/rpc/r.cc": "#include <boost/asio.hpp>\n"},
        {"services/rpc/r.cc": []},
        "includes boost/asio.hpp: of no known library"),
}

GOOD = (
    {"services/core/booking/a.cc": '#include <vector>\n#include "absl/status/status.h"\n',
     "storage/sqlite/s.cc": '#include <sqlite3.h>\n#include "storage/engine.h"\n',
     "storage/engine.h": '#include "letan/v1/booking.pb.h"\n',
     "services/booking/b.cc": '#include "services/operations/o.h"\n#include "storage/engine.h"\n',
     "services/operations/o.h": '#include "services/core/booking/a.h"\n',
     "services/core/booking/a.h": "#include <string>\n",
     "services/server/main.cc": '#include <grpcpp/grpcpp.h>\n#include "storage/sqlite/s.h"\n',
     "storage/sqlite/s.h": "",
     "clients/cli/c.cc": '#include "letan/v1/booking_service.grpc.pb.h"\n',
     "tests/unit/t.cc": '#include "storage/memory/m.h"\n',
     "storage/memory/m.h": ""},
    {"services/core/booking/a.cc": ["/usr/include/absl/status/status.h",
                                    "/usr/include/c++/12/vector",
                                    "/usr/include/x86_64-linux-gnu/bits/types.h",
                                    "/usr/include/stdc-predef.h"],
     "storage/sqlite/s.cc": ["//storage/engine.h", "proto/letan/v1/booking.pb.h",
                             "/usr/include/google/protobuf/message.h", "/usr/include/sqlite3.h"],
     "services/booking/b.cc": ["//services/operations/o.h", "//storage/engine.h",
                               "//services/core/booking/a.h", "proto/letan/v1/booking.pb.h"],
     "services/server/main.cc": ["//storage/sqlite/s.h"],
     "clients/cli/c.cc": ["proto/letan/v1/booking_service.grpc.pb.h",
                          "proto/letan/v1/booking_service.pb.h", "/usr/include/grpcpp/grpcpp.h"],
     "tests/unit/t.cc": ["//storage/memory/m.h", "/usr/include/gtest/gtest.h"]})

FAKE_NINJA = """#!/bin/sh
cat "$LETAN_FAKE_DEPS"
"""


def write(root, name, text):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


class Tree:
    """A source tree with a build directory in it."""

    def __init__(self, root, files):
        self.source = os.path.join(root, "source")
        self.build = os.path.join(self.source, "build", "any")
        os.makedirs(self.build)
        for name, text in files.items():
            write(self.source, name, text)

    def write_commands(self, units):
        commands = [{"directory": self.build, "command": "", "file": os.path.join(self.source, unit)}
                    for unit in units]
        write(self.build, "compile_commands.json", json.dumps(commands))

    def deps(self, units):
        lines = []
        for unit, reached in units.items():
            lines.append(f"x/{unit}.o: #deps {len(reached) + 1}, deps mtime 1 (VALID)")
            for path in ["//" + unit] + reached:
                lines.append("    " + path.replace("//", self.source + "/", 1))
            lines.append("")
        return "\n".join(lines)

    def check(self, environment=None):
        command = [sys.executable, os.path.join(HERE, "check_layering.py"), "--source", self.source,
                   "--build", self.build]
        return subprocess.run(command, env=environment, capture_output=True, text=True,
                              check=False)


class LayeringTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = directory.name

    def check_synthetic(self, name, files, units):
        tree = Tree(os.path.join(self.root, name.replace(" ", "_")), files)
        return self.check_deps(tree, units, units)

    def check_deps(self, tree, sources, units):
        """As if ninja had compiled `sources` and told of `units`."""
        root = os.path.dirname(tree.source)
        tree.write_commands(sources)
        os.makedirs(os.path.join(tree.build, "storage"))
        subprocess.run(["ar", "rcs", os.path.join(tree.build, "storage/libletan_storage_memory.a")],
                       check=True)
        deps = write(root, "deps", tree.deps(units))
        ninja = write(root, "bin/ninja", FAKE_NINJA)
        os.chmod(ninja, 0o755)
        environment = dict(os.environ, LETAN_FAKE_DEPS=deps,
                           PATH=os.path.dirname(ninja) + os.pathsep + os.environ["PATH"])
        return tree.check(environment)

    def test_lawful_tree_passes(self):
        result = self.check_synthetic("good", *GOOD)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_each_breach_is_reported(self):
        for name, (files, units, expected) in BAD.items():
            with self.subTest(name):
                # A lawful unit beside it: there is always something to judge.
                files = dict(files, **{"storage/viewer.cc": ""})
                result = self.check_synthetic(name, files, dict(units, **{"storage/viewer.cc": []}))
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertIn(expected, result.stdout)

    def test_source_that_was_not_compiled_is_no_pass(self):
        root = os.path.join(self.root, "unbuilt")
        tree = Tree(root, {"services/rpc/a.cc": "", "services/rpc/b.cc": ""})
        tree.write_commands(["services/rpc/a.cc", "services/rpc/b.cc"])
        write(tree.build, "build.ninja", "")
        result = tree.check()
        self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
        self.assertIn("2 sources are not compiled yet", result.stderr)

    def compile_and_check(self, name, files, source, archive):
        """Compiles one source of a tree with the real compiler under the real ninja."""
        tree = Tree(os.path.join(self.root, name), files)
        tree.write_commands([source])
        compiler = os.environ.get("LETAN_CXX", "c++")
        write(tree.build, "build.ninja", "\n".join([
            "rule cc",
            f"  command = {compiler} -I ../.. -MD -MF $out.d -c $in -o $out",
            "  deps = gcc",
            "  depfile = $out.d",
            "rule ar",
            "  command = ar rcs $out $in",
            f"build x.o: cc ../../{source}",
            f"build {archive}: ar x.o",
            ""]))
        subprocess.run(["ninja", "-C", tree.build], check=True, capture_output=True)
        return tree.check()

    def test_call_of_the_oracle_into_the_rules(self):
        archive = "storage/libletan_storage_memory.a"
        for name, call, code in (("calls", "letan::booking::Judge();", 1), ("none", "", 0)):
            text = f"namespace letan::booking {{ void Judge(); }}\nvoid F() {{ {call} }}\n"
            result = self.compile_and_check(name, {"storage/memory/m.cc": text},
                                            "storage/memory/m.cc", archive)
            self.assertEqual(result.returncode, code, result.stdout + result.stderr)
            said = f"{archive} must not call letan::booking::Judge()" in result.stdout
            self.assertEqual(said, code == 1, result.stdout)

    def test_breach_compiled_by_the_real_compiler(self):
        result = self.compile_and_check("real", {
            "services/booking/b.cc": '#include "services/booking/b.h"\n',
            "services/booking/b.h": '#pragma once\n#include "storage/sqlite/db.h"\n',
            "storage/sqlite/db.h": "#pragma once\n"}, "services/booking/b.cc", "b.a")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn("services/booking/b.cc (layer services:booking) must not reach "
                      "storage/sqlite/db.h (sqlite)", result.stdout)

    def test_breach_in_a_united_unit(self):
        files = {"services/booking/a.cc": "", "services/booking/b.cc": "",
                 "storage/sqlite/db.h": ""}
        for name, reached, code in (("breach", ["//storage/sqlite/db.h"], 1), ("none", [], 0)):
            tree = Tree(os.path.join(self.root, "united_" + name), files)
            united = "services/CMakeFiles/s.dir/Unity/unity_0_cxx.cxx"
            sources = ["//services/booking/a.cc", "//services/booking/b.cc"]
            write(tree.build, united, "".join(
                f'#include "{path.replace("//", tree.source + "/")}"\n' for path in sources))
            result = self.check_deps(tree, [os.path.join("build/any", united)],
                                     {"build/any/" + united: sources + reached})
            self.assertEqual(result.returncode, code, result.stdout + result.stderr)
            for source in ("a", "b"):
                breach = (f"services/booking/{source}.cc (layer services:booking) must not reach "
                          "storage/sqlite/db.h (sqlite)")
                self.assertEqual(breach in result.stdout, code == 1, result.stdout)
        self.assertIn("2 sources judged", result.stdout)


if __name__ == "__main__":
    unittest.main()
