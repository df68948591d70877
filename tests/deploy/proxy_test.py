#!/usr/bin/env python3
"""The shipped configuration of HAProxy before a real letand: who gets through, caps, long streams.

    proxy_test.py LETAND LETAN CONFIGURATION
"""

import base64
import os
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import unittest

import grpc
import hyperframe.frame as frames

import proxy_support as support

LETAND, LETAN, CONFIGURATION = sys.argv[1:4]


class ProxyCase(unittest.TestCase):
    changes = ()

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.certificates = support.Certificates(cls.directory.name)
        cls.letand = support.Letand(LETAND, cls.directory.name,
                                    f"--listen=unix:{cls.directory.name}/letand.sock",
                                    f"--proxy-listen=unix:{cls.directory.name}/proxy.sock")
        cls.addClassCleanup(cls.letand.stop)

    def setUp(self):
        self.proxy = support.Proxy(CONFIGURATION, self.certificates, self.letand.proxy_socket,
                                   self.changes)
        self.addCleanup(self.proxy.stop)

    def letan_command(self, *arguments, client="client"):
        identity = client and [f"--tls-cert={self.certificates.path(client + '.pem')}",
                               f"--tls-key={self.certificates.path(client + '.key')}"]
        return [LETAN, f"--server=localhost:{self.proxy.port}", "--timeout=5s",
                f"--tls-ca={self.certificates.path('ours.pem')}", *(identity or []), *arguments]

    def letan(self, *arguments, client="client"):
        return subprocess.run(self.letan_command(*arguments, client=client), capture_output=True,
                              text=True, timeout=support.DEADLINE)

    def channel(self, client="client"):
        a_channel = support.channel(self.proxy.port, self.certificates, client)
        self.addCleanup(a_channel.close)
        return a_channel

    def connect(self, source=None):
        connection = support.tls(self.proxy.port, self.certificates, source=source)
        self.addCleanup(connection.close)
        return connection

    def is_cut_off(self, source=None):
        """Whether a new connection is ended before anything was said."""
        try:
            raw = support.RawHttp2(self.connect(source))
        except (ssl.SSLError, ConnectionError):
            return True
        return raw.next_frame() is None


class WhoGetsThrough(ProxyCase):
    def test_who_shows_a_certificate(self):
        ended = self.letan("agency", "list")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertIn("display name", ended.stdout)

    def test_not_without_one(self):
        ended = self.letan("agency", "list", client=None)
        self.assertEqual(ended.returncode, 4)
        self.assertIn("--tls-cert", ended.stderr)

    def test_not_with_a_foreign_one(self):
        ended = self.letan("agency", "list", client="stranger")
        self.assertEqual(ended.returncode, 4)
        self.assertIn("certificate", ended.stderr)

    def test_not_in_plaintext(self):
        ended = subprocess.run([LETAN, f"--server=localhost:{self.proxy.port}", "--timeout=2s",
                                "agency", "list"], capture_output=True, text=True,
                               timeout=support.DEADLINE)
        self.assertEqual(ended.returncode, 4)
        self.assertIn("TLS", ended.stderr)

    def test_not_with_an_old_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.certificates.path("ours.pem"))
        context.set_ciphers("ALL:@SECLEVEL=0")
        for version, name in ((ssl.TLSVersion.TLSv1_1, None), (ssl.TLSVersion.TLSv1_2, "TLSv1.2")):
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = version
            context.load_cert_chain(self.certificates.path("client.pem"),
                                    self.certificates.path("client.key"))
            with socket.create_connection(("127.0.0.1", self.proxy.port), support.DEADLINE) as bare:
                if name is None:
                    with self.assertRaises((ssl.SSLError, ConnectionError)):
                        context.wrap_socket(bare, server_hostname="localhost")
                else:
                    with context.wrap_socket(bare, server_hostname="localhost") as connection:
                        self.assertEqual(connection.version(), name)

    def test_the_socket_behind_it_is_its_owners(self):
        mode = os.stat(self.letand.proxy_socket).st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)


