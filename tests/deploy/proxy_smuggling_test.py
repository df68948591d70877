#!/usr/bin/env python3
"""What nobody gets past the proxy: a table of attempts, and what arrives of each behind it.

A server that keeps all it is sent stands in letand's place. Of an attempt, either nothing arrives, or
one call without anything that was forged, with what the proxy itself says of the caller, once.

    proxy_smuggling_test.py CONFIGURATION
"""

import hashlib
import ssl
import sys
import tempfile
import unittest

import hyperframe.frame as frames

import proxy_support as support
from proxy_support import EMPTY_MESSAGE, METHOD, PREFACE, call_headers

CONFIGURATION = sys.argv[1]
FORGED = "FORGED"
OURS = ("letan-client-certificate-subject", "letan-client-certificate-sha256",
        "letan-client-address")
STRIPPED = OURS + (
    "letan-client-anything", "letan-client-", "x-forwarded-for", "x-forwarded-proto",
    "x-forwarded-host", "x-forwarded-client-cert", "x-client-cert", "x-client-dn",
    "x-client-verify", "x-ssl-client-cert", "x-ssl-client-dn", "x-real-ip", "forwarded",
    "client-cert", "client-cert-chain", "proxy-authorization", "proxy-authenticated-user")

REFUSED, CLEANED = "refused", "cleaned"


def _send_call(raw, fields, body=True):
    raw.send(raw.headers(fields), frames.DataFrame(1, EMPTY_MESSAGE if body else b"",
                                                   flags=["END_STREAM"]))


def fields_case(*more, path=METHOD, method="POST"):
    return lambda raw: _send_call(raw, call_headers(path, method, more))


def whole_case(fields):
    return lambda raw: _send_call(raw, fields)


def name_cases():
    """Identity headers, by every way of writing them that might mean the same behind the proxy."""
    for name in STRIPPED:
        yield f"{name}", CLEANED, fields_case((name, FORGED))
        yield f"{name} twice", CLEANED, fields_case((name, FORGED), (name, FORGED + "2"))
        yield f"{name} empty, then forged", CLEANED, fields_case((name, ""), (name, FORGED))
        yield f"{name.title()}", REFUSED, fields_case((name.title(), FORGED))
        yield f"{name.upper()}", REFUSED, fields_case((name.upper(), FORGED))
        if "-" in name:
            yield (name.replace("-", "_"), CLEANED,
                   fields_case((name.replace("-", "_"), FORGED)))
            yield (f"{name} with the last - as .", CLEANED,
                   fields_case((".".join(name.rsplit("-", 1)), FORGED)))
    for name in OURS:
        for what, spoilt in (("a space behind", name + " "), ("a space before", " " + name),
                             ("a tab behind", name + "\t"), ("a NUL behind", name + "\0"),
                             ("a colon behind", name + ":"), ("a line before", "a\r\n" + name),
                             ("a line feed before", "a: b\n" + name),
                             ("a colon before", ":" + name)):
            yield f"{name} with {what}", REFUSED, fields_case((spoilt, FORGED))
        for what, value in (("CR LF", f"x\r\n{name}: {FORGED}"), ("LF", f"x\n{name}: {FORGED}"),
                            ("CR", f"x\r{name}: {FORGED}"), ("NUL", f"x\0{name}: {FORGED}"),
                            ("two CR LF", f"x\r\n\r\nPOST / HTTP/1.1\r\n{name}: {FORGED}")):
            yield f"{name} in a value behind {what}", REFUSED, fields_case(("note", value))
            yield f"{name} in an own value behind {what}", REFUSED, fields_case((name, value))
        yield (f"{name} that connection names", REFUSED,
               fields_case(("connection", name), (name, FORGED)))
        yield f"{name} without the table", CLEANED, _never_indexed(name)
        yield f"{name} in a continuation", CLEANED, _continued(name)
        yield f"{name} behind the message", CLEANED, _trailer(name)
        yield f"{name} twice from the table", CLEANED, _from_table(name)


def _never_indexed(name):
    def send(raw):
        block = raw.encoder.encode(call_headers())
        block += raw.encoder.encode([(name, FORGED, True)])
        raw.send(frames.HeadersFrame(1, block, flags=["END_HEADERS"]),
                 frames.DataFrame(1, EMPTY_MESSAGE, flags=["END_STREAM"]))
    return send


