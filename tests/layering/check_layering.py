#!/usr/bin/env python3
"""Checks layers.py against what the compiler really read.

For each translation unit in the build directory, the compiler's dependency file (as ninja keeps it)
names the project's headers that it reached. System headers may be missing there, because they came
out of a precompiled header; so the #include lines of the file and of every project header it
reached count as well. Of sources that were compiled as one unit, each answers for all of it.
Exit code 0: the law holds; 1: broken, one line for each breach; 2: the check could not be made.
"""

import argparse
import json
import os
import re
import subprocess
import sys

import layers

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)
SOURCE_DIRS = ("services", "storage", "clients", "tests")
SOURCE_ENDINGS = (".h", ".cc")
UNITED = re.compile(r"/Unity/unity_[0-9]+_cxx\.cxx$")  # CMake's file that includes several sources


class CannotCheck(Exception):
    pass


class Project:
    """Paths of the source tree and of the generated code in the build tree."""

    def __init__(self, source, build):
        self.source = os.path.realpath(source)
        self.build = os.path.realpath(build)
        self._includes = {}

    def relative(self, path):
        """The project's name of a file ("storage/engine.h"), or None for a file of the system."""
        path = os.path.realpath(os.path.join(self.build, path))
        for root in (self.build, self.source):  # the build tree may lie inside the source tree
            if path.startswith(root + os.sep):
                return os.path.relpath(path, root)
        return None

    def includes(self, name):
        """The names in the #include lines of a project file."""
        if name not in self._includes:
            text = ""
            for root in (self.source, self.build):
                path = os.path.join(root, name)
                if os.path.isfile(path):
                    with open(path, encoding="utf-8") as file:
                        text = file.read()
                    break
            self._includes[name] = INCLUDE.findall(text)
        return self._includes[name]

    def is_file(self, name):
        return any(os.path.isfile(os.path.join(root, name)) for root in (self.source, self.build))

    def is_hand_written(self, name):
        return os.path.isfile(os.path.join(self.source, name))

    def resolve(self, included):
        """A project file by its name in an #include line, or None."""
        for name in (included, os.path.join("proto", included)):
            if self.is_file(name):
                return name
        # A generated header is known by its name even where it was not generated.
        return os.path.join("proto", included) if included.startswith("letan/") else None

    def hand_written(self):
        for folder in SOURCE_DIRS:
            for directory, _, files in os.walk(os.path.join(self.source, folder)):
                for file in sorted(files):
                    if file.endswith(SOURCE_ENDINGS):
                        yield os.path.relpath(os.path.join(directory, file), self.source)


def layer_of(name):
    """(layer, its full name) of a project file, or (None, None)."""
    for layer in layers.LAYERS:
        match = re.fullmatch(layer.pattern, name)
        if match:
            return layer, layer.name.format(*match.groups())
    return None, None


def library_of(header):
    """The library of a system header, by path or by its name in an #include line."""
    absolute = header.startswith("/")
    for library, pattern in layers.LIBRARIES:
        prefix = r".*/" if absolute else ""
        if re.fullmatch(prefix + "(" + pattern + ")", header):
            return library
    standard = layers.STANDARD_PATHS if absolute else layers.STANDARD_NAMES
    return "std" if standard.fullmatch(header) else None


def may_reach_layer(layer, own, other):
    if layer.layers is None or layer.layers == "*" or other == own:
        return True
    allowed = layer.layers.split()
    return other in allowed or other.split(":")[0] in allowed


def may_use_library(layer, library):
    return layer.libraries is None or layer.libraries == "*" or library in layer.libraries.split()


def parse_deps(text):
    """Units of `ninja -t deps`: lists of the files that each object was made of."""
    units = []
    for line in text.splitlines():
        if line.startswith(" ") and units:
            units[-1].append(line.strip())
        elif "#deps" in line:
            units.append([])
    return units


