#!/usr/bin/env python3
"""Writes a sabotaged copy of one source file: the file with the hunks of a patch applied.

The patch is a unified diff; a hunk is found by its text, not by its line number, and must occur in
the file exactly once. The product itself carries no trace of this.

Exit code 0: written; 1: a hunk does not fit any more, or the patch says nothing of the file.
"""

import argparse
import os
import sys


def hunks_of(patch, path):
    """(before, after) of each hunk that the patch has for the file."""
    hunks = []
    lines = None
    current = None
    for line in patch.splitlines():
        if line.startswith("--- "):
            current, lines = None, None
        elif line.startswith("+++ "):
            current = line[len("+++ b/"):].strip()
        elif line.startswith("@@"):
            lines = []
            if current == path:
                hunks.append(lines)
        elif lines is not None and line[:1] in (" ", "-", "+"):
            lines.append(line)
    return [("".join(line[1:] + "\n" for line in hunk if line[0] in " -"),
             "".join(line[1:] + "\n" for line in hunk if line[0] in " +")) for hunk in hunks]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True, help="root of the tree")
    parser.add_argument("--patch", required=True)
    parser.add_argument("--file", required=True, help="path inside the tree")
    parser.add_argument("--output", required=True)
    arguments = parser.parse_args()
    with open(arguments.patch, encoding="utf-8") as file:
        hunks = hunks_of(file.read(), arguments.file)
    with open(os.path.join(arguments.source, arguments.file), encoding="utf-8") as file:
        text = file.read()
    if not hunks:
        sys.exit(f"{arguments.patch}: nothing for {arguments.file}")
    for before, after in hunks:
        if text.count(before) != 1:
            sys.exit(f"{arguments.patch}: occurs {text.count(before)} times in {arguments.file}, "
                     f"not once:\n{before}")
        text = text.replace(before, after)
    os.makedirs(os.path.dirname(arguments.output), exist_ok=True)
    with open(arguments.output, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
