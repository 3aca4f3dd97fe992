"""The whole platform in this process, in a thread with its own event loop, over real sockets."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from gateway.config import Limits
from gateway.edge.server import Listen
from gateway.faults import Faults
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

PATIENCE_S = 20
Started = tuple[int, asyncio.AbstractEventLoop, asyncio.Event]


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
    started: Future[Started] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        listen = Listen(host="127.0.0.1", port=0)
        limited = limits or Limits()
        async with (
            open_bus(None) as bus,
            open_node(state, bus, limited) as node,
            serve_adapters(node.membership, bus, registries.wires(), Faults()),
            open_edge(node, limited, listen, registries.example) as edge,
        ):
            started.set_result((edge.port, asyncio.get_running_loop(), stop))
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="platform")
    thread.start()
    port, loop, stop = started.result(timeout=PATIENCE_S)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=PATIENCE_S)
