#!/usr/bin/env python3
"""Makes compile commands that clang-tidy can read out of those that were made for GCC.

Usage: tidy_commands.py BUILD_DIR OUTPUT_DIR. Leaves out the compiler launcher, the precompiled
header, which is in the format of GCC, and does not object to warnings that only GCC knows. Prints
the units, those of generated code left out. Sources that are compiled as one unit stay one: to read a
dozen at once takes a seventh of the time.
"""

import json
import os
import shlex
import sys

DROPPED = {"-Winvalid-pch"}


def without_gcc(command):
    words = shlex.split(command)
    first = next(i for i, word in enumerate(words) if os.path.basename(word).startswith(
        ("c++", "g++", "clang++", "x86_64-linux-gnu-g++", "cc", "gcc")) and "ccache" not in word)
    kept = []
    skip = False
    for word in words[first:]:
        if skip:
            skip = False
        elif word == "-include":
            skip = True
        elif word not in DROPPED:
            kept.append(word)
    return shlex.join(kept + ["-Wno-unknown-warning-option"])


def main():
    build, output = sys.argv[1:]
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    for entry in entries:
        entry["command"] = without_gcc(entry["command"])
    os.makedirs(output, exist_ok=True)
    with open(os.path.join(output, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(entries, file, indent=1)
    for unit in sorted({entry["file"] for entry in entries}):
        if "/Unity/" in unit or not unit.startswith(os.path.abspath(build) + os.sep):
            print(os.path.relpath(unit))


if __name__ == "__main__":
    main()
