"""A context in a thread of its own: what goes wrong there is heard here."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ndxp.testing.thread import in_thread


@asynccontextmanager
async def context(*, fails_at: str = "") -> AsyncIterator[str]:
    if fails_at == "start":
        raise OSError("at the start")
    yield threading.current_thread().name
    if fails_at == "end":
        raise OSError("at the end")


async def where() -> str:
    await asyncio.sleep(0)
    return threading.current_thread().name


def test_work_is_done_in_its_thread_and_not_in_ours() -> None:
    with in_thread(context()) as inside:
        names = inside.value, inside.run(where())

    assert names == ("ndxp", "ndxp")
    assert threading.current_thread().name != "ndxp"


@pytest.mark.parametrize("moment", ["start", "end"])
def test_what_goes_wrong_there_is_raised_here(moment: str) -> None:
    with pytest.raises(OSError, match=f"at the {moment}"), in_thread(context(fails_at=moment)):
        pass


def test_what_a_coroutine_raises_is_raised_here() -> None:
    async def fail() -> None:
        raise KeyError("inside")

    with in_thread(context()) as inside, pytest.raises(KeyError, match="inside"):
        inside.run(fail())


def test_our_own_failure_comes_first_and_the_thread_ends() -> None:
    with pytest.raises(ZeroDivisionError), in_thread(context()):
        raise ZeroDivisionError

    assert [thread for thread in threading.enumerate() if thread.name == "ndxp"] == []