# A short copy of long times.
class LongStreams(ProxyCase):
    changes = (("timeout client 60s", "timeout client 1s"),
               ("timeout server 310s", "timeout server 1s"),
               ("timeout http-keep-alive 5m", "timeout http-keep-alive 1s"),
               ("timeout http-request 5s", "timeout http-request 1s"),
               ("wait-for-body time 5s", "wait-for-body time 1s"))

    def test_a_watch_outlives_what_other_calls_may_be_silent(self):
        # Progress comes each 4 s: between two, nothing is sent for four times as long as a caller or
        # the server may be silent elsewhere.
        watch = subprocess.Popen(self.letan_command("--json", "watch", "--progress", "4s"),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            lines = [watch.stdout.readline() for _ in range(3)]
            self.assertTrue(all(lines), lines)
            ended = self.letan("call", "DirectoryService.CreateAgency",
                               '{"agency_id": "a", "agency": {"display_name": "A"}}')
            self.assertEqual(ended.returncode, 0, ended.stderr)
            while "agencies/a" not in (line := watch.stdout.readline()):
                self.assertTrue(line, "it ended")
        finally:
            watch.kill()
            said = watch.stderr.read()
            watch.wait(timeout=support.DEADLINE)
            watch.stdout.close()
            watch.stderr.close()
        self.assertNotIn("trying again", said)

    def test_slow_senders_are_ended(self):
        message = frames.DataFrame(1, support.EMPTY_MESSAGE[:2])
        for name, begin in (("nothing", []), ("a preface", [support.PREFACE]),
                            ("half a block of headers", "half"), ("half a message", "message")):
            with self.subTest(name):
                connection = self.connect()
                if isinstance(begin, list):
                    for part in begin:
                        connection.sendall(part)
                    while connection.recv(65536):
                        pass
                    continue
                raw = support.RawHttp2(connection)
                block = raw.headers(support.call_headers(), flags=())
                if begin == "half":
                    block.data = block.data[:10]
                    raw.send(block)
                else:
                    block.flags.add("END_HEADERS")
                    raw.send(block, message)
                outcome = raw.outcome()
                self.assertNotEqual((outcome.status, outcome.grpc_status), ("200", "0"))

    def test_a_good_call_works_all_the_same(self):
        support.call(self.channel())


class Caps(ProxyCase):
    changes = (("sc0_conn_cur gt 40", "sc0_conn_cur gt 3"),
               ("sc0_conn_rate gt 100", "sc0_conn_rate gt 12"),
               ("sc1_http_req_rate(per_certificate) gt 5000",
                "sc1_http_req_rate(per_certificate) gt 20"),
               ("sc1_conn_cur(per_certificate) gt 200", "sc1_conn_cur(per_certificate) gt 4"))

    def test_connections_at_once_of_one_address(self):
        good = self.channel()
        support.call(good)
        held = [self.connect("127.0.0.9") for _ in range(3)]
        self.assertTrue(self.is_cut_off("127.0.0.9"))
        support.call(good)
        self.assertFalse(self.is_cut_off("127.0.0.10"), "another address has its own")
        for one in held:
            one.close()

    def test_connections_in_a_time_of_one_address(self):
        good = self.channel()
        support.call(good)
        cut = 0
        for _ in range(30):
            try:
                support.tls(self.proxy.port, self.certificates, source="127.0.0.11").close()
            except (ssl.SSLError, ConnectionError):
                cut += 1
        self.assertGreaterEqual(cut, 18)
        support.call(good)

    def test_requests_in_a_time_of_one_certificate(self):
        greedy = self.channel("client-2")
        refused = None
        for _ in range(30):
            try:
                support.call(greedy)
            except grpc.RpcError as error:
                refused = error
        self.assertIsNotNone(refused)
        self.assertEqual(refused.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.assert_details(refused, b"proxy_requests_per_certificate")
        support.call(self.channel())

    def test_calls_at_once_of_one_certificate(self):
        greedy = self.channel("client-2")
        watch = greedy.unary_stream("/letan.v1.WatchService/Watch")
        open_calls = [watch(b"") for _ in range(4)]
        for one in open_calls:
            next(one)
        with self.assertRaises(grpc.RpcError) as raised:
            support.call(greedy)
        self.assert_details(raised.exception, b"proxy_calls_at_once_per_certificate")
        support.call(self.channel())
        for one in open_calls:
            one.cancel()

    def assert_details(self, error, limit):
        details = dict(error.trailing_metadata())["grpc-status-details-bin"]
        self.assertIn(b"OVERLOADED", details)
        self.assertIn(limit, details)
        self.assertIn(b"google.rpc.RetryInfo", details)

    def test_letan_understands_the_refusal(self):
        greedy = self.channel("client-2")
        for _ in range(30):
            try:
                support.call(greedy)
            except grpc.RpcError:
                pass
        ended = self.letan("agency", "list", client="client-2")
        self.assertEqual(ended.returncode, 4, ended.stderr)
        self.assertIn("too many requests with this certificate", ended.stderr)


class Shipped(ProxyCase):
    """Nothing changed but addresses and paths."""

    def test_it_says_nothing_when_it_starts_and_serves(self):
        support.call(self.channel())
        self.assertEqual(self.proxy.log(), "")

    def test_details_decode(self):
        count = 0
        with open(CONFIGURATION, encoding="utf-8") as file:
            for line in file:
                words = line.split()
                if "grpc-status-details-bin" in words:
                    text = words[words.index("grpc-status-details-bin") + 1]
                    base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
                    count += 1
        self.assertEqual(count, 3)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[4:], verbosity=2, warnings="ignore")
