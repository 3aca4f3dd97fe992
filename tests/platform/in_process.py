"""The whole platform in this process, in a thread with its own event loop, over real sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.network import Auth
from gateway.state import State
from ndxp.compose import (
    open_bus,
    open_edge,
    open_node,
    prepare_state,
)
from ndxp.providers import serve_adapters
from ndxp.registries import Registries
from tests.platform.threaded import Ready, threaded


@contextmanager
def platform(
    folder: Path,
    registries: Registries,
    limits: Limits | None = None,
    auth: Auth | None = None,
) -> Iterator[int]:
    """Gateway, bus, adapters and registries; gives the port of the edge on 127.0.0.1."""
    state = State(folder=folder)
    prepare_state(state, None, auth)

    async def serve(ready: Ready) -> None:
        listen = Listen(host="127.0.0.1", port=0)
        limited = limits or Limits()
        async with (
            open_bus(None) as bus,
            open_node(state, bus, limited) as node,
            serve_adapters(node.membership, bus, registries.wires(), obeys_faults=True),
            open_edge(node, limited, listen, registries.example) as edge,
        ):
            await ready(edge.port)

    with threaded(serve) as port:
        yield port
