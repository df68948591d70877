#!/usr/bin/env python3
"""Makes compile commands that clang-tidy can read out of those that were made for GCC.

Usage: tidy_commands.py BUILD_DIR OUTPUT_DIR [--united]. Leaves out the compiler launcher, the
precompiled header, which is in the format of GCC, and does not object to warnings that only GCC
knows. Sources that are compiled as one unit get a command each; with --united they are read as that
unit, which takes a seventh of the time, and the units are printed, those of generated code left out.
"""

import json
import os
import re
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


def each_source(entry):
    """One entry for each source of a united unit, which is a file of #include lines."""
    united = entry["file"]
    if not re.search(r"/Unity/unity_[0-9]+_cxx\.cxx$", united):
        return [entry]
    with open(united, encoding="utf-8") as file:
        sources = re.findall(r'^#include "([^"]+)"', file.read(), re.MULTILINE)
    return [dict(entry, file=source, command=entry["command"].replace(united, source))
            for source in sources]


def main():
    build, output = sys.argv[1:3]
    united = sys.argv[3:] == ["--united"]
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    if not united:
        entries = [single for entry in entries for single in each_source(entry)]
    for entry in entries:
        entry["command"] = without_gcc(entry["command"])
    os.makedirs(output, exist_ok=True)
    with open(os.path.join(output, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(entries, file, indent=1)
    if united:
        for unit in sorted({entry["file"] for entry in entries}):
            if "/Unity/" in unit or not unit.startswith(os.path.abspath(build) + os.sep):
                print(os.path.relpath(unit))


if __name__ == "__main__":
    main()
