"""The platform with a provider whose service has no schema, and what a caller says to it."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.http import HttpAdapter
from adapters.sdk import provider_side
from gateway.config import ErrorProfile, Limits
from gateway.edge.listen import Listen
from gateway.message import SubsystemId
from gateway.state import State
from ndxp.compose import DEFAULT_NETWORK, open_bus, open_edge, open_node, prepare_state
from tests.platform.client import CLIENT, Answer, Connection
from tests.platform.threaded import Ready, threaded

PROVIDER = "VN/GOV/G13/tailieu"
SERVICE = f"/r1/{PROVIDER}/tep"
READER = "VN/GOV/G14/lgsp"  # may read one folder
NETWORK = f"""
[[subsystem]]
id = "{PROVIDER}"
name = "Document store"
name_vi = "Kho tài liệu"
services = ["tep"]
opaque = ["tep"]

[[right]]
clients = ["{CLIENT}"]
services = ["{PROVIDER}/tep"]

[[right]]
clients = ["{READER}"]
services = ["{PROVIDER}/tep"]
endpoints = ["GET /mo/*"]
"""


@contextmanager
def store(
    folder: Path, url: str, *, profile: ErrorProfile = "spec", bus_url: str | None = None
) -> Iterator[int]:
    """Gateway, bus and an HTTP adapter in front of `url`; gives the port of the edge."""
    network = folder / "network.toml"
    network.write_text(DEFAULT_NETWORK.read_text("utf-8") + NETWORK, "utf-8")
    state = State(folder=folder / "state")
    prepare_state(state, network)

    async def serve(ready: Ready) -> None:
        adapter = HttpAdapter(PROVIDER, {"tep": url})
        listen = Listen(host="127.0.0.1", port=0, profile=profile)
        limits = Limits()
        async with (
            open_bus(bus_url, f"t-{uuid.uuid4()}", temporary=True) as bus,
            open_node(state, bus, limits) as node,
            open_edge(node, limits, listen) as edge,
        ):
            side = provider_side(adapter, node.membership, folder)
            await bus.serve(SubsystemId.parse(PROVIDER), side.handle)
            await ready(edge.port)
            await adapter.close()

    with threaded(serve) as port:
        yield port


def lines(
    method: str = "GET",
    path: str = SERVICE,
    headers: Iterable[str] = (),
    *,
    client: str = CLIENT,
) -> bytes:
    """The head of a call with exactly these header lines behind Host and X-Road-Client."""
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"X-Road-Client: {client}", *headers]
    return "\r\n".join([*head, "", ""]).encode()


def say(port: int, data: bytes, method: str = "GET") -> Answer:
    """Send these bytes and read the answer to a call of this method."""
    with Connection(port) as connection:
        connection.send(data)
        return connection.answer(method)


def raw(port: int, data: bytes) -> bytes:
    """Send these bytes, whose last header is `Connection: close`, and read to the end."""
    with Connection(port) as connection:
        connection.send(data)
        received = b""
        try:
            while True:
                received += connection.receive()
        except ConnectionResetError:
            return received
