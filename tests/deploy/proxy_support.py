"""HAProxy with the shipped configuration, what stands behind it, and callers good and bad."""

import collections
import concurrent.futures
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile

import grpc
import hpack
import hyperframe.frame as frames

DEADLINE = 30  # seconds
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
METHOD = "/letan.v1.DirectoryService/ListAgencies"
EMPTY_MESSAGE = b"\0\0\0\0\0"


def _openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=DEADLINE)


class Certificates:
    """PEM files of an authority, a foreign one, and what they issue; made in `directory`."""

    def __init__(self, directory):
        self._directory = directory
        for name in ("ours", "foreign"):
            _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                     "-nodes", "-days", "2", "-subj", f"/O=Letan tests/CN={name}", "-keyout",
                     self.path(f"{name}.key"), "-out", self.path(f"{name}.pem"))
        self.issue("server", "ours")
        self.issue("client", "ours")
        self.issue("client-2", "ours")
        self.issue("stranger", "foreign")
        os.rename(self.path("server.key"), self.path("server.pem.key"))

    def path(self, name):
        return f"{self._directory}/{name}"

    def issue(self, name, authority):
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                 f"/O=Letan tests/CN={name}", "-keyout", self.path(f"{name}.key"), "-out",
                 self.path(f"{name}.csr"))
        extensions = pathlib.Path(self.path("extensions"))
        extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        _openssl("x509", "-req", "-in", self.path(f"{name}.csr"), "-days", "2", "-CA",
                 self.path(f"{authority}.pem"), "-CAkey", self.path(f"{authority}.key"),
                 "-CAcreateserial", "-extfile", str(extensions), "-out", self.path(f"{name}.pem"))

    def read(self, name):
        return pathlib.Path(self.path(name)).read_bytes()


class Proxy:
    """A running HAProxy. `changes` replace values of the shipped file, each of which must be there."""

    def __init__(self, configuration, certificates, socket_path, changes=()):
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(1024)
        self.port = self._listener.getsockname()[1]
        text = pathlib.Path(configuration).read_text()
        for old, new in ((":443 ", f"fd@{self._listener.fileno()} "),
                         ("/etc/letan/proxy/server.pem ", certificates.path("server.pem") + " "),
                         ("/etc/letan/proxy/clients.pem ", certificates.path("ours.pem") + " "),
                         ("/run/letan-proxy/letand.sock", socket_path), *changes):
            assert old in text, f"{configuration} has no {old}"
            text = text.replace(old, new)
        file = certificates.path("haproxy.cfg")
        pathlib.Path(file).write_text(text)
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(["/usr/sbin/haproxy", "-db", "-q", "-f", file],
                                         pass_fds=[self._listener.fileno()], stdout=self._log,
                                         stderr=subprocess.STDOUT)

    @property
    def pid(self):
        return self._process.pid

    def log(self):
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def stop(self):
        self._process.kill()
        self._process.wait(timeout=DEADLINE)
        self._listener.close()
        self._log.close()


class Letand:
    def __init__(self, letand, directory, *flags):
        self.proxy_socket = f"{directory}/proxy.sock"
        self._process = subprocess.Popen(
            [letand, f"--storage=sqlite:{directory}/letan.db", "--anonymous", *flags],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self._process.stdout.readline()
        assert line.startswith("listening on "), line
        self.address = line.removeprefix("listening on ").strip()

    @property
    def pid(self):
        return self._process.pid

    def stop(self):
        self._process.terminate()
        self._process.wait(timeout=DEADLINE)
        self._process.stdout.close()


Arrival = collections.namedtuple("Arrival", "method metadata message")


class EchoServer(grpc.GenericRpcHandler):
    """In letand's place: keeps what arrives, whatever it is, and answers with nothing in it."""

    def __init__(self, address):
        self.arrivals = []
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(8), handlers=[self],
                                   options=[("grpc.max_metadata_size", 1 << 20)])
        self._server.add_insecure_port(address)
        self._server.start()

    def service(self, details):
        def answer(message, _):
            self.arrivals.append(Arrival(details.method, details.invocation_metadata, message))
            return b""
        return grpc.unary_unary_rpc_method_handler(answer)

    def take(self):
        taken, self.arrivals = self.arrivals, []
        return taken

    def stop(self):
        self._server.stop(None).wait(DEADLINE)


