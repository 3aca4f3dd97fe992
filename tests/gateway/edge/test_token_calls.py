"""Calls with tokens and bounds over HTTP: what the caller is told, what the log keeps, what nothing keeps."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from gateway.authority import DAY_MS
from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.message import ServiceId, SubsystemId
from gateway.state import State
from gateway.tokens import Tokens
from ndxp.compose import Node, open_bus, open_edge, open_node
from tests.gateway.edge.secured import ASKED, CLIENT, CLOCK, OTHER, network_file, publish
from tests.gateway.members import BODY
from tests.platform.client import Answer, exchange, message
from tests.platform.leaks import files, found

SERVICE = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
SAME_PROVIDER = "VN/GOV/G01/dancu/XacThucThongTinCongDan"


class Asking:
    """A node whose clients need tokens, on loopback."""

    def __init__(self, node: Node, state: State, port: int) -> None:
        self.node = node
        self.tokens = Tokens(state.tokens)
        self.folder = state.folder
        self.port = port

    def token(self, client: str = CLIENT, *services: str, days: int = 1) -> tuple[str, str]:
        """The id and the text of a new one."""
        scope = map(ServiceId.parse, services)
        now_ms = CLOCK.now_ms()
        token, text = self.tokens.issue(
            SubsystemId.parse(client), scope, now_ms, valid_ms=days * DAY_MS
        )
        return token.id, text

    async def call(
        self, *tokens: str, client: str = CLIENT, path: str = f"/r1/{SERVICE}", body: bytes = BODY
    ) -> Answer:
        """A call that gets as far as the missing provider, if it is let through."""
        headers = [("X-Road-Client", client), ("Content-Type", "application/json")]
        more = [("Authorization", f"Bearer {token}") for token in tokens]
        return await asyncio.to_thread(
            exchange, self.port, message(body, path=path, headers=headers, more=more)
        )

    async def look(self, path: str, *tokens: str, client: str = CLIENT) -> Answer:
        more = [("Authorization", f"Bearer {token}") for token in tokens]
        headers = [("X-Road-Client", client)]
        data = message(b"", method="GET", path=path, headers=headers, more=more)
        return await asyncio.to_thread(exchange, self.port, data)

    def logged(self) -> list[str]:
        """The kinds of entries of the log, without the network document's."""
        with closing(sqlite3.connect(self.folder / "log.db")) as connection:
            rows = connection.execute("SELECT kind FROM entries ORDER BY seq").fetchall()
        return [kind for (kind,) in rows if kind != "network"]


@pytest.fixture
async def asking(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Asking]:
    state = State(folder=tmp_path / "state")
    more = getattr(request, "param", "")
    await asyncio.to_thread(publish, state, network_file(tmp_path, auth="token", more=more))
    async with (
        open_bus(None) as bus,
        open_node(state, bus, Limits(network_refresh_s=3600, summary_s=3600)) as node,
        open_edge(node, Limits(), Listen(host="127.0.0.1", port=0)) as edge,
    ):
        yield Asking(node, state, edge.port)


async def test_the_token_of_one_client_cannot_speak_as_another(asking: Asking) -> None:
    _, ours = asking.token()
    _, theirs = asking.token(OTHER)

    assert (await asking.call(ours)).code == "provider_unavailable"
    assert (await asking.call(theirs)).code == "unauthenticated"
    assert (await asking.call(ours, client=OTHER)).code == "unauthenticated"
    assert (await asking.call(theirs, ours)).code == "provider_unavailable"


async def test_a_revoked_token_is_refused_by_the_running_node(asking: Asking) -> None:
    identifier, text = asking.token()
    assert (await asking.call(text)).code == "provider_unavailable"

    asking.tokens.revoke(identifier)

    assert (await asking.call(text)).code == "unauthenticated"


