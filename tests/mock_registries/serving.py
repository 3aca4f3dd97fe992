"""The registries on a port of a thread of their own, for clients that block."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mock_registries import server
from mock_registries.faults import Front
from mock_registries.registry import Registry


@contextmanager
def served(registries: Mapping[str, Registry]) -> Iterator[str]:
    """Serve them for the length of a block; gives the URL."""
    ready, done = threading.Event(), threading.Event()
    ports: list[int] = []

    async def serve() -> None:
        running = await server.start(registries, Front(), "127.0.0.1", 0)
        ports.append(running.port)
        ready.set()
        await asyncio.to_thread(done.wait)
        await running.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        done.set()
        thread.join(10)
