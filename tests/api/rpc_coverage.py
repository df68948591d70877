#!/usr/bin/env python3
"""Names the methods of the public schema that no test of the API calls with success.

The methods are those of the compiled schema. What was called is what the servers in the tests
counted: a file for each test, in a folder for each test program, with lines "METHOD CODE". A file
older than its program is of an earlier program and does not count.

A stream that the server never ends counts when its client ended it.
Exit code 0: every method is called; 1: one line for each that is not; 2: there was nothing to judge.
"""

import argparse
import os
import sys

from google.protobuf import descriptor_pb2

PACKAGE = "letan.v1"


def methods_of(schema):
    """{"letan.v1.BookingService/Book": whether the server streams}."""
    image = descriptor_pb2.FileDescriptorSet.FromString(schema)
    return {f"{file.package}.{service.name}/{method.name}": method.server_streaming
            for file in image.file if file.package == PACKAGE
            for service in file.service for method in service.method}


def calls_of(folder, program):
    """{(method, code)} of the files that this very program wrote."""
    calls = set()
    folder = os.path.join(folder, os.path.basename(program))
    made = os.stat(program).st_mtime_ns
    for entry in os.scandir(folder) if os.path.isdir(folder) else ():
        if entry.stat().st_mtime_ns >= made:
            with open(entry.path, encoding="utf-8") as file:
                calls |= {tuple(line.split()) for line in file}
    return calls


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schema", required=True, help="what protoc --descriptor_set_out wrote")
    parser.add_argument("--calls", required=True, help="the folder that LETAN_CALLS named")
    parser.add_argument("programs", nargs="+", help="the test programs")
    arguments = parser.parse_args()
    with open(arguments.schema, "rb") as file:
        methods = methods_of(file.read())
    calls = set().union(*(calls_of(arguments.calls, program) for program in arguments.programs))
    if not methods or not calls:
        print(f"nothing to judge: {len(methods)} methods, {len(calls)} kinds of calls",
              file=sys.stderr)
        return 2
    missing = [method for method, streams in sorted(methods.items())
               if (method, "OK") not in calls
               and not (streams and (method, "CANCELLED") in calls)]
    for method in missing:
        codes = sorted(code for called, code in calls if called == method)
        print(f"{method}: no test of the API calls it with success"
              + (f", only with {', '.join(codes)}" if codes else ""))
    print(f"{len(methods)} methods, {len(missing)} without a test")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