class Law:
    def __init__(self, project):
        self.project = project
        self.breaches = set()

    def _judge(self, name, layer, own, files, headers, how):
        for other in sorted(files):
            other_layer, other_own = layer_of(other)
            if other_layer is None:
                self.breaches.add(f"{other}: belongs to no layer of tests/layering/layers.py")
            elif not may_reach_layer(layer, own, other_own):
                self.breaches.add(f"{name} (layer {own}) must not {how} {other} ({other_own})")
        for header in sorted(headers):
            library = library_of(header)
            if library is None and layer.libraries not in (None, "*"):
                self.breaches.add(f"{name} (layer {own}) {how}s {header}: of no known library")
            elif library is not None and not may_use_library(layer, library):
                self.breaches.add(f"{name} (layer {own}) must not {how} {header} ({library})")

    def judge_file(self, name):
        """The #include lines of one hand-written file."""
        layer, own = layer_of(name)
        if layer is None:
            self.breaches.add(f"{name}: belongs to no layer of tests/layering/layers.py")
            return
        files, headers = self._split(self.project.includes(name))
        self._judge(name, layer, own, files, headers, "include")

    def judge_calls(self, archive, namespace, reason):
        """What an archive takes from outside, by the linker's names."""
        path = os.path.join(self.project.build, archive)
        if not os.path.isfile(path):
            raise CannotCheck(f"{path} is not built yet: build all first")
        command = ["nm", "--demangle", "--undefined-only", path]
        symbols = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for symbol in re.findall(rf"^ +U ({namespace}::.*)$", symbols, re.MULTILINE):
            self.breaches.add(f"{archive} must not call {symbol}: {reason}")

    def judge_unit(self, paths):
        """Everything one translation unit reached. Returns its sources: none if it is generated, a
        precompiled header, or of an earlier build."""
        names = [self.project.relative(path) for path in paths]
        own_files = [name for name in names if name and name.endswith(SOURCE_ENDINGS)]
        sources = {name for name in own_files
                   if name.endswith(".cc") and self.project.is_hand_written(name)}
        if not sources:
            return sources
        files = set(own_files)
        headers = {path for path, name in zip(paths, names) if name is None}
        for name in own_files:
            if not name.startswith("proto/"):  # what generated code includes was read or is theirs
                more_files, more_headers = self._split(self.project.includes(name))
                files |= more_files
                headers |= more_headers
        for source in sources:
            layer, own = layer_of(source)
            if layer is None:
                self.breaches.add(f"{source}: belongs to no layer of tests/layering/layers.py")
            else:
                self._judge(source, layer, own, files, headers, "reach")
        return sources

    def _split(self, includes):
        files, headers = set(), set()
        for included in includes:
            name = self.project.resolve(included)
            if name:
                files.add(name)
            else:
                headers.add(included)
        return files, headers


def expected_sources(project):
    """The sources of the source tree that the build directory is meant to compile."""
    path = os.path.join(project.build, "compile_commands.json")
    try:
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)
    except OSError as error:
        raise CannotCheck(f"no compile_commands.json: {error}") from error
    names = set()
    for entry in entries:
        name = project.relative(entry["file"])
        if name and UNITED.search(name):
            names |= {project.relative(source) for source in project.includes(name)}
        else:
            names.add(name)
    return {name for name in names if name and project.is_hand_written(name)}


def read_deps(build):
    # -n: only read; a ninja that runs at the same time keeps its log.
    command = ["ninja", "-n", "-C", build, "-t", "deps"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise CannotCheck(f"{' '.join(command)}: {result.stderr.strip()}")
    return result.stdout


def check(project, deps):
    law = Law(project)
    for name in project.hand_written():
        law.judge_file(name)
    judged = set().union(*(law.judge_unit(paths) for paths in parse_deps(deps)))
    missing = expected_sources(project) - judged
    if missing:
        shown = ", ".join(sorted(missing)[:5])
        raise CannotCheck(f"{len(missing)} sources are not compiled yet ({shown} …): build all first")
    if not judged:
        raise CannotCheck("no translation unit found")
    if any(source.startswith("storage/memory/") for source in judged):
        for archive, (namespace, reason) in layers.CALL_BANS.items():
            law.judge_calls(archive, namespace, reason)
    return law, judged


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True, help="root of the source tree")
    parser.add_argument("--build", required=True, help="build directory, made with ninja")
    arguments = parser.parse_args()
    try:
        law, judged = check(Project(arguments.source, arguments.build), read_deps(arguments.build))
    except CannotCheck as error:
        print(f"cannot check: {error}", file=sys.stderr)
        return 2
    for breach in sorted(law.breaches):
        print(breach)
    print(f"{len(judged)} sources judged, {len(law.breaches)} breaches")
    return 1 if law.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
