"""Registries that are told over HTTP to fail, and the wire within the process that fails like a socket."""

import json
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.wire import NativeAnswer, NativeCall
from gateway.errors import RegistryFailedError
from gateway.faults import HEADER, Fault, Rule
from ndxp.registries import CountrySettings, Registries

PARCEL, DOSSIERS = (
    "/datdai/thuadat",
    "/apiCSDLDKDN/1.0/danhSachHoSo",
)  # refused, for want of parameters


@pytest.fixture(scope="module")
def country() -> Registries:
    return Registries(CountrySettings(scale=1e-4))


@pytest.fixture
def registries(country: Registries) -> Registries:
    """Nothing is on at first."""
    country.faults.clear()
    return country


@pytest.fixture
async def http(registries: Registries) -> AsyncIterator[aiohttp.ClientSession]:
    async with (
        registries.serve("127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield session


async def statuses(http: aiohttp.ClientSession, path: str, count: int) -> list[int]:
    found = []
    for _ in range(count):
        async with http.get(path) as reply:
            found.append(reply.status)
    return found


async def test_a_rule_is_on_until_it_is_switched_off(http: aiohttp.ClientSession) -> None:
    rule = {"fault": "error;status=503", "service": "datdai"}
    async with http.post("/faults", json=rule) as made:
        told = await made.json()
    async with http.get(PARCEL) as broken:
        pass
    others = await statuses(http, DOSSIERS, 1)
    async with http.get("/faults") as listed:
        (on,) = (await listed.json())["on"]
    async with http.delete(f"/faults/{told['id']}") as removed:
        off = await removed.json()

    assert made.status == 201
    assert told["fault"] == "error;place=registry;status=503"
    assert (broken.status, broken.headers[HEADER]) == (503, "error;status=503")
    assert others == [200]
    assert (on["id"], on["calls"], on["hits"]) == (told["id"], 1, 1)
    assert off == {"off": 1}
    assert await statuses(http, PARCEL, 1) == [400]


async def test_a_rule_may_be_for_one_operation(http: aiohttp.ClientSession) -> None:
    async with http.post("/faults", json={"fault": "error", "service": "datdai/thuadat"}):
        pass

    assert await statuses(http, PARCEL, 1) == [500]
    assert await statuses(http, "/datdai/chusudung", 1) == [400]


async def test_the_same_seed_gives_the_same_faults(http: aiohttp.ClientSession) -> None:
    seen = []
    for seed in (7, 7, 8):
        async with http.post("/faults", json={"fault": "error", "share": 0.5, "seed": seed}):
            pass
        seen.append(await statuses(http, PARCEL, 20))
        async with http.delete("/faults"):
            pass

    assert seen[0] == seen[1] != seen[2]
    assert set(seen[0]) == {400, 500}


async def test_the_faults_of_registries_are_listed(http: aiohttp.ClientSession) -> None:
    async with http.get("/faults") as reply:
        told = await reply.json()

    names = [kind["name"] for kind in told["kinds"]]
    assert told["on"] == []
    assert {"name_split", "latency"} <= set(names)
    assert "bad_signature" not in names


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "the body is not JSON"),
        (b"[]", "a rule is a JSON object"),
        (b"{}", "fault: missing, or no text"),
        (b'{"fault":5}', "fault: missing, or no text"),
        (b'{"fault":"lost"}', "no fault has this name"),
        (b'{"fault":"bad_signature"}', "place is one of adapter"),
        (b'{"fault":"latency;place=gateway"}', "its place is the registry here"),
        (b'{"fault":"error","client":"motcua"}', "a registry does not know who calls"),
        (b'{"fault":"error","share":2}', "share: is a number"),
        (
            b'{"fault":"error","service":"datdia"}',
            "service: there is none of this name; the closest: datdai",
        ),
        (
            b'{"fault":"still_processing","service":"bhxh"}',
            "still_processing is a fault of dkdn only",
        ),
    ],
)
async def test_a_rule_that_cannot_be_is_told(
    http: aiohttp.ClientSession, body: bytes, said: str
) -> None:
    headers = {"Content-Type": "application/json"}

    async with http.post("/faults", data=body, headers=headers) as reply:
        answer = await reply.json()

    assert reply.status == 400
    assert said in answer["message"]


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/faults/77"), ("DELETE", "/faults/x")])
async def test_what_is_not_on_is_not_switched_off(
    http: aiohttp.ClientSession, method: str, path: str
) -> None:
    async with http.request(method, path) as reply:
        assert reply.status == 400


async def test_faults_take_no_other_method(http: aiohttp.ClientSession) -> None:
    async with http.put("/faults") as reply:
        assert reply.status == 405


async def ask(registries: Registries, **headers: str) -> NativeAnswer:
    call = NativeCall(method="GET", path=PARCEL, headers=headers)
    return await registries.wires()["datdai"].send(call)


@pytest.mark.parametrize("fault", ["connection_reset", "truncated_body", "hang;seconds=0.01"])
async def test_a_connection_within_the_process_breaks_too(
    registries: Registries, fault: str
) -> None:
    with pytest.raises(RegistryFailedError):
        await ask(registries, **{HEADER: fault})


@pytest.mark.parametrize("fault", ["latency;seconds=0.1", "slow_trickle;bytes_per_s=600"])
async def test_an_answer_within_the_process_takes_its_time(
    registries: Registries, fault: str
) -> None:
    started = time.monotonic()

    answer = await ask(registries, **{HEADER: fault})

    assert time.monotonic() - started >= 0.1
    assert json.loads(answer.body)["maloi"] == "THAM_SO_SAI"


async def test_a_rule_holds_within_the_process(registries: Registries) -> None:
    with registries.faults.during(Rule(fault=Fault.parse("error"), service="datdai")):
        broken = await ask(registries)
    mended = await ask(registries)

    assert (broken.status, mended.status) == (500, 400)
