"""The example adapter in Node: complete, behind the gateway, through rotations, outages and an end in order."""

import asyncio
import contextlib
import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import msgpack
import pytest

from gateway.bus.wire import unpack_batch
from gateway.clock import SystemClock
from gateway.content import unpack_response
from gateway.custody import Custody
from gateway.issuing import KEY_KINDS
from gateway.jws import parse, verify
from gateway.message import Sealed, ServiceId
from gateway.state import State
from ndxp.compose import publish_network
from tests.examples.node import (
    DRAWINGS,
    LISTS,
    PERMITS,
    PROVIDER,
    SCHEMAS,
    Adapter,
    gateway,
    namespace_of_our_own,
    prepare,
)
from tests.examples.sealing import CLIENT, Sealing, request
from tests.gateway.bus.broker import Backdoor, Proxy, take
from tests.gateway.forging import payload_of
from tests.platform.client import Answer, exchange, message

SOON_S = 8


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    state = State(folder=tmp_path_factory.mktemp("node") / "state")
    prepare(state)
    return state


@pytest.fixture(scope="module")
def namespace(amqp_url: str) -> Iterator[str]:
    with namespace_of_our_own(amqp_url) as name:
        yield name


@pytest.fixture(scope="module")
def port(amqp_url: str, namespace: str, state: State) -> Iterator[int]:
    """Of a gateway with the adapter behind it."""
    with gateway(amqp_url, namespace, state) as port, Adapter(amqp_url, namespace, state):
        yield port


@pytest.fixture
async def backdoor(port: int, amqp_url: str, namespace: str) -> AsyncIterator[Backdoor]:
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        yield backdoor


@contextlib.asynccontextmanager
async def alone(
    url: str, namespace: str, state: State, *options: str, through: str | None = None
) -> AsyncIterator[tuple[Adapter, Backdoor]]:
    """An adapter in a namespace of its own, connected as `through` says."""
    async with Backdoor.open(url, namespace) as backdoor:
        adapter = await asyncio.to_thread(Adapter, through or url, namespace, state, *options)
        with adapter:
            yield adapter, backdoor
        await backdoor.clean([PROVIDER])


def call(port: int, service: ServiceId, body: object) -> Answer:
    return exchange(port, message(json.dumps(body).encode(), path=f"/r1/{service}"))


def draw(port: int, method: str, path: str, body: bytes = b"") -> Answer:
    headers = [("X-Road-Client", str(CLIENT))]
    asked = message(body, method=method, path=f"/r1/{DRAWINGS}{path}", headers=headers)
    return exchange(port, asked)


async def ask(backdoor: Backdoor, sealed: Sealed) -> Sealed:
    """Straight to the adapter, as a gateway that checks nothing."""
    replies = await backdoor.reply_queue()
    batch = msgpack.packb([[sealed.jws, sealed.content]])
    await backdoor.publish(PROVIDER, batch, replies.name)
    (answer,) = unpack_batch((await take(replies)).body)
    return answer


async def signed_soon_by(kid: str, backdoor: Backdoor, state: State) -> Mapping[str, object]:
    """What an answer says, the first that this key signed."""
    async with asyncio.timeout(SOON_S):
        while (token := parse((await ask(backdoor, Sealing(state).seal())).jws)).kid != kid:
            pass
    return verify(token, state.directory().certificate(kid).public_key)


@pytest.mark.rabbit
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("service", [PERMITS, LISTS], ids=lambda service: service.code)
def test_the_examples_of_the_schemas_are_true(service: ServiceId, number: int, port: int) -> None:
    place = SCHEMAS / "xaydung" / service.code / "v1"
    request, response = (
        json.loads((place / name).read_text("utf-8"))["examples"][number]
        for name in ("request.json", "response.json")
    )

    answer = call(port, service, request)

    assert (answer.status, answer.json()) == (200, response)


@pytest.mark.rabbit
def test_a_service_without_a_schema_takes_any_body_and_its_errors_are_its_own(port: int) -> None:
    kept = draw(port, "PUT", "/tang-1.svg", b"<svg/>")
    found = draw(port, "GET", "/tang-1.svg")
    missing = draw(port, "GET", "/tang-2.svg")

    assert kept.status == 201
    assert (found.status, found.headers["content-type"]) == (200, "image/svg+xml")
    assert found.body == b"<svg/>"
    assert (missing.status, missing.body) == (404, b"no such drawing\n")
    assert "x-road-error" not in missing.headers


@pytest.mark.rabbit
async def test_a_refusal_is_a_problem_in_the_callers_language(
    backdoor: Backdoor, state: State
) -> None:
    answer = await ask(backdoor, Sealing(state).seal(request({"SoGiayPhep": "x"})))

    content = unpack_response(answer.content)
    problem = json.loads(content.body)
    assert ("X-Road-Error", "server.serverproxy.schema_violation") in content.headers
    assert problem["message"].startswith(
        "Nội dung không khớp với lược đồ của dịch vụ: /SoGiayPhep:"
    )
    assert problem["detail"] == payload_of(answer.jws)["requestId"]


