"""The rotation drill: keys and authorities change while calls go on, and nobody notices who need not."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import msgpack
import pytest

from gateway.bus.wire import CONTENT_TYPE
from gateway.clock import SystemClock
from gateway.jws import MAX_DOCUMENT_CHARS, Signer, parse
from gateway.message import Request, ServiceId, SubsystemId
from gateway.references import References
from gateway.signature import seal_request
from gateway.state import State
from ndxp.registries import Registries
from tests.cli.running import run_ndxp
from tests.gateway.members import BODY
from tests.platform.client import CLIENT, SERVICE, Answer, exchange, message
from tests.platform.pouring import Pouring
from tests.platform.processes import Up, query, verify

pytestmark = [pytest.mark.drill, pytest.mark.timeout(240)]

CALLERS = 32
REFRESH_S = 1
LEAD_S = 4  # more than every process needs to take a document
MEMBERS = ["VN/GOV/H29", "VN/GOV/G01"]  # who asks, and who answers
NO_RIGHT = "VN/GOV/G14/lgsp"

Trust = Callable[..., Awaitable[Any]]


def sealed(signer: Signer) -> bytes:
    """A request of the client under this key, as the client itself would post it."""
    request = Request(
        client=SubsystemId.parse(CLIENT),
        service=ServiceId.parse(SERVICE.removeprefix("/r1/")),
        message_id="own-1",
        request_id=str(uuid.uuid4()),
        method="POST",
        path="",
        query="",
        headers=(("Content-Type", "application/json"),),
        body=BODY,
        user=None,
        issue=None,
        received_ms=SystemClock().now_ms(),
        wait_s=20.0,
        language="en",
    )
    pair = seal_request(request, signer, References(key=bytes(32)), None).sealed
    packed: bytes = msgpack.packb((pair.jws, pair.content))
    return packed


def post_sealed(port: int, signer: Signer) -> Answer:
    headers = (("Content-Type", CONTENT_TYPE),)
    return exchange(port, message(sealed(signer), path="/sealed", headers=headers))


class Node:
    """A running platform and the hands that change its trust."""

    def __init__(self, up: Up) -> None:
        self.port = up.port
        self.state = State(folder=up.state)

    async def trust(self, action: str, *words: str) -> Any:
        ran = await asyncio.to_thread(
            run_ndxp,
            self.state.folder.parent,
            *("trust", action, "--json", "--state", "state"),
            *words,
        )
        assert ran.code == 0, ran.err
        return ran.json

    async def version(self) -> int:
        """That of the document by which the gateway works."""
        url = f"http://127.0.0.1:{self.port}/network"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            document = await answer.text()
        return int(str(parse(document, MAX_DOCUMENT_CHARS).payload["version"]))

    async def everybody_knows(self) -> None:
        """Every process looked for a newer document since now."""
        await asyncio.sleep(2 * REFRESH_S + 0.5)
        assert await self.version() == self.state.directory().version

    def signing(self, kind: str, member: str) -> set[str]:
        """Under which kids this member's entries of the last second stand."""
        rows = query(
            self.state.folder,
            f"SELECT jws FROM entries WHERE kind = '{kind}' AND time > "  # noqa: S608  our own words
            f"(SELECT max(time) FROM entries) - 500",
        )
        return {parse(str(jws)).kid for (jws,) in rows}


async def refused_calls(port: int, stop: asyncio.Event) -> Counter[int]:
    """One after the other, of a client without a right."""
    seen: Counter[int] = Counter()
    headers = {"X-Road-Client": NO_RIGHT, "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:
        while not stop.is_set():
            async with session.post(f"http://127.0.0.1:{port}{SERVICE}", data=BODY) as answer:
                seen[answer.status] += 1
    return seen


async def drill(node: Node) -> None:
    """Everything that an authority may do, one after the other."""
    old = {member: node.state.signer(member) for member in MEMBERS}
    assert (await asyncio.to_thread(post_sealed, node.port, old[MEMBERS[0]])).status == 200
    rolled_back = node.state.network_document.read_bytes()

    new = {m: (await node.trust("rotate", m, "--lead", str(LEAD_S)))["kid"] for m in MEMBERS}
    await asyncio.sleep(LEAD_S)
    await node.everybody_knows()
    assert node.signing("request", MEMBERS[0]) == {new[MEMBERS[0]]}
    assert node.signing("response", MEMBERS[1]) == {new[MEMBERS[1]]}

    for member in MEMBERS:
        await node.trust("revoke", "--reason", "drill", "--", old[member].kid)
    await node.everybody_knows()
    answer = await asyncio.to_thread(post_sealed, node.port, old[MEMBERS[0]])
    assert (answer.status, answer.code) == (400, "seal_refused")
    assert "certificate_revoked" in answer.problem["message"]

    await node.trust("rotate", "authority")
    await node.everybody_knows()
    newest = node.state.network_document.read_bytes()
    version = await node.version()

    node.state.network_document.write_bytes(rolled_back)
    await asyncio.sleep(2 * REFRESH_S + 0.5)
    assert await node.version() == version
    node.state.network_document.write_bytes(newest)


async def drilled(folder: Path, registries: Registries, *options: str) -> None:
    """The drill under 32 callers with a right and one without."""
    stop = asyncio.Event()

    with Up(folder, *options) as up:
        node = Node(up)
        pouring = Pouring(up.port, registries.sample("dancu", 50, 3), CALLERS)
        calling = asyncio.create_task(pouring.run(lambda: not stop.is_set()))
        refused = asyncio.create_task(refused_calls(up.port, stop))
        try:
            await drill(node)
        finally:
            stop.set()
        await calling
        seen = await refused

    assert {outcome.status for outcome in pouring.outcomes} == {200}
    assert set(seen) == {403}
    assert len(pouring.outcomes) > CALLERS
    assert verify(up.state)["ok"] is True
    entries = query(up.state, "SELECT jws FROM entries WHERE kind = 'network' ORDER BY seq")
    versions = [int(str(parse(str(jws)).payload["version"])) for (jws,) in entries]
    # Of two versions within one interval a follower sees the second only; what it used is logged.
    assert versions == sorted(set(versions))
    assert versions[-1] == node.state.directory().version
    assert "network.refused" in up.stderr.read_text(encoding="utf-8")


async def test_keys_and_authority_change_under_32_callers(
    tmp_path: Path, registries: Registries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NDXP_NETWORK_REFRESH_S", str(REFRESH_S))

    await drilled(tmp_path, registries)


@pytest.mark.rabbit
async def test_they_change_between_processes_that_look_at_different_times(
    tmp_path: Path,
    registries: Registries,
    monkeypatch: pytest.MonkeyPatch,
    amqp_url: str,
    namespace: str,
) -> None:
    monkeypatch.setenv("NDXP_NETWORK_REFRESH_S", str(REFRESH_S))

    await drilled(tmp_path, registries, "--bus", amqp_url, "--namespace", namespace)
