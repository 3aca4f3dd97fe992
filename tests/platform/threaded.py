"""A node in a thread with its own event loop, for as long as a block lasts."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

PATIENCE_S = 20
Ready = Callable[[int], Awaitable[None]]
"""Say on which port the node listens, and wait until it has to stop."""


@contextmanager
def threaded(serve: Callable[[Ready], Awaitable[None]]) -> Iterator[int]:
    """Run `serve` in a thread; gives the port, or raises what kept it from starting."""
    started: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def ready(port: int) -> None:
        stop = asyncio.Event()
        started.set_result((port, asyncio.get_running_loop(), stop))
        await stop.wait()

    async def main() -> None:
        await serve(ready)

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="node")
    thread.start()
    port, loop, stop = started.result(timeout=PATIENCE_S)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=PATIENCE_S)
