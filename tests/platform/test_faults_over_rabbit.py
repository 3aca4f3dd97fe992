"""Faults across processes' borders: the gateway decides, an adapter on the broker obeys, registries over HTTP."""

import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from gateway.bus import Handler, Reply, Serving
from gateway.bus.faulty import FaultyBus
from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.faults import HEADER
from gateway.message import Sealed, SubsystemId
from gateway.signature import peek_request_id
from gateway.state import State
from ndxp.compose import open_bus, open_edge, open_node, prepare_state
from ndxp.providers import http_wires, serve_adapters
from ndxp.registries import Registries
from tests.gateway.edge.disturbing import Disturbed
from tests.platform.threaded import Ready, threaded

pytestmark = pytest.mark.rabbit


class Counting(FaultyBus):
    """The adapters' end, which counts what is delivered to them."""

    delivered: Counter[str]

    async def serve(self, provider: SubsystemId, handler: Handler) -> Serving:
        async def counted(sealed: Sealed) -> Reply:
            self.delivered[peek_request_id(sealed.jws)] += 1
            return await handler(sealed)

        return await super().serve(provider, counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Gateway and adapters, each with a connection of its own to the broker."""

    node: Disturbed
    delivered: Counter[str]


@pytest.fixture(scope="module")
def apart(amqp_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    state = State(folder=tmp_path_factory.mktemp("apart"))
    prepare_state(state, None)
    namespace, registries = f"t-{uuid.uuid4()}", Registries()
    delivered: Counter[str] = Counter()

    async def serve(ready: Ready) -> None:
        async with (
            registries.serve("127.0.0.1", 0) as registries_port,
            http_wires(f"http://127.0.0.1:{registries_port}") as wires,
            open_bus(amqp_url, namespace, temporary=True) as ours,
            open_bus(amqp_url, namespace, temporary=True) as theirs,
            open_node(state, ours, Limits()) as node,
        ):
            counting = Counting(theirs)
            counting.delivered = delivered
            async with (
                serve_adapters(node.membership, counting, wires, obeys_faults=True),
                open_edge(node, Limits(), Listen(host="127.0.0.1", port=0)) as edge,
            ):
                await ready(edge.port)

    with threaded(serve) as port:
        person = registries.sample("dancu", 1, 1)[0]
        yield Apart(
            node=Disturbed(port=port, folder=state.folder, person=person), delivered=delivered
        )


def patience() -> Iterator[None]:
    """Again and again, as long as a broker may take to be found."""
    until_s = time.monotonic() + 10
    while time.monotonic() < until_s:
        yield
        time.sleep(0.05)


def test_a_duplicate_is_delivered_twice_and_answered_once(apart: Apart) -> None:
    expected = apart.node.call()

    with apart.node.on("duplicate_delivery"):
        answer = apart.node.call()

    exchange_id = answer.headers["x-road-request-id"]
    assert (answer.status, answer.body) == (200, expected.body)
    assert apart.node.kinds(exchange_id) == ["request", "response"]
    assert apart.node.newest().fault == "duplicate_delivery"
    assert apart.delivered[exchange_id] == 2
    assert apart.delivered[expected.headers["x-road-request-id"]] == 1


def test_a_lost_broker_costs_one_call_and_is_found_again(apart: Apart) -> None:
    with apart.node.on("broker_disconnect"):
        answer = apart.node.call()

    assert (answer.status, answer.code) == (503, "bus_unavailable")
    assert answer.headers["retry-after"] == "2"
    assert apart.node.kinds(answer.problem["detail"]) == ["request", "failure"]
    assert apart.node.newest().fault == "broker_disconnect"
    assert any(apart.node.call().status == 200 for _ in patience())


@pytest.mark.parametrize(
    ("fault", "status", "more"),
    [
        ("bad_signature", 502, ";obeyed=unknown"),
        ("latency;place=adapter;seconds=0.01", 200, ""),
        ("error;place=registry", 502, ""),
        ("connection_reset;place=registry", 502, ";obeyed=unknown"),
        ("truncated_body;place=registry", 502, ""),
        ("slow_trickle;place=registry;bytes_per_s=100000", 200, ""),
        ("rejected_once", 422, ";field=SoDinhDanh"),
        ("rejected_once", 200, ";changed=nothing"),
        ("name_split", 200, ""),
    ],
)
def test_an_order_reaches_who_has_to_obey_it_and_what_came_of_it_comes_back(
    apart: Apart, fault: str, status: int, more: str
) -> None:
    answer = apart.node.call(fault)

    assert answer.status == status
    assert answer.headers[HEADER.lower()] == f"{fault}{more}"
    assert apart.node.call().status == 200
