import asyncio

import pytest

from gateway.bus.pending import Pending
from gateway.errors import BusUnavailableError, ReplayError
from gateway.message import Sealed

ANSWER = Sealed(jws="a.b.c", content=b"")


async def test_an_answer_reaches_who_waits() -> None:
    pending = Pending()

    with pending.expect("r-1") as answer:
        pending.settle("r-1", ANSWER)

        assert await answer == ANSWER


async def test_a_second_answer_is_nobodys() -> None:
    late: list[str] = []
    pending = Pending()
    pending.on_late(lambda request_id, _answer: late.append(request_id))

    with pending.expect("r-1"):
        pending.settle("r-1", ANSWER)
        pending.settle("r-1", ANSWER)
    pending.settle("r-1", ANSWER)

    assert late == []


async def test_who_leaves_without_an_answer_hears_of_it_once() -> None:
    late: list[str] = []
    pending = Pending()
    pending.on_late(lambda request_id, _answer: late.append(request_id))
    with pending.expect("r-1"):
        pass

    pending.settle("r-1", ANSWER)
    pending.settle("r-1", ANSWER)

    assert late == ["r-1"]


async def test_an_answer_that_nobody_asked_for_is_nobodys() -> None:
    late: list[str] = []
    pending = Pending()
    pending.on_late(lambda request_id, _answer: late.append(request_id))

    pending.settle("r-1", ANSWER)

    assert late == []


async def test_an_id_is_waited_for_once_at_a_time() -> None:
    pending = Pending()
    with pending.expect("r-1"):
        with pytest.raises(ReplayError), pending.expect("r-1"):
            pass
        pending.settle("r-1", ANSWER)

    with pending.expect("r-1") as again:
        pending.settle("r-1", ANSWER)

        assert again.done()


async def test_when_the_way_back_is_gone_nobody_waits() -> None:
    pending = Pending()

    with pending.expect("r-1") as first, pending.expect("r-2") as second:
        pending.settle("r-2", ANSWER)
        pending.fail_all()

        with pytest.raises(BusUnavailableError):
            await first
        assert await second == ANSWER


async def test_a_failure_that_nobody_awaits_is_no_noise() -> None:
    noise: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: noise.append(told))
    pending = Pending()

    with pending.expect("r-1"):
        pending.fail_all()

    assert noise == []
