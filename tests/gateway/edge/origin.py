"""A provider's own HTTP server: keeps what it was sent, byte for byte, and says what it is told to say."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request as it came over the wire."""

    line: str  # METHOD target HTTP/1.1
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    def values(self, name: str) -> list[str]:
        """Of a header by this very name, in order; the case counts."""
        return [value for sent, value in self.headers if sent == name]

    def names(self) -> set[str]:
        return {name.lower() for name, _ in self.headers}


@dataclass(slots=True)
class Origin:
    """Where it listens, what it heard, and the bytes of its next answers."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    says: bytes = PLAIN

    @property
    def last(self) -> Heard:
        return self.heard[-1]

    def say(
        self, status: str, headers: bytes = b"", body: bytes = b"", *, length: bool = True
    ) -> None:
        """From now on answer this; `headers` are whole lines."""
        size = b"Content-Length: %d\r\n" % len(body) if length else b""
        self.says = b"HTTP/1.1 " + status.encode() + b"\r\n" + headers + size + b"\r\n" + body


@contextmanager
def serve() -> Iterator[Origin]:
    """An origin on a port of its own, in a thread."""
    origin = Origin()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while line := self.rfile.readline():
                origin.heard.append(self.read(line))
                head, end, body = origin.says.partition(b"\r\n\r\n")
                self.wfile.write(head + end + (b"" if line.startswith(b"HEAD ") else body))

        def read(self, line: bytes) -> Heard:
            headers = []
            while (header := self.rfile.readline()) not in (b"\r\n", b""):
                name, _, value = header.decode().partition(":")
                headers.append((name, value.strip()))
            sizes = [int(value) for name, value in headers if name.lower() == "content-length"]
            body = self.rfile.read(sum(sizes))
            return Heard(line=line.decode().strip(), headers=tuple(headers), body=body)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        origin.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield origin
        finally:
            server.shutdown()
            thread.join()
