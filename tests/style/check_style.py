#!/usr/bin/env python3
"""Checks the tree against rules.py: sizes, header guards, order of includes, banned words and paths,
text encoding, files that no other file names.

Exit code 0: nothing to object to; 1: one line for each objection. Warnings do not fail.
"""

import argparse
import os
import re
import subprocess
import sys
import unicodedata

import rules

CPP_ENDINGS = (".h", ".cc")
TEXT_ENDINGS = CPP_ENDINGS + (".proto", ".py", ".sh", ".sql", ".md", ".txt", ".cmake", ".json",
                              ".yaml", ".yml", ".service", ".csv", ".tsv", ".supp")
TEXT_NAMES = ("run", ".clang-tidy", ".clang-format", ".gitignore")
CONTAINER = re.compile(r'\bnamespace\b|\bextern\s*"[^"]*"\s*$')
TYPE = re.compile(r"\b(class|struct|union|enum)\b")
ACCESS = re.compile(r"public|protected|private")
NOISE = re.compile(
    r'R"(?P<tag>[^(\s]*)\((?:.|\n)*?\)(?P=tag)"'      # raw string
    r'|"(?:\\.|[^"\\\n])*"'                           # string
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"           # character, but no digit separator
    r"|//[^\n]*"
    r"|/\*(?:.|\n)*?\*/"
    r"|^[ \t]*#(?:[^\n\\]|\\.|\\\n)*",                # preprocessor line
    re.MULTILINE)


def blank_noise(text):
    """The code with comments, strings and preprocessor lines blanked; lines stay where they are."""
    return NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def functions(text):
    """(heading, first line, lines) of each outermost function body.

    A heuristic: a block is a function if what stands before it has a parameter list and it lies in
    nothing but namespaces and types.
    """
    code = blank_noise(text)
    containers = [True]  # of open blocks: may functions be defined in it
    heading = ""
    heading_line = line = 1
    body = None  # (depth, heading, first line) of the function being read
    for char in code:
        if char == "\n":
            line += 1
        if char == "{":
            if body is None and containers[-1]:
                if is_function(heading):
                    body = (len(containers), " ".join(heading.split()), heading_line)
                    containers.append(False)
                else:
                    containers.append(bool(CONTAINER.search(heading) or TYPE.search(heading)))
            else:
                containers.append(False)
        elif char == "}" and len(containers) > 1:
            containers.pop()
            if body is not None and len(containers) == body[0]:
                yield body[1], body[2], line - body[2] + 1
                body = None
        if char in "{};" or (char == ":" and ACCESS.fullmatch(heading.strip())):
            heading = ""
        elif heading or not char.isspace():
            if not heading:
                heading_line = line
            heading += char


def is_function(heading):
    if "(" not in heading or CONTAINER.search(heading):
        return False
    if TYPE.match(heading.strip()) and not heading.rstrip().endswith((")", "const", "override")):
        return False
    before_parameters = heading.split("(", 1)[0]
    return not re.search(r"=\s*\S*$", before_parameters) or "operator" in before_parameters


def guard_of(path):
    return "LETAN_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"


def has_guard(path, text):
    guard = guard_of(path)
    code = re.findall(r"^#.*$", text, re.MULTILINE)
    return (code[:2] == [f"#ifndef {guard}", f"#define {guard}"]
            and text.rstrip().endswith(f"#endif  // {guard}"))


def rank_of(include):
    """Which block of includes one belongs to: the C library's, the C++ library's, the tree's."""
    if include.startswith('"'):
        return 3
    return 1 if include.endswith(".h>") else 2


def disordered_include(text):
    """(line, include) of the first that stands too late, or None.

    Blocks have blank lines between them, and each is sorted. A quoted one that is first and alone is
    the source's own header. Any other line, such as #ifdef, begins anew.
    """
    before = None
    apart = False
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        match = re.match(r'#include ([<"][^>"]+[>"])', line)
        if match:
            include = match.group(1)
            is_own = before is None and include.startswith('"') and lines[number:][:1] == [""]
            key = (0 if is_own else rank_of(include), include)
            if before and (key < before or (key[0] != before[0]) != apart):
                return number, include
            before = key
        elif line.strip():
            before = None
        apart = not line.strip()
    return None


def unused_using(code):
    """(line, name) of the first using-declaration of a source whose name stands nowhere else, or None.

    clang-tidy looks for them only in what is no included file, and it reads sources by the dozen.
    """
    for match in re.finditer(r"^using (?!namespace\b)[\w:]*::(\w+);", code, re.MULTILINE):
        if len(re.findall(rf"\b{match.group(1)}\b", code)) == 1:
            return code.count("\n", 0, match.start()) + 1, match.group(1)
    return None


