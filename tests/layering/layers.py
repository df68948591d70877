"""The law of layers: who may include whom. The only place where it is written down for machines.

A file belongs to the first layer whose pattern matches its path. It may reach, directly or through
other headers, files of its own layer, of the layers in `layers`, and headers of the libraries in
`libraries`. What is not in the table is forbidden: a new folder or library needs a line here.
"""

import collections
import re

Layer = collections.namedtuple("Layer", "name pattern layers libraries")

# Messages are the generated *.pb.h, stubs the generated *.grpc.pb.h.
_ENTITY_AND_BELOW = "errors call entity interface proof core messages"
_ACCESS_AND_BELOW = "access auth " + _ENTITY_AND_BELOW

LAYERS = [
    # Generated code is not judged, only those who include it.
    Layer("stubs", r"proto/.*\.grpc\.pb\.(h|cc)", None, None),
    Layer("messages", r"proto/.*\.pb\.(h|cc)", None, None),
    # Pure rules: no gRPC, no SQL, no protobuf.
    Layer("core", r"services/core/.*", "", "std absl"),
    # An engine implements the interface; the oracle knows no SQL.
    Layer("sqlite", r"storage/sqlite/.*", "interface proof core messages",
          "std absl protobuf openssl sqlite"),
    Layer("memory", r"storage/memory/.*", "interface proof core messages", "std absl protobuf openssl"),
    # What proves the logs: whoever verifies needs no more of the storage.
    Layer("proof", r"storage/(archived_change|audit_(archives|heads|key|verifier)|chain_data"
          r"|change_log|digest|read_log|viewer)\.(h|cc)", "core messages",
          "std absl protobuf openssl"),
    Layer("interface", r"storage/[^/]+", "proof core messages", "std absl protobuf openssl sodium"),
    # What every service shares. gRPC begins at rpc.
    Layer("errors", r"services/errors/.*", "messages", "std absl protobuf"),
    Layer("call", r"services/call/.*", "interface proof core messages", "std absl protobuf"),
    Layer("entity", r"services/entity/.*", "errors call interface proof core messages",
          "std absl protobuf openssl icu"),
    # Secrets of callers: no messages, no storage.
    Layer("auth", r"services/auth/.*", "core", "std absl sodium openssl json"),
    Layer("access", r"services/access/.*", "auth " + _ENTITY_AND_BELOW, "std absl protobuf"),
    Layer("operations", r"services/operations/.*", _ENTITY_AND_BELOW, "std absl protobuf csv"),
    Layer("rpc", r"services/rpc/.*", _ACCESS_AND_BELOW + " stubs",
          "std absl protobuf grpc openssl"),
    # Only main.cc names an engine.
    Layer("main", r"services/server/main\.cc",
          "server sqlite rpc services operations stubs " + _ACCESS_AND_BELOW,
          "std absl protobuf grpc sqlite cli11"),
    Layer("server", r"services/server/.*",
          "rpc services operations stubs " + _ACCESS_AND_BELOW,
          "std absl protobuf grpc cli11 prometheus openssl"),
    # One layer for each service ("services:booking", …): never another service, never an engine,
    # never gRPC. In `layers` above, "services" means all of them.
    Layer("services:{}", r"services/([a-z_]+)/.*", "operations " + _ACCESS_AND_BELOW,
          "std absl protobuf"),
    Layer("cli", r"clients/cli/.*", "proof core messages stubs", "std absl protobuf grpc cli11 icu"),
    # Tests may name anything.
    Layer("tests", r"tests/.*", "*", "*"),
]

# Archives that may not call into a namespace, although their layer may use its types.
CALL_BANS = {
    "storage/libletan_storage_memory.a": (
        "letan::booking", "the oracle judges with rules of its own, not with those it is to check"),
}

# Libraries by how their headers are written in an #include, or end in a path. The rest must be the
# C++ library, the C library or the kernel's headers, wherever the compiler keeps them.
LIBRARIES = [
    ("grpc", r"(grpc|grpcpp|grpc\+\+)/.*"),
    ("protobuf", r"google/protobuf/.*"),
    ("absl", r"absl/.*"),
    ("sqlite", r"SQLiteCpp/.*|sqlite3(ext)?\.h"),
    ("openssl", r"openssl/.*"),
    ("icu", r"unicode/.*"),
    ("cli11", r"CLI/.*"),
    ("csv", r"csv\.h"),
    ("prometheus", r"prometheus/.*"),
    ("gtest", r"(gtest|gmock)/.*"),
    ("benchmark", r"benchmark/.*"),
    ("sodium", r"sodium(/.*)?(\.h)?"),
    ("json", r"nlohmann/.*"),
    ("libpq", r"libpq-fe\.h|postgresql/.*"),
]

# Paths of the C and C++ libraries.
STANDARD_PATHS = re.compile(
    r"/usr/(lib/gcc|lib/llvm-[0-9]+/lib/clang|include/c\+\+|include/[a-z0-9_]+-linux-gnu"
    r"|include/(linux|asm-generic|asm|rpc|net|netinet|arpa|sys|bits|gnu))/.*"
    r"|/usr/include/[a-z0-9_-]+\.h")
# How they are written: no folder, or one of the system's.
STANDARD_NAMES = re.compile(r"[a-z0-9_]+(\.h)?|(sys|netinet|arpa|net|linux|bits|ext|experimental)/.*")