async def test_a_token_for_other_services_is_denied_and_that_is_logged(asking: Asking) -> None:
    _, text = asking.token(CLIENT, SAME_PROVIDER)

    denied = await asking.call(text)

    assert (denied.status, denied.code) == (403, "access_denied")
    assert "token of this call was issued for other services" in denied.problem["message"]
    assert (await asking.call(text, path=f"/r1/{SAME_PROVIDER}")).code == "provider_unavailable"
    assert (await asking.call(text, path="/r1/VN/GOV/G01/dancu/nothing")).code == "unknown_service"
    assert asking.logged() == ["refusal", "request", "failure"]


async def test_a_scope_gives_no_right_that_the_client_has_not(asking: Asking) -> None:
    _, text = asking.token(OTHER, SERVICE)

    assert "No right" in (await asking.call(text, client=OTHER)).problem["message"]


async def test_a_token_for_some_services_describes_all_but_monitors_none(asking: Asking) -> None:
    _, narrow = asking.token(CLIENT, SERVICE)
    _, wide = asking.token()

    assert (await asking.look(ASKED, narrow)).status == 200
    assert (await asking.look("/catalogue", narrow)).status == 200
    assert (await asking.look("/monitoring/health", narrow)).code == "access_denied"
    assert (await asking.look("/monitoring/health", wide)).status == 200


async def test_who_proves_nothing_costs_one_entry_however_often(
    asking: Asking, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(5):
        assert (await asking.call("ndxp_wrong")).status == 401
        assert (await asking.look("/catalogue")).status == 401
        assert (await asking.look("/monitoring/health")).status == 401
    assert asking.logged() == []
    assert capfd.readouterr() == ("", "")

    await asking.node.exchange.log_noise()

    assert asking.logged() == ["summary"]


@pytest.mark.parametrize("asking", ["rate_per_s = 1\nburst = 2"], indirect=True)
async def test_too_many_calls_are_refused_with_the_time_to_wait(asking: Asking) -> None:
    _, text = asking.token()
    _, theirs = asking.token(OTHER)
    for _ in range(10):  # in the name of the client, but not by it
        assert (await asking.call(theirs)).status == 401

    answers = [await asking.look(ASKED, text) for _ in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    assert answers[2].code == "too_many_requests"
    assert answers[2].headers["retry-after"] == "1"
    assert "1 a second" in answers[2].problem["message"]
    assert (await asking.look("/monitoring/health", text)).status == 429
    assert (await asking.look(ASKED, theirs, client=OTHER)).status == 200
    assert asking.node.exchange.noise.take()[0] == {"unauthenticated": 10, "too_many_requests": 3}
    assert asking.logged() == []


@pytest.mark.parametrize("asking", ["max_in_flight = 1"], indirect=True)
async def test_a_place_is_given_back_whatever_becomes_of_a_call(asking: Asking) -> None:
    _, text = asking.token()

    statuses = [
        (await asking.call(text)).status,
        (await asking.call(text, body=b"no JSON")).status,
        (await asking.call(text, path="/r1/VN/GOV/G01/dancu/nothing")).status,
        (await asking.look(ASKED, text)).status,
    ]

    assert statuses == [503, 400, 404, 200]


async def test_no_token_stands_in_anything_that_the_node_leaves(
    asking: Asking, capfd: pytest.CaptureFixture[str]
) -> None:
    identifier, lost = asking.token()
    texts = [asking.token()[1], asking.token(CLIENT, SAME_PROVIDER)[1], lost]
    asking.tokens.revoke(identifier)
    answers = [await asking.call(text) for text in texts]
    answers += [await asking.call(text, client=OTHER) for text in texts]
    answers += [await asking.look(f"/r1/{SERVICE}", text) for text in texts]
    await asking.node.exchange.log_noise()
    metrics = await asking.look("/metrics")

    places = files(asking.folder)
    places["program log"] = "".join(capfd.readouterr()).encode()
    places["answers"] = json.dumps([each.everything for each in [*answers, metrics]]).encode()

    assert b"call.refused" in places["program log"]
    assert found({text.rpartition("_")[2] for text in texts}, places) == []
