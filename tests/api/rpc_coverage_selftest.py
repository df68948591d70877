#!/usr/bin/env python3
"""Proves that rpc_coverage.py names a method without a test, whatever the reason."""

import os
import subprocess
import sys
import tempfile
import unittest

from google.protobuf import descriptor_pb2

HERE = os.path.dirname(os.path.abspath(__file__))
METHODS = ("Get", "Book", "Watch")
ALL = "letan.v1.FakeService/Get OK\nletan.v1.FakeService/Book OK\nletan.v1.FakeService/Watch OK\n"


def schema():
    image = descriptor_pb2.FileDescriptorSet()
    for package in ("letan.v1", "google.other"):
        file = image.file.add(name=package, package=package)
        service = file.service.add(name="FakeService")
        for name in METHODS:
            service.method.add(name=name, server_streaming=name == "Watch")
    return image.SerializeToString()


class RpcCoverageTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = directory.name
        self.program = self.write("api_test", b"", age=10)
        self.schema = self.write("schema.binpb", schema())

    def write(self, name, content, age=0):
        """A file that is so many seconds older than the others."""
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
        return path

    def write_calls(self, test, lines, age=0):
        self.write(os.path.join("calls/api_test", test), lines.encode(), age)

    def check(self):
        command = [sys.executable, "-B", os.path.join(HERE, "rpc_coverage.py"),
                   f"--schema={self.schema}", f"--calls={self.root}/calls", self.program]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def expect(self, code, text):
        result = self.check()
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertIn(text, result.stdout + result.stderr)

    def test_methods_called_by_several_tests_pass(self):
        lines = ALL.splitlines(keepends=True)
        self.write_calls("A.A", lines[0] + lines[1])
        self.write_calls("A.B", lines[2])
        self.expect(0, "3 methods, 0 without a test")

    def test_method_that_is_not_called(self):
        self.write_calls("A.A", ALL.replace("letan.v1.FakeService/Book OK\n", ""))
        self.expect(1, "letan.v1.FakeService/Book: no test of the API calls it with success\n")

    def test_method_that_is_only_refused(self):
        self.write_calls("A.A", ALL.replace("Book OK", "Book NOT_FOUND"))
        self.expect(1, "letan.v1.FakeService/Book: no test of the API calls it with success, only "
                       "with NOT_FOUND")

    def test_method_that_an_earlier_program_called(self):
        self.write_calls("A.A", ALL.replace("letan.v1.FakeService/Book OK\n", ""))
        self.write_calls("A.Gone", "letan.v1.FakeService/Book OK\n", age=20)
        self.expect(1, "letan.v1.FakeService/Book: no test")

    def test_stream_that_its_client_ended(self):
        self.write_calls("A.A", ALL.replace("Watch OK", "Watch CANCELLED"))
        self.expect(0, "0 without a test")

    def test_call_that_its_client_cancelled(self):
        self.write_calls("A.A", ALL.replace("Book OK", "Book CANCELLED"))
        self.expect(1, "letan.v1.FakeService/Book: no test")

    def test_no_evidence_is_no_pass(self):
        self.expect(2, "nothing to judge")


if __name__ == "__main__":
    unittest.main()