class Report:
    def __init__(self):
        self.errors = []
        self.warnings = []
        self.used = set()

    def check(self, path, data):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            self.errors.append(f"{path}: not UTF-8: {error}")
            return
        self._check_text(path, text)
        if path.endswith(CPP_ENDINGS):
            self._check_cpp(path, text)

    def _check_text(self, path, text):
        if unicodedata.normalize("NFC", text) != text:
            self.errors.append(f"{path}: text is not in NFC")
        if text and not text.endswith("\n"):
            self.errors.append(f"{path}: no line feed at the end")
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip():
                self.errors.append(f"{path}:{number}: white space at the end of the line")
            for word, reason in rules.BANNED_WORDS:
                if re.search(rf"\b{word}\b", line):
                    self.errors.append(f"{path}:{number}: {word}: {reason}")
            for pattern, reason in rules.BANNED_PATTERNS:
                if re.search(pattern, line):
                    self.errors.append(f"{path}:{number}: {line.strip()[:60]}: {reason}")

    def _check_cpp(self, path, text):
        if path.endswith(".h") and not has_guard(path, text):
            self.errors.append(f"{path}: header guard must be {guard_of(path)}")
        self._check_file_length(path, text.count("\n"))
        for heading, line, lines in functions(text):
            if lines > rules.FUNCTION_LINES_MAX and not self._is_excepted(path, heading):
                self.errors.append(f"{path}:{line}: function of {lines} lines, at most "
                                   f"{rules.FUNCTION_LINES_MAX}: {heading[:60]}")
        disordered = disordered_include(text)
        if disordered:
            self.errors.append(f"{path}:{disordered[0]}: include out of order: {disordered[1]}")
        code = blank_noise(text)
        unused = unused_using(code)
        if unused and path.endswith(".cc"):
            self.errors.append(f"{path}:{unused[0]}: nothing here uses {unused[1]}")
        for pattern, where, reason in rules.CPP_PATTERNS:
            if not re.fullmatch(where, path):
                continue
            # Includes are preprocessor lines, so those are looked for in the text itself.
            match = re.search(pattern, code) or re.search(r"#include .*(" + pattern + ")", text)
            if match and (path, reason) in rules.CPP_EXCEPTIONS:
                self.used.add((path, reason))
            elif match:
                line = text.count("\n", 0, match.start()) + 1
                self.errors.append(f"{path}:{line}: {match.group()}: {reason}")

    def _check_file_length(self, path, lines):
        if lines > rules.FILE_LINES_MAX and path in rules.LONG_FILES:
            self.used.add(path)
        elif lines > rules.FILE_LINES_MAX:
            self.errors.append(f"{path}: {lines} lines, at most {rules.FILE_LINES_MAX}")
        elif lines > rules.FILE_LINES_WARN:
            self.warnings.append(f"{path}: {lines} lines, better at most {rules.FILE_LINES_WARN}")

    @staticmethod
    def globs(texts):
        """What CMake finds by itself, as regular expressions of paths; its variables stand for any
        text without a slash."""
        for path, text in texts.items():
            if os.path.basename(path) != "CMakeLists.txt":
                continue
            text = re.sub(r"\$\{CMAKE_SOURCE_DIR\}", "@", text)
            text = re.sub(r"\$\{\w+\}", "*", text)
            for pattern in re.findall(r"[@\w*./-]*\*[\w*-]*\.\w+", text):
                if pattern.startswith("@/"):
                    pattern = pattern[2:]
                else:
                    pattern = os.path.join(os.path.dirname(path), pattern)
                yield re.escape(pattern).replace(r"\*", "[^/]*")

    def check_references(self, paths, texts):
        """Every file is named by another one, or reached in a way that rules.py tells."""
        words = {}  # a word of a text: the files in which it stands
        for path, text in texts.items():
            for word in set(re.findall(r"[\w.-]+", text)):
                words.setdefault(word.rstrip("."), set()).add(path)
        globs = set(self.globs(texts))
        for path in paths:
            name = os.path.basename(path)
            if any(re.fullmatch(glob, path) for glob in globs):
                continue
            if any(re.fullmatch(where, path) for where, _ in rules.REACHED_OTHERWISE):
                continue
            named = words.get(name, set())
            if name.endswith(".py"):  # as imports name them
                named = named | words.get(name[:-len(".py")], set())
            if not named - {path}:
                self.errors.append(f"{path}: no other file names it")

    def _is_excepted(self, path, heading):
        for exception in rules.LONG_FUNCTIONS:
            if exception[0] == path and exception[1] in heading:
                self.used.add(exception)
                return True
        return False

    def check_exceptions(self):
        granted = set(rules.LONG_FUNCTIONS) | set(rules.LONG_FILES) | set(rules.CPP_EXCEPTIONS)
        for exception in sorted(granted - self.used, key=str):
            self.errors.append(f"tests/style/rules.py: exception not needed any more: {exception}")


def files_of(source):
    """Tracked files and those that would be; everything in the folder where there is no git."""
    command = ["git", "-c", f"safe.directory={source}", "-C", source, "ls-files", "-co",
               "--exclude-standard", "-z"]
    result = subprocess.run(command, capture_output=True, check=False)
    if result.returncode == 0 and result.stdout:
        return sorted(set(os.fsdecode(result.stdout).rstrip("\0").split("\0")))
    found = []
    for directory, folders, files in os.walk(source):
        folders[:] = [folder for folder in folders if folder not in ("build", "node_modules", ".git")]
        found += [os.path.relpath(os.path.join(directory, file), source) for file in files]
    return sorted(found)


def is_text(path):
    return path.endswith(TEXT_ENDINGS) or os.path.basename(path) in TEXT_NAMES


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True, help="root of the tree")
    parser.add_argument("--no-exceptions", action="store_true",
                        help="do not ask that every exception be needed")
    arguments = parser.parse_args()
    report = Report()
    checked = 0
    paths = [path for path in files_of(arguments.source)
             if os.path.isfile(os.path.join(arguments.source, path))]
    texts = {}
    for path in filter(is_text, paths):
        with open(os.path.join(arguments.source, path), "rb") as file:
            data = file.read()
        report.check(path, data)
        texts[path] = data.decode("utf-8", errors="replace")
        checked += 1
    report.check_references(paths, texts)
    if not arguments.no_exceptions:
        report.check_exceptions()
    for warning in report.warnings:
        print(f"warning: {warning}")
    for error in report.errors:
        print(error)
    print(f"{checked} files checked, {len(report.errors)} objections")
    return 1 if report.errors or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
