"""Changes over HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from mock_registries import build, server
from mock_registries.changes_desk import ChangesDesk
from mock_registries.country import Country
from mock_registries.faults import Front
from mock_registries.overlay import ChangedCountry
from mock_registries.wire import NativeRequest, Stationery
from tests.mock_registries.overlay.wires import AS_OF, SCALE

STAMP = "seed=2022; as-of=2022-12-31; scale=0.0001"


@pytest.fixture
def desk(changed: ChangedCountry) -> ChangesDesk:
    return ChangesDesk(changed.changes, Stationery(changed))


@pytest.fixture
async def http(changed: ChangedCountry, desk: ChangesDesk) -> AsyncIterator[aiohttp.ClientSession]:
    running = await server.start(build(changed), Front(), "127.0.0.1", 0, desk)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{running.port}") as session:
        yield session
    await running.close()


def death(country: ChangedCountry, index: int = 100) -> dict[str, str]:
    identity = country.population.identity(index)
    return {"kind": "person.died", "identity": identity, "date": "2022-12-20"}


async def test_a_change_is_made_and_listed(
    http: aiohttp.ClientSession, changed: ChangedCountry
) -> None:
    async with http.post("/changes", json=death(changed)) as made:
        change = await made.json()
    async with http.get("/changes?after=0") as listed:
        changes = await listed.json()
    async with http.get("/changes?after=1") as listed:
        rest = await listed.json()

    assert made.status == 201
    assert made.headers["X-Synthetic-Data"] == STAMP
    assert change["seq"] == 1
    assert change["kind"] == "person.died"
    assert change["data"] == {"identity": change["subject"], "date": "2022-12-20"}
    assert changes == {"changes": [change]}
    assert rest == {"changes": []}
    assert changed.population.death(100) == "2022-12-20"


async def test_a_change_that_cannot_be_is_400_with_a_sentence(
    http: aiohttp.ClientSession, changed: ChangedCountry
) -> None:
    async with http.post("/changes", json={**death(changed), "date": "1800-01-01"}) as reply:
        answer = await reply.json()

    assert reply.status == 400
    assert answer == {"error": "date: is before the birth"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"kind": 1}',
        b'{"kind": "person.married"}',
        b'{"kind": "person.died"}',
        b'{"kind": "person.died", "identity": "\\ud800", "date": NaN}',
        b"[" * 100_000,
    ],
)
async def test_a_hostile_body_is_400(
    http: aiohttp.ClientSession, changed: ChangedCountry, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    async with http.post("/changes", data=body, headers=headers) as reply:
        answer = await reply.json()

    assert reply.status == 400
    assert list(answer) == ["error"]
    assert changed.changes.list() == []


async def test_a_web_page_cannot_send_a_change(
    http: aiohttp.ClientSession, changed: ChangedCountry
) -> None:
    headers = {"Content-Type": "text/plain"}  # what a browser sends to anybody without asking
    async with http.post("/changes", json=death(changed), headers=headers) as reply:
        assert reply.status == 415

    assert changed.changes.list() == []


async def test_a_web_page_whose_name_leads_here_sees_and_changes_nothing(
    http: aiohttp.ClientSession, changed: ChangedCountry
) -> None:
    headers = {"Host": "trang.example"}
    async with http.post("/changes", json=death(changed), headers=headers) as made:
        pass
    async with http.get("/changes?after=0", headers=headers) as listed:
        pass

    assert (made.status, listed.status) == (403, 403)
    assert changed.changes.list() == []


@pytest.mark.parametrize("after", ["x", "-1", "1" * 30, ""])
async def test_a_list_begins_behind_a_number(http: aiohttp.ClientSession, after: str) -> None:
    async with http.get("/changes", params={"after": after}) as reply:
        assert reply.status == 400


async def test_changes_are_only_made_and_listed(http: aiohttp.ClientSession) -> None:
    async with http.delete("/changes") as reply:
        assert reply.status == 405


async def test_without_a_database_there_is_no_desk() -> None:
    country = Country(as_of=AS_OF, scale=SCALE)
    running = await server.start(build(country), Front(), "127.0.0.1", 0)
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{running.port}") as session,
        session.get("/changes") as reply,
    ):
        status = reply.status
    await running.close()

    assert status == 404


def test_a_database_that_fails_is_503(changed: ChangedCountry, desk: ChangesDesk) -> None:
    changed.population.store.write("PRAGMA query_only = ON")  # as a full disk: nothing is written
    body = b'{"kind": "person.died", "identity": "%s", "date": "2022-12-20"}'
    identity = changed.population.identity(100).encode()
    headers = {"content-type": "application/json"}
    request = NativeRequest(method="POST", path="/changes", headers=headers, body=body % identity)

    reply = desk.answer(request)

    assert reply.status == 503
    assert b"cannot be used for changes" in reply.body
