"""An async context manager in a thread with an event loop of its own, for as long as a block lasts.

So tests with and without an event loop use the same platform, and neither can hold the other up.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

PATIENCE_S = 60
GRACE_S = 0.5  # for what is under way when the block ends
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside(Generic[T]):
    """What the context manager gave, and the loop in which it lives."""

    value: T
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event

    def run(self, work: Coroutine[Any, Any, R]) -> R:
        """Run a coroutine there and wait for it, from any other thread; raises what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_S)


@contextmanager
def in_thread(context: AbstractAsyncContextManager[T]) -> Iterator[Inside[T]]:
    """Enter `context` in a thread; raises what kept it from starting, or went wrong at its end."""
    started: Future[Inside[T]] = Future()
    ended: Future[None] = Future()

    async def main() -> None:
        async with context as value:
            stop = asyncio.Event()
            started.set_result(Inside(value=value, loop=asyncio.get_running_loop(), stop=stop))
            await stop.wait()
            under_way = asyncio.all_tasks() - {asyncio.current_task()}
            # What still hangs then, on demand or in earnest, would hold up whoever waits for the end.
            asyncio.get_running_loop().call_later(GRACE_S, _give_up, under_way)

    def run() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            (ended if started.done() else started).set_exception(error)
        else:
            ended.set_result(None)

    thread = threading.Thread(target=run, name="ndxp", daemon=True)
    thread.start()
    inside = started.result(PATIENCE_S)
    try:
        yield inside
    finally:
        inside.loop.call_soon_threadsafe(inside.stop.set)
        thread.join(PATIENCE_S)
        ended.result(0)


def _give_up(under_way: Iterable[asyncio.Task[Any]]) -> None:
    for task in under_way:
        task.cancel()
