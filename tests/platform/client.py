"""A client that sends exactly the bytes it is told to, and reads what comes back."""

import http.client
import json
import socket
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

PATIENCE_S = 20
SERVICE = "/r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan"
CLIENT = "VN/GOV/H29/motcua"

Headers = Iterable[tuple[str, str | bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; header names in small letters, the last of several wins."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        value: dict[str, object] = json.loads(self.body)
        return value

    @property
    def problem(self) -> dict[str, str]:
        """The error document: exactly type, message and detail, the type also in X-Road-Error."""
        document: dict[str, str] = json.loads(self.body)
        assert document.keys() == {"type", "message", "detail"}
        assert self.headers["content-type"] == "application/json"
        assert self.headers["x-road-error"] == document["type"]
        assert uuid.UUID(document["detail"]).version == 4
        return document

    @property
    def code(self) -> str:
        return self.problem["type"].rpartition(".")[2]

    @property
    def everything(self) -> str:
        """All of it as text, for tests that look for what must not be there."""
        headers = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        return headers + self.body.decode()


class Connection:
    """One TCP connection to the node."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def answer(self, method: str = "POST") -> Answer:
        """Read one answer; raises OSError or HTTPException where none comes."""
        response = http.client.HTTPResponse(self._socket, method=method)
        try:
            response.begin()
            body = response.read()
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=headers, body=body)

    def receive(self) -> bytes:
        """Whatever comes next; raises OSError where nothing does."""
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionResetError
        return data

    def is_closed(self) -> bool:
        """Whether the other side closes, within our patience and without another byte."""
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True


def message(
    body: bytes = b"{}",
    *,
    method: str = "POST",
    path: str | bytes = SERVICE,
    headers: Headers = (("X-Road-Client", CLIENT), ("Content-Type", "application/json")),
    more: Headers = (),
) -> bytes:
    """A request with exactly these headers, and Content-Length."""
    target = path.encode() if isinstance(path, str) else path
    head = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: localhost"]
    for name, value in (*headers, *more):
        text = value.encode() if isinstance(value, str) else value
        head.append(name.encode() + b": " + text)
    head.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def exchange(port: int, data: bytes) -> Answer:
    """Send these bytes on a connection of their own and read one answer."""
    with Connection(port) as connection:
        connection.send(data)
        return connection.answer()