@pytest.mark.rabbit
async def test_the_registers_own_answer_travels_beside_the_canonical_one(
    backdoor: Backdoor, state: State
) -> None:
    answer = await ask(backdoor, Sealing(state).seal())

    native = unpack_response(answer.content).native.decode()
    assert native.splitlines()[1].startswith("215/GPXD-2024;15/03/2024;")


@pytest.mark.rabbit
@pytest.mark.parametrize("kind", KEY_KINDS)
async def test_it_signs_with_the_newest_key_of_any_kind(
    kind: str, backdoor: Backdoor, state: State
) -> None:
    kid = Custody(state, SystemClock()).rotate(PROVIDER.member, kind, lead_ms=0)

    assert await signed_soon_by(kid, backdoor, state)


@pytest.mark.rabbit
async def test_it_follows_a_new_authority_and_believes_what_that_signs_next(
    backdoor: Backdoor, state: State
) -> None:
    Custody(state, SystemClock()).succeed()
    kid = Custody(state, SystemClock()).rotate(PROVIDER.member, "P-256", lead_ms=0)

    assert await signed_soon_by(kid, backdoor, state)


@pytest.mark.rabbit
async def test_an_older_document_changes_nothing_and_an_expired_one_stops_it(
    amqp_url: str, tmp_path: Path
) -> None:
    state, name = State(folder=tmp_path / "state"), f"t-{uuid.uuid4()}"
    prepare(state)
    sealing, old = Sealing(state), state.document()
    async with alone(amqp_url, name, state) as (adapter, backdoor):
        publish_network(state, None, 1500)
        adapter.wait_for("network.taken")
        short = state.document()
        state.network_document.write_text(old, "ascii")
        adapter.wait_for("network.refused")
        state.network_document.write_text(short, "ascii")
        while (code := payload_of((await ask(backdoor, sealing.seal())).jws).get("code")) is None:
            pass
        publish_network(state, None, 60_000)
        adapter.wait_for("network.taken")
        answer = payload_of((await ask(backdoor, sealing.seal())).jws)

    assert code == "network_document_expired"
    assert answer["outcome"] == "ok"


@pytest.mark.rabbit
async def test_a_fault_is_obeyed_where_it_was_allowed_and_nowhere_else(
    backdoor: Backdoor, amqp_url: str, state: State
) -> None:
    orders = ["error;place=registry", "hang;place=adapter", "latency;place=registry;seconds=0.2"]

    async def code(order: str, asked: Backdoor) -> object:
        ordering = request(headers=(("X-NDXP-Fault", order),), wait_s=1.2)
        return payload_of((await ask(asked, Sealing(state).seal(ordering))).jws).get("code")

    assert [await code(order, backdoor) for order in orders] == [None, None, None]
    async with alone(amqp_url, f"t-{uuid.uuid4()}", state, "--allow-faults") as (_, allowing):
        assert [await code(order, allowing) for order in orders] == [
            *("service_failed", "timeout", None),
        ]


@pytest.mark.rabbit
async def test_it_comes_back_after_the_broker_was_gone(amqp_url: str, state: State) -> None:
    async with (
        Proxy.to(amqp_url) as proxy,
        alone(amqp_url, f"t-{uuid.uuid4()}", state, through=proxy.url) as (adapter, backdoor),
    ):
        await asyncio.to_thread(adapter.wait_for, "bus.connected")

        proxy.cut()

        await asyncio.to_thread(adapter.wait_for, "bus.connected")
        answer = await ask(backdoor, Sealing(state).seal())

    assert payload_of(answer.jws)["outcome"] == "ok"


@pytest.mark.rabbit
async def test_stopped_in_the_middle_it_finishes_what_it_has_and_leaves_the_rest(
    amqp_url: str, state: State
) -> None:
    sealing, name = Sealing(state), f"t-{uuid.uuid4()}"
    asked = [sealing.seal() for _ in range(200)]
    async with alone(amqp_url, name, state) as (adapter, backdoor):
        replies = await backdoor.reply_queue()
        for each in asked:
            batch = msgpack.packb([[each.jws, each.content]])
            await backdoor.publish(PROVIDER, batch, replies.name)
        code, logged = await asyncio.to_thread(adapter.stop)
        with await asyncio.to_thread(Adapter, amqp_url, name, state):
            answered = Counter[object]()
            while len(answered) < len(asked):
                answers = unpack_batch((await take(replies)).body)
                answered.update(payload_of(each.jws)["requestId"] for each in answers)

    assert (code, logged.count("message.requeued")) == (0, 0)
    assert set(answered.values()) == {1}