def channel(port, certificates, client="client", authority="ours.pem"):
    """A good caller's; client None: without a certificate."""
    credentials = grpc.ssl_channel_credentials(
        certificates.read(authority), client and certificates.read(f"{client}.key"),
        client and certificates.read(f"{client}.pem"))
    return grpc.secure_channel(f"localhost:{port}", credentials,
                               [("grpc.enable_http_proxy", 0), ("grpc.use_local_subchannel_pool", 1)])


def call(a_channel, metadata=(), method=METHOD, message=b""):
    """The empty answer; raises grpc.RpcError."""
    return a_channel.unary_unary(method)(message, metadata=metadata, timeout=DEADLINE)


def tls(port, certificates, client="client", source=None, alpn=("h2",)):
    """A TLS connection, for bytes that no gRPC library sends."""
    context = ssl.create_default_context(cafile=certificates.path("ours.pem"))
    if client:
        context.load_cert_chain(certificates.path(f"{client}.pem"), certificates.path(f"{client}.key"))
    if alpn:
        context.set_alpn_protocols(list(alpn))
    bare = socket.create_connection(("127.0.0.1", port), DEADLINE,
                                    source_address=(source, 0) if source else None)
    try:
        return context.wrap_socket(bare, server_hostname="localhost")
    except OSError:
        bare.close()
        raise


# status: of HTTP; grpc_status: of gRPC; ended: "answer", "reset", "goaway" or "closed".
Outcome = collections.namedtuple("Outcome", "ended status grpc_status")


class RawHttp2:
    """HTTP/2 as far as a test spells it out."""

    def __init__(self, connection):
        self.connection = connection
        self.encoder = hpack.Encoder()
        self._decoder = hpack.Decoder()
        self._buffer = b""
        self.send(PREFACE, frames.SettingsFrame(0))

    def send(self, *parts):
        """Frames or bytes; what comes after the peer has closed is lost."""
        data = b"".join(part if isinstance(part, bytes) else part.serialize() for part in parts)
        try:
            self.connection.sendall(data)
        except OSError:
            return False
        return True

    def headers(self, fields, stream=1, flags=("END_HEADERS",)):
        return frames.HeadersFrame(stream, self.encoder.encode(fields), flags=list(flags))

    def next_frame(self):
        """None when the connection has ended."""
        while True:
            if len(self._buffer) >= 9:
                frame, size = frames.Frame.parse_frame_header(memoryview(self._buffer[:9]))
                if len(self._buffer) >= 9 + size:
                    frame.parse_body(memoryview(self._buffer[9:9 + size]))
                    self._buffer = self._buffer[9 + size:]
                    return frame
            try:
                got = self.connection.recv(65536)
            except socket.timeout:
                raise
            except OSError:
                return None
            if not got:
                return None
            self._buffer += got

    def outcome(self, stream=1):
        status = grpc_status = None
        while (frame := self.next_frame()) is not None:
            if isinstance(frame, frames.GoAwayFrame) and (frame.error_code or
                                                          frame.last_stream_id < stream):
                return Outcome("goaway", status, grpc_status)
            if isinstance(frame, frames.HeadersFrame):
                fields = dict(self._decoder.decode(frame.data))
                if frame.stream_id == stream:
                    status = fields.get(":status", status)
                    grpc_status = fields.get("grpc-status", grpc_status)
            if frame.stream_id == stream and isinstance(frame, frames.RstStreamFrame):
                return Outcome("answer" if status else "reset", status, grpc_status)
            if frame.stream_id == stream and "END_STREAM" in frame.flags:
                return Outcome("answer", status, grpc_status)
        return Outcome("closed", status, grpc_status)

    def close(self):
        self.connection.close()


def call_headers(path=METHOD, method="POST", more=()):
    return [(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost"),
            ("content-type", "application/grpc"), ("te", "trailers"), *more]