def _continued(name):
    def send(raw):
        block = raw.encoder.encode(call_headers(more=[(name, FORGED)]))
        raw.send(frames.HeadersFrame(1, block[:20]), frames.ContinuationFrame(1, block[20:40]),
                 frames.ContinuationFrame(1, block[40:], flags=["END_HEADERS"]),
                 frames.DataFrame(1, EMPTY_MESSAGE, flags=["END_STREAM"]))
    return send


def _trailer(name):
    def send(raw):
        raw.send(raw.headers(call_headers()), frames.DataFrame(1, EMPTY_MESSAGE),
                 raw.headers([(name, FORGED)], flags=("END_HEADERS", "END_STREAM")))
    return send


def _from_table(name):
    def send(raw):
        _send_call(raw, call_headers(more=[(name, FORGED), (name, FORGED), (name, FORGED)]))
    return send


def framing_cases():
    """Two readings of where a request ends, or of what it is."""
    for value in ("chunked", "trailers, chunked", "identity", "gzip"):
        yield f"transfer-encoding {value}", REFUSED, fields_case(("transfer-encoding", value))
    for value in ("chunked", "trailers, chunked", "gzip"):
        yield (f"te {value}", REFUSED,
               whole_case([one for one in call_headers() if one[0] != "te"] + [("te", value)]))
    for name, value in (("connection", "close"), ("connection", "te"), ("keep-alive", "timeout=5"),
                        ("proxy-connection", "keep-alive"), ("upgrade", "h2c"),
                        ("upgrade", "websocket")):
        yield f"{name} {value}", REFUSED, fields_case((name, value))
    for value in ("0", "4", "6", "1000000", "-5", "+5", "5, 5, 6", "0x5", "5 5", "five", " ",
                  "99999999999999999999", "5,6"):
        yield f"content-length {value!r} of 5", REFUSED, fields_case(("content-length", value))
    yield ("two content-lengths", REFUSED,
           fields_case(("content-length", "5"), ("content-length", "0")))
    yield ("content-length, then a second request in the message", REFUSED, lambda raw: raw.send(
        raw.headers(call_headers(more=[("content-length", "5")])),
        frames.DataFrame(1, EMPTY_MESSAGE + b"POST / HTTP/1.1\r\nx: " + FORGED.encode() + b"\r\n\r\n",
                         flags=["END_STREAM"])))
    base = call_headers()
    for name in (":method", ":scheme", ":path"):
        yield (f"without {name}", REFUSED, whole_case([one for one in base if one[0] != name]))
    for name, value in base[:3]:
        yield f"{name} twice", REFUSED, whole_case([(name, value), *base])
    yield "a pseudo-header behind others", REFUSED, whole_case([base[4], *base[:4], *base[5:]])
    yield "an unknown pseudo-header", REFUSED, whole_case([(":identity", FORGED), *base])
    yield "the pseudo-header of an answer", REFUSED, whole_case([(":status", "200"), *base])
    yield "a name that is empty", REFUSED, fields_case(("", FORGED))
    yield "two hosts", CLEANED, fields_case(("host", "localhost"))
    yield "another host", CLEANED, fields_case(("host", "elsewhere.test"))
    for method in ("GET", "HEAD", "PUT", "OPTIONS", "TRACE", "PRI", "post", "POST ",
                   "POST / HTTP/1.1\r\nx: y"):
        yield f"method {method!r}", REFUSED, fields_case(method=method)
    yield ("CONNECT", REFUSED,
           whole_case([(":method", "CONNECT"), (":authority", "localhost:22")]))
    yield ("extended CONNECT", REFUSED,
           whole_case([(":method", "CONNECT"), (":protocol", "websocket"), *base[1:]]))
    for value in ("text/plain", "application/json", "application/grpc-web", "",
                  "application/grpc\r\nx: y", "application/x-www-form-urlencoded"):
        yield (f"content-type {value!r}", REFUSED,
               whole_case([*base[:4], ("content-type", value), ("te", "trailers")]))
    yield "without content-type", REFUSED, whole_case([*base[:4], ("te", "trailers")])


