"""Where faults may be switched and ordered: on this machine, and beyond it only if the operator says so."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from gateway.authority import DAY_MS
from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.faults import HEADER, Fault, Faults, Rule
from gateway.message import SubsystemId
from gateway.state import State
from gateway.tokens import Tokens
from ndxp.compose import open_bus, open_edge, open_node, prepare_state
from ndxp.providers import serve_adapters
from ndxp.registries import Registries
from tests.platform.client import CLIENT, Answer, exchange, message
from tests.platform.threaded import Ready, threaded

EVERYWHERE = "0.0.0.0"  # noqa: S104  what is tested here


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One node with three listeners: on loopback, beyond it, and beyond it with faults allowed."""

    home: int
    beyond: int
    allowed: int
    faults: Faults
    person: dict[str, object]
    token: str

    def call(self, port: int, *headers: tuple[str, str], host: str = "localhost") -> Answer:
        more = (("Authorization", f"Bearer {self.token}"), *headers)
        data = message(json.dumps(self.person).encode(), more=more)
        return exchange(port, data.replace(b"Host: localhost", f"Host: {host}".encode()))


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, registries: Registries, person: dict[str, object]
) -> Iterator[Opened]:
    state = State(folder=tmp_path_factory.mktemp("allowed"))
    prepare_state(state, None, "token")
    client = SubsystemId.parse(CLIENT)
    _, token = Tokens(state.tokens).issue(client, [], SystemClock().now_ms(), DAY_MS)
    ports: list[int] = []
    rules: list[Faults] = []

    async def serve(ready: Ready) -> None:
        async with (
            open_bus(None) as bus,
            open_node(state, bus, Limits()) as node,
            serve_adapters(node.membership, bus, registries.wires()),
            open_edge(node, Limits(), Listen(host="127.0.0.1", port=0)) as home,
            open_edge(node, Limits(), Listen(host=EVERYWHERE, port=0)) as beyond,
            open_edge(
                node, Limits(), Listen(host=EVERYWHERE, port=0, allow_faults=True)
            ) as allowed,
        ):
            ports.extend((home.port, beyond.port, allowed.port))
            rules.append(node.mischief.faults)
            await ready(home.port)

    with threaded(serve):
        home, beyond, allowed = ports
        yield Opened(
            home=home, beyond=beyond, allowed=allowed, faults=rules[0], person=person, token=token
        )


def test_an_order_is_taken_at_home(opened: Opened) -> None:
    answer = opened.call(opened.home, (HEADER, "ip_refused"))

    assert answer.headers[HEADER.lower()] == "ip_refused"


def test_an_order_to_a_host_of_another_name_is_refused(opened: Opened) -> None:
    answer = opened.call(opened.home, (HEADER, "ip_refused"), host="ndxp.example")

    assert (answer.status, answer.code) == (403, "access_denied")
    assert "--allow-faults" in answer.problem["message"]
    assert HEADER.lower() not in answer.headers


def test_an_order_from_beyond_is_refused(opened: Opened) -> None:
    answer = opened.call(opened.beyond, (HEADER, "ip_refused"))

    assert (answer.status, answer.code) == (403, "access_denied")
    assert f"Leave out header {HEADER}" in answer.problem["message"]


def test_an_order_from_beyond_is_taken_where_that_is_allowed(opened: Opened) -> None:
    answer = opened.call(opened.allowed, (HEADER, "ip_refused"), host="ndxp.example")

    assert answer.headers[HEADER.lower()] == "ip_refused"


def test_a_rule_is_for_listeners_that_have_faults(opened: Opened) -> None:
    with opened.faults.during(Rule(fault=Fault.parse("ip_refused"))):
        statuses = [
            opened.call(port).status for port in (opened.home, opened.beyond, opened.allowed)
        ]

    assert statuses == [403, 200, 403]


def test_a_call_to_another_host_name_has_the_faults_of_the_rules_all_the_same(
    opened: Opened,
) -> None:
    with opened.faults.during(Rule(fault=Fault.parse("ip_refused"))):
        assert opened.call(opened.home, host="ndxp.example").status == 403


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_the_desk_is_closed_beyond_this_machine(opened: Opened, method: str) -> None:
    asked = message(b'{"fault": "hang"}', method=method, path="/faults")

    answer = exchange(opened.beyond, asked)

    assert (answer.status, answer.code) == (403, "access_denied")
    assert opened.faults.quiet


def test_the_desk_is_open_where_that_is_allowed(opened: Opened) -> None:
    body = b'{"fault": "hang"}'
    asked = message(body, path="/faults").replace(b"localhost", b"ndxp.example")

    assert exchange(opened.allowed, asked).status == 201
    assert opened.faults.clear() == 1


def test_adapters_that_were_not_told_to_obey_do_not(opened: Opened) -> None:
    answer = opened.call(opened.home, (HEADER, "bad_signature"))

    assert answer.status == 200
