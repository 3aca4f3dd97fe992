"""Faults over HTTP: what a client of a registry sees on its connection."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from mock_registries import server
from mock_registries.faults import HEADER, Front
from mock_registries.registry import Registry

PAGE = "/datdai/thuadat?maxa=99999&soto=1&sothua=1"  # absent: 404, some 70 bytes


class Kept:
    """Rules that remember what they were asked, and have nothing due."""

    quiet = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes]] = []

    def due(self, _registry: str, _operation: str) -> str | None:
        return None

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        self.asked.append((method, path, body))
        return 201, {"id": "1"}


@pytest.fixture
def rules() -> Kept:
    return Kept()


@pytest.fixture
async def http(
    registries: Mapping[str, Registry], rules: Kept
) -> AsyncIterator[aiohttp.ClientSession]:
    running = await server.start(registries, Front(rules), "127.0.0.1", 0)
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{running.port}", timeout=timeout
    ) as session:
        yield session
    await running.close()


async def ask(http: aiohttp.ClientSession, fault: str) -> tuple[aiohttp.ClientResponse, bytes]:
    async with http.get(PAGE, headers={HEADER: fault}) as reply:
        return reply, await reply.read()


async def test_an_error_is_answered_with_its_name(http: aiohttp.ClientSession) -> None:
    reply, body = await ask(http, "error")

    assert (reply.status, reply.headers[HEADER]) == (500, "error")
    assert b"LOI_HE_THONG" in body


async def test_an_unknown_fault_is_400(http: aiohttp.ClientSession) -> None:
    reply, _ = await ask(http, "eror")

    assert reply.status == 400


async def test_an_answer_comes_later(http: aiohttp.ClientSession) -> None:
    started = time.monotonic()

    reply, _ = await ask(http, "latency;seconds=0.3")

    assert time.monotonic() - started >= 0.3
    assert reply.headers[HEADER] == "latency;seconds=0.3;waited_s=0.300"


async def test_a_hanging_registry_lets_the_others_answer(http: aiohttp.ClientSession) -> None:
    hanging = asyncio.create_task(ask(http, "hang"))
    async with http.get("/apiBHXH/") as other:
        pass
    waiting = not hanging.done()
    hanging.cancel()

    assert other.status == 200
    assert waiting


async def test_a_hang_ends_with_the_connection(http: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask(http, "hang;seconds=0.1")


async def test_a_connection_is_reset_instead_of_an_answer(http: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.ClientOSError, match="reset"):
        await ask(http, "connection_reset")


async def test_a_body_ends_before_its_length(http: aiohttp.ClientSession) -> None:
    async with http.get(PAGE, headers={HEADER: "truncated_body;share=0.5"}) as reply:
        with pytest.raises(aiohttp.ClientPayloadError):
            await reply.read()


async def test_a_body_comes_a_few_bytes_at_a_time(http: aiohttp.ClientSession) -> None:
    started = time.monotonic()

    async with http.get(PAGE, headers={HEADER: "slow_trickle;bytes_per_s=200"}) as reply:
        parts = [part async for part in reply.content.iter_any()]

    length = int(reply.headers["Content-Length"])
    assert sum(map(len, parts)) == length
    assert max(map(len, parts)) <= 20
    assert time.monotonic() - started >= (length - 20) / 200


async def test_the_next_call_after_a_broken_one_is_answered(http: aiohttp.ClientSession) -> None:
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask(http, "connection_reset")

    reply, _ = await ask(http, "wrong_content_type")

    assert (reply.status, reply.content_type) == (404, "text/html")


async def test_calls_for_faults_reach_the_rules(http: aiohttp.ClientSession, rules: Kept) -> None:
    async with http.post("/faults", json={"fault": "error"}) as made:
        answer = await made.json()
    async with http.delete("/faults/1") as dropped:
        pass

    assert (made.status, answer, dropped.status) == (201, {"id": "1"}, 201)
    assert rules.asked == [("POST", "/faults", b'{"fault": "error"}'), ("DELETE", "/faults/1", b"")]


async def test_a_rule_that_a_web_page_could_send_is_415(http: aiohttp.ClientSession) -> None:
    async with http.post("/faults", data=b'{"fault":"error"}') as reply:
        assert reply.status == 415


async def test_a_web_page_that_calls_itself_otherwise_orders_nothing(
    http: aiohttp.ClientSession, rules: Kept
) -> None:
    foreign = {"Host": "evil.example"}
    async with http.get(PAGE, headers={HEADER: "error", **foreign}) as ordered:
        pass
    async with http.post("/faults", json={"fault": "error"}, headers=foreign) as switched:
        pass

    assert (ordered.status, switched.status, rules.asked) == (403, 403, [])


@pytest.mark.parametrize(("anyone", "status"), [(False, 403), (True, 500)])
async def test_beyond_loopback_a_fault_needs_permission(
    registries: Mapping[str, Registry], rules: Kept, anyone: bool, status: int
) -> None:
    front = Front(rules, anyone=anyone)
    running = await server.start(registries, front, "0.0.0.0", 0)  # noqa: S104  # what it is about
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{running.port}") as session,
        session.get(PAGE, headers={HEADER: "error"}) as ordered,
        session.post("/faults", json={}) as switched,
        session.get(PAGE) as plain,
    ):
        pass
    await running.close()

    assert (ordered.status, switched.status == 403) == (status, not anyone)
    assert plain.status == 404


async def test_without_rules_there_is_the_header(registries: Mapping[str, Registry]) -> None:
    running = await server.start(registries, Front(), "127.0.0.1", 0)
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{running.port}") as session,
        session.get("/faults") as reply,
    ):
        said = await reply.text()
    await running.close()

    assert (reply.status, HEADER in said) == (404, True)