def path_cases():
    for path in ("", "/", "*", "//", "/..", "/../etc/passwd", METHOD + "/..", METHOD + "/../" + "x",
                 "/letan.v1.DirectoryService/../letan.v1.AdminService/GetServerInfo",
                 "/./letan.v1.DirectoryService/ListAgencies", "/" + METHOD, METHOD + "/",
                 METHOD + "?x=y", METHOD + "#x", METHOD + ";x", METHOD + "%00", METHOD + "\0",
                 METHOD + " ", METHOD + " HTTP/1.1\r\nx: y\r\n\r\n", METHOD + "\r\n", METHOD + "\n",
                 "/letan.v1.DirectoryService%2fListAgencies", "/letan%2ev1.DirectoryService/List",
                 "/%2e%2e/letan.v1.DirectoryService/ListAgencies", METHOD.replace("/", "\\"),
                 "letan.v1.DirectoryService/ListAgencies", "https://localhost" + METHOD,
                 "http://elsewhere.test" + METHOD, "//elsewhere.test" + METHOD,
                 "/letan.v1.DirectoryService/List" + "A" * 14000, "/letan.v2.X/Y",
                 "/letan.internal.v1.X/Y", "/metrics", "/haproxy?stats", "/stats",
                 "/letan.v1.DirectoryService", "/letan.v1./ListAgencies",
                 "/grpc.channelz.v1.Channelz/GetServers", "/Letan.v1.DirectoryService/ListAgencies"):
        yield f"path {path[:70]!r}", REFUSED, fields_case(path=path)


def size_cases():
    yield ("100 headers", REFUSED,
           fields_case(*((f"h-{number}", "v") for number in range(100))))
    yield ("5,000 headers", REFUSED,
           lambda raw: _send_in_pieces(raw, [(f"h-{number}", "v") for number in range(5000)]))
    yield "a header of 14 KB", REFUSED, fields_case(("note", "v" * 14000))
    yield ("a header of 1 MB", REFUSED, lambda raw: _send_in_pieces(raw, [("note", "v" * 1_000_000)]))
    yield "a name of 14 KB", REFUSED, fields_case(("n" * 14000, "v"))
    yield "headers that unpack to 4 MB", REFUSED, _bomb
    yield "headers that never end", REFUSED, _endless_continuation
    yield "empty continuations that never end", REFUSED, _endless_empty_continuation


def _send_in_pieces(raw, more):
    block = raw.encoder.encode(call_headers(more=more), huffman=False)  # a MB of it takes minutes
    pieces = [block[at:at + 16000] for at in range(0, len(block), 16000)]
    parts = [frames.HeadersFrame(1, pieces[0])]
    parts += [frames.ContinuationFrame(1, piece) for piece in pieces[1:]]
    parts[-1].flags.add("END_HEADERS")
    raw.send(*parts, frames.DataFrame(1, EMPTY_MESSAGE, flags=["END_STREAM"]))


def _bomb(raw):
    raw.send(raw.headers(call_headers(more=[("note", "v" * 4000)] + [("note", "v" * 4000)] * 1000)),
             frames.DataFrame(1, EMPTY_MESSAGE, flags=["END_STREAM"]))


def _endless_continuation(raw):
    block = raw.encoder.encode([("note", "v" * 8000)])
    raw.send(frames.HeadersFrame(1, raw.encoder.encode(call_headers())))
    for _ in range(2000):
        if not raw.send(frames.ContinuationFrame(1, block)):
            return


def _endless_empty_continuation(raw):
    raw.send(frames.HeadersFrame(1, raw.encoder.encode(call_headers())))
    many = [frames.ContinuationFrame(1, b"")] * 1000
    for _ in range(200):
        if not raw.send(*many):
            return


