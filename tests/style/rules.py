"""What the style check asks of files, and the exceptions that it grants, each with its reason."""

FILE_LINES_WARN = 300
FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70

# Of (path, function heading contains). An exception that is not needed any more is an error.
LONG_FUNCTIONS = {}
LONG_FILES = {}

# Words that may not stand in any text file. Written in two parts, so that this file passes.
BANNED_WORDS = [
    ("TO" + "DO", "finish it or leave it out"),
    ("FIX" + "ME", "finish it or leave it out"),
    ("XX" + "X", "finish it or leave it out"),
    ("BOOT" + "STRAP", "scaffolding must not stay"),
]

# Regular expressions that may not match any line: paths of one machine.
BANNED_PATTERNS = [
    (r"(?<![\w.{}$-])/" + r"work/", "path of one machine"),
    (r"(?<![\w.{}$-])/" + r"root/", "path of one machine"),
    (r"(?<![\w.{}$-])/" + r"home/\w", "path of one machine"),
    (r"\.\./" + r"shared\b", "path outside the repository"),
]

# Of C++ files: pattern, where, reason.
CPP_PATTERNS = [
    (r"absl::(Internal|DataLoss|Unknown)Error\(", r"(services|storage)/.*",
     "Fault says what the log may hold"),
    (r"absl::Mu" + r"tex|absl/synchronization", r".*", "use std::mutex"),
    (r"\babsl/log\b|\bABSL_LOG\b", r".*", "this version of Abseil has no log library"),
    # A benchmark's load keeps to a timetable; it, too, awaits events and not time.
    (r"\b(sleep_for|usleep|nanosleep)\s*\(", r"tests/.*", "wait for an event instead"),
    (r"\bsleep_until\s*\(", r"tests/(?!bench/).*", "wait for an event instead"),
    (r"\busing namespace (?!std::(chrono|string)_literals)", r".*\.h", "headers open no namespace"),
]
# Of (path, reason of the pattern): where a pattern may match after all, and why.
CPP_EXCEPTIONS = {
    (path, "use std::mutex"): "turns off what Abseil does at each of gRPC's locks"
    for path in ("services/server/main.cc", "tests/bench/echo_server.cc")
}

# Files that no other file names, by path: how they are reached.
REACHED_OTHERWISE = [
    (r"(.*/)?(CMakeLists\.txt|CMakePresets\.json|package(-lock)?\.json)", "tools look for it"),
    (r"cmake/Letan\w+\.cmake", "included by name without its ending"),
    (r"cmake/tsan/.*", "stands before the system's header of the same name"),
    (r"deploy/(demo|rules)/\w+\.jsonl|docs/adr/\d+-[a-z-]+\.md", "the folder is named"),
    (r"proto/.*\.proto|storage/migrations/\w+/\d+_\w+\.sql", "CMake takes all there are"),
    (r"tests/faults/sabotage/\w+\.patch|tests/fuzz/corpus/.+", "the folder is named"),
    (r"tests/fuzz/\w+\.dict", "run.sh looks for one by the name of the target"),
    (r"\.ci/run|(.*/)?\.npmrc|\.dockerignore", "tools look for it"),
    (r"\.(gitignore|clang-format|clang-tidy)|buf\.yaml|LICENSE|README\.md", "tools or people do"),
]
