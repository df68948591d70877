#!/usr/bin/env python3
"""Floods letand, through HAProxy and without it, and shows what a good caller notices.

    flood.py LETAND CONFIGURATION [--seconds=10] [--check]

Paced floods from niced processes: of connections, of headers (CONTINUATION without end), of senders
that are slow. Each is compared with processes that burn as much processor time and send nothing, and
for each the largest memory of the server is shown. --check fails if the good caller got an error, or
the server's memory grew by more than 64 MB, through HAProxy.
"""

import argparse
import math
import multiprocessing
import os
import pathlib
import resource
import socket
import sys
import tempfile
import time

import hyperframe.frame as frames

import proxy_support as support

PROCESSES = 3
PAUSE = 0.002  # seconds between two deeds of a flooding process: 1,500 a second in all
GROWTH = 64 << 20
GOOD_PAUSE = 0.002


def _source(number):
    """Each process has addresses of its own, so that caps of one address are not all that helps."""
    return f"127.0.{number + 1}.{1 + int(time.monotonic() * 1000) % 50}"


def _connect(way, source):
    if way.bare:
        return socket.create_connection(("127.0.0.1", way.port), 5, source_address=(source, 0))
    return support.tls(way.port, way.certificates, client="client-2", source=source)


def flood_connections(way, number, until):
    """Opens, says nothing, and keeps the last 300."""
    kept = []
    while time.monotonic() < until:
        bare = socket.socket()
        bare.settimeout(1)
        try:
            bare.bind((_source(number), 0))
            bare.connect(("127.0.0.1", way.port))
            kept.append(bare)
        except OSError:
            bare.close()
        if len(kept) > 300:
            kept.pop(0).close()
        time.sleep(PAUSE)


def flood_headers(way, number, until):
    """A block of headers that never ends, 16 KB in each frame."""
    frame = frames.ContinuationFrame(1, b"\x00\x04note\x7f\x81\x7c" + b"v" * 16000).serialize()
    raw = None
    while time.monotonic() < until:
        try:
            if raw is None:
                raw = support.RawHttp2(_connect(way, _source(number)))
                raw.send(frames.HeadersFrame(1, raw.encoder.encode(support.call_headers())))
            if not raw.send(frame):
                raw.close()
                raw = None
        except OSError:
            raw = None
        time.sleep(PAUSE)


def flood_slow(way, number, until):
    """Calls whose messages of 4 MB come byte by byte, 100 on each connection."""
    raws = []
    while time.monotonic() < until:
        try:
            if len(raws) < 20:
                raw = support.RawHttp2(_connect(way, _source(number)))
                raws.append(raw)
                for stream in range(1, 200, 2):
                    raw.send(raw.headers(support.call_headers(), stream),
                             frames.DataFrame(stream, b"\0\0\x40\0\0"))
            for raw in list(raws):
                if not raw.send(frames.DataFrame(1, b"\0")):
                    raws.remove(raw)
                    raw.close()
        except OSError:
            pass
        time.sleep(PAUSE)


def burn(share, until):
    """Uses `share` of a processor."""
    while time.monotonic() < until:
        end = time.monotonic() + 0.01 * share
        while time.monotonic() < end:
            pass
        time.sleep(0.01 * (1 - share))


FLOODS = {"connections": flood_connections, "headers": flood_headers, "slow senders": flood_slow}


class Way:
    """To letand: through the proxy, or without it, then with TLS of its own."""

    def __init__(self, port, certificates, pids):
        self.port = port
        self.certificates = certificates
        self.pids = pids
        self.bare = False


def _niced(target, used, *arguments):
    os.nice(19)
    target(*arguments)
    used.put(time.process_time())


def _run_beside(target, arguments, seconds, way):
    """Latencies of a good caller, its errors, the processor time of the others, memory of letand."""
    until = time.monotonic() + seconds
    used = multiprocessing.Queue()
    others = [multiprocessing.Process(target=_niced, args=(target, used, *arguments(number, until)))
              for number in range(PROCESSES)]
    for one in others:
        one.start()
    good = multiprocessing.Queue()
    caller = multiprocessing.Process(target=_good_caller, args=(way, until, good))
    caller.start()
    most = 0
    while time.monotonic() < until:
        most = max(most, memory(way.pids[0]))
        time.sleep(0.05)
    latencies, errors = good.get(timeout=120)
    caller.join()
    spent = sum(used.get(timeout=120) for _ in others)
    for one in others:
        one.join()
    return latencies, errors, spent, most


def _good_caller(way, until, out):
    import grpc  # here: gRPC does not like to be forked
    channel = support.channel(way.port, way.certificates)
    latencies, errors = [], 0
    while time.monotonic() < until:
        begin = time.monotonic()
        try:
            support.call(channel)
            latencies.append(time.monotonic() - begin)
        except grpc.RpcError:
            errors += 1
        time.sleep(GOOD_PAUSE)
    out.put((latencies, errors))


def memory(pid):
    """Resident bytes."""
    pages = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else math.inf


def try_floods(name, way, seconds, check):
    failures = []
    for flood, target in FLOODS.items():
        before = memory(way.pids[0])
        latencies, errors, spent, most = _run_beside(
            target, lambda number, until: (way, number, until), seconds, way)
        share = min(1.0, spent / seconds / PROCESSES)
        calm, _, _, _ = _run_beside(burn, lambda _, until, part=share: (part, until), seconds, way)
        flooded, burnt = quantile(latencies, 0.99), quantile(calm, 0.99)
        print(f"{name:14} {flood:13} {len(latencies):6} {errors:6} {flooded * 1e3:9.2f} "
              f"{burnt * 1e3:9.2f} {flooded / burnt:6.2f} {before >> 20:7} {most >> 20:7}",
              flush=True)
        if check and (errors or not latencies or most - before > GROWTH):
            failures.append(f"{name}, {flood}")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("letand")
    parser.add_argument("configuration")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--check", action="store_true")
    flags = parser.parse_args()
    multiprocessing.set_start_method("spawn")
    print("way            flood          calls errors   p99 ms   burn ms  ratio  MB was    most")
    failures = []
    with tempfile.TemporaryDirectory() as directory:
        certificates = support.Certificates(directory)
        letand = support.Letand(flags.letand, directory, f"--listen=unix:{directory}/letand.sock",
                                f"--proxy-listen=unix:{directory}/proxy.sock")
        proxy = support.Proxy(flags.configuration, certificates, letand.proxy_socket)
        failures += try_floods("HAProxy", Way(proxy.port, certificates, [letand.pid, proxy.pid]),
                               flags.seconds, flags.check)
        proxy.stop()
        letand.stop()
        direct = support.Letand(flags.letand, directory, "--listen=127.0.0.1:0",
                                f"--tls-cert={certificates.path('server.pem')}",
                                f"--tls-key={certificates.path('server.pem.key')}",
                                f"--tls-client-ca={certificates.path('ours.pem')}")
        port = int(direct.address.rsplit(":", 1)[1])
        try_floods("TLS in process", Way(port, certificates, [direct.pid]), flags.seconds, False)
        direct.stop()
    if failures:
        sys.exit("; ".join(failures))


if __name__ == "__main__":
    main()