def order_cases():
    """Frames where none may be."""
    def block(raw):
        return raw.encoder.encode(call_headers())
    yield "a message without headers", REFUSED, lambda raw: raw.send(
        frames.DataFrame(1, EMPTY_MESSAGE, flags=["END_STREAM"]))
    yield "a continuation without headers", REFUSED, lambda raw: raw.send(
        frames.ContinuationFrame(1, block(raw), flags=["END_HEADERS"]))
    yield "a message on stream 0", REFUSED, lambda raw: raw.send(
        frames.Frame.serialize(frames.DataFrame(1, EMPTY_MESSAGE))[:5] + b"\0\0\0\0" + EMPTY_MESSAGE)
    yield "headers on an even stream", REFUSED, lambda raw: raw.send(
        frames.HeadersFrame(2, block(raw), flags=["END_HEADERS", "END_STREAM"]))
    yield "a message between headers and continuation", REFUSED, lambda raw: raw.send(
        frames.HeadersFrame(1, block(raw)), frames.DataFrame(1, EMPTY_MESSAGE))
    yield "another stream between headers and continuation", REFUSED, lambda raw: raw.send(
        frames.HeadersFrame(1, block(raw)),
        frames.HeadersFrame(3, block(raw), flags=["END_HEADERS", "END_STREAM"]))
    yield "a promise from a caller", REFUSED, lambda raw: raw.send(
        frames.PushPromiseFrame(1, 2, block(raw), flags=["END_HEADERS"]))
    yield "a frame of 16 MB", REFUSED, lambda raw: raw.send(b"\xff\xff\xff\1\4\0\0\0\1" + b"x" * 100)
    yield "headers that cannot be unpacked", REFUSED, lambda raw: raw.send(
        frames.HeadersFrame(1, b"\xff\xff\xff\xff\xff\xff", flags=["END_HEADERS", "END_STREAM"]))
    yield "an index that is not in the table", REFUSED, lambda raw: raw.send(
        frames.HeadersFrame(1, b"\xfe", flags=["END_HEADERS", "END_STREAM"]))
    yield "a window that is too large", REFUSED, lambda raw: raw.send(
        frames.WindowUpdateFrame(0, window_increment=2**31 - 1),
        frames.WindowUpdateFrame(0, window_increment=2**31 - 1))


HTTP1 = f"POST {METHOD} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/grpc\r\n"
# Sent in place of HTTP/2, over TLS.
OTHER_BYTES = {
    "HTTP/1.1": HTTP1 + "Content-Length: 5\r\n\r\n\0\0\0\0\0",
    "HTTP/1.0": HTTP1.replace("1.1", "1.0") + "Content-Length: 5\r\n\r\n\0\0\0\0\0",
    "HTTP/1.1, content-length and chunked":
        HTTP1 + f"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{HTTP1}X: {FORGED}\r\n\r\n",
    "HTTP/1.1, chunked and content-length":
        HTTP1 + "Transfer-Encoding: chunked\r\nContent-Length: 40\r\n\r\n0\r\n\r\n" + HTTP1 + "\r\n",
    "HTTP/1.1, chunked with a tab": HTTP1 + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1, chunked twice":
        HTTP1 + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    "HTTP/1.1, a folded header": HTTP1 + f"A: b\r\n letan-client-address: {FORGED}\r\n\r\n",
    "HTTP/1.1, a space before the colon": HTTP1 + f"letan-client-address : {FORGED}\r\n\r\n",
    "HTTP/1.1, an absolute URI": HTTP1.replace(METHOD, "http://localhost" + METHOD) + "\r\n",
    "HTTP/1.1, upgrade to h2c":
        HTTP1 + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
    "HTTP/1.1, upgrade to websocket": HTTP1 + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "HTTP/1.1 CONNECT": "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost:22\r\n\r\n",
    "HTTP/0.9": f"GET {METHOD}\r\n",
    "the word of another proxy": "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
    "nothing that means anything": "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" * 20,
    "half a preface": PREFACE.decode()[:20] + "x" * 20,
}


class SmugglingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.certificates = support.Certificates(cls.directory.name)
        path = f"{cls.directory.name}/echo.sock"
        cls.echo = support.EchoServer(f"unix:{path}")
        cls.addClassCleanup(cls.echo.stop)
        # So many connections in a minute are not what is tried here.
        cls.proxy = support.Proxy(CONFIGURATION, cls.certificates, path,
                                  [("sc0_conn_rate gt 100", "sc0_conn_rate gt 100000"),
                                   ("wait-for-body time 5s", "wait-for-body time 500"),
                                   ("timeout http-request 5s", "timeout http-request 500")])
        cls.addClassCleanup(cls.proxy.stop)
        der = ssl.PEM_cert_to_DER_cert(cls.certificates.read("client.pem").decode())
        cls.truth = {OURS[0]: "CN=client,O=Letan tests", OURS[1]: hashlib.sha256(der).hexdigest(),
                     OURS[2]: "127.0.0.1"}
        cls.good = support.channel(cls.proxy.port, cls.certificates)
        cls.addClassCleanup(cls.good.close)

    def arrived(self):
        """All but the good call that is sent behind an attempt."""
        support.call(self.good, [("good", "call")])
        arrivals = self.echo.take()
        goods = [one for one in arrivals if ("good", "call") in one.metadata]
        self.assertEqual(len(goods), 1, "a good caller is served")
        arrivals.remove(goods[0])
        return arrivals

    def assert_clean(self, arrival, method=METHOD):
        self.assertEqual(arrival.method, method)
        for name, value in arrival.metadata:
            self.assertNotIn(FORGED, f"{name} {value}")
        self.assertEqual({name: [value for one, value in arrival.metadata if one == name]
                          for name in OURS}, {name: [self.truth[name]] for name in OURS})
        kept = {name for name, _ in arrival.metadata}
        self.assertEqual({name for name in kept if name.startswith(("letan-client", "x-", "client-",
                                                                    "proxy-", "forwarded"))},
                         set(OURS))

    def test_a_plain_call_arrives_with_what_the_proxy_says(self):
        support.call(self.good, [("authorization", "Bearer abc"), ("letan-acting-for", "agencies/a"),
                                 ("trace-bin", b"\0\1")], message=b"\x08\x05")
        arrival, = self.echo.take()
        self.assert_clean(arrival)
        self.assertEqual(arrival.message, b"\x08\x05")
        for kept in (("authorization", "Bearer abc"), ("letan-acting-for", "agencies/a"),
                     ("trace-bin", b"\0\1")):
            self.assertIn(kept, arrival.metadata)

    def test_a_large_token_arrives(self):
        token = "Bearer " + "t" * 8192
        support.call(self.good, [("authorization", token)])
        arrival, = self.echo.take()
        self.assertIn(("authorization", token), arrival.metadata)

    def test_nothing_is_smuggled(self):
        cases = [*name_cases(), *framing_cases(), *path_cases(), *size_cases(), *order_cases()]
        self.assertEqual(len(cases), len({name for name, _, _ in cases}), "names differ")
        for name, expected, send in cases:
            with self.subTest(name):
                raw = support.RawHttp2(support.tls(self.proxy.port, self.certificates))
                send(raw)
                outcome = raw.outcome()
                raw.close()
                arrivals = self.arrived()
                if expected == REFUSED:
                    self.assertEqual(arrivals, [])
                    self.assertNotEqual((outcome.status, outcome.grpc_status), ("200", "0"))
                else:
                    self.assertEqual(outcome, support.Outcome("answer", "200", "0"))
                    self.assertEqual(len(arrivals), 1)
                    self.assert_clean(arrivals[0])
        print(f"{len(cases)} attempts over HTTP/2", file=sys.stderr)

    def answer_to(self, sent, alpn):
        """All that comes until the proxy ends the connection."""
        answer = b""
        try:
            with support.tls(self.proxy.port, self.certificates, alpn=alpn) as connection:
                connection.sendall(sent)
                while got := connection.recv(65536):
                    answer += got
                    if answer.startswith(b"HTTP/1"):
                        break
        except TimeoutError:
            self.fail("it stays open")
        except OSError:
            pass
        return answer

    def test_nothing_but_http2_is_spoken(self):
        for name, sent in OTHER_BYTES.items():
            for alpn in (("h2",), ("http/1.1",), ()):
                with self.subTest(name, alpn=alpn):
                    # What HTTP/2 has to say may come: settings, and why it ends.
                    self.assertNotIn(b"HTTP/1", self.answer_to(sent.encode("latin-1"), alpn))
                    self.assertEqual(self.arrived(), [])
        print(f"{3 * len(OTHER_BYTES)} attempts in other tongues", file=sys.stderr)

    def test_a_reset_of_each_call_at_once(self):
        raw = support.RawHttp2(support.tls(self.proxy.port, self.certificates))
        for stream in range(1, 4001, 2):
            if not raw.send(raw.headers(call_headers(), stream, ("END_HEADERS", "END_STREAM")),
                            frames.RstStreamFrame(stream, error_code=8)):
                break
        raw.close()
        support.call(self.good)
        self.echo.take()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]] + sys.argv[2:], verbosity=2)
