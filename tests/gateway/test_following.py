"""What a process remembers of network documents, and where it takes newer ones from."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from gateway.authority import Authority, prepare
from gateway.errors import StateError
from gateway.following import Membership, follow
from gateway.refresh import DirectorySource
from gateway.state import State
from gateway.trust import Directory
from tests.gateway.members import DAY_MS, SMALL, ManualClock

EVERY_S = 0.005


async def reaches(source: DirectorySource, version: int) -> None:
    async with asyncio.timeout(5):
        while True:
            if source.newest.version == version:
                return
            await asyncio.sleep(0.002)


async def remembers(state: State, version: int) -> None:
    async with asyncio.timeout(5):
        while True:
            if state.newest_version.read_text() == str(version):
                return
            await asyncio.sleep(0.002)


@pytest.fixture
async def membership(state: State, clock: ManualClock) -> AsyncIterator[Membership]:
    async with follow(state, clock, EVERY_S) as membership:
        yield membership


@pytest.fixture
def part(state: State, tmp_path: Path) -> State:
    """The folder of another node: what everybody may know, and no key."""
    part = State(folder=tmp_path / "part")
    part.folder.mkdir()
    for file in (state.authority_certificate, state.network_document):
        shutil.copy(file, part.folder)
    return part


async def test_a_newer_document_in_the_folder_is_taken_without_restart(
    membership: Membership, clock: ManualClock
) -> None:
    Authority(membership.state, clock).publish(valid_ms=DAY_MS)

    await reaches(membership.source, 2)
    await remembers(membership.state, 2)


async def test_who_holds_the_authoritys_key_renews_in_time(
    membership: Membership, clock: ManualClock
) -> None:
    clock.ms += 20 * DAY_MS - 1
    await asyncio.sleep(EVERY_S * 4)
    assert membership.source.newest.version == 1

    clock.ms += 1
    await reaches(membership.source, 2)

    assert membership.source.newest.expires_ms == clock.ms + 30 * DAY_MS


async def test_who_does_not_hold_it_meets_an_expired_document(
    part: State, clock: ManualClock
) -> None:
    async with follow(part, clock, EVERY_S) as membership:
        clock.ms += 31 * DAY_MS
        await asyncio.sleep(EVERY_S * 4)

        assert membership.source.newest.version == 1


async def test_an_older_document_is_refused_after_a_restart(
    state: State, part: State, clock: ManualClock
) -> None:
    old = part.network_document.read_bytes()
    Authority(state, clock).publish(valid_ms=DAY_MS)
    shutil.copy(state.network_document, part.folder)
    async with follow(part, clock, EVERY_S):
        pass
    assert part.newest_version.read_text() == "2"
    part.network_document.write_bytes(old)

    with pytest.raises(StateError, match="older than the version 2 that was used here"):
        async with follow(part, clock, EVERY_S):
            pass


async def test_a_spoilt_memory_is_named(part: State, clock: ManualClock) -> None:
    part.newest_version.write_text("two")

    with pytest.raises(StateError, match=r"network\.newest holds no version"):
        async with follow(part, clock, EVERY_S):
            pass


async def test_a_node_takes_documents_from_another_and_keeps_them(
    state: State, part: State, clock: ManualClock, serve: Callable[[State], str]
) -> None:
    url = serve(state)
    async with follow(part, clock, EVERY_S, url) as membership:
        Authority(state, clock).succeed()
        await reaches(membership.source, 2)
        await remembers(part, 2)

    assert part.document() == state.document()
    assert part.authority() == state.authority()
    assert part.directory().version == 2


async def test_nobody_waits_for_who_holds_the_folder(
    membership: Membership, clock: ManualClock
) -> None:
    state = membership.state
    with state.issuing():
        Authority(state, clock).publish(valid_ms=DAY_MS)
        await reaches(membership.source, 2)
        async with asyncio.timeout(5), membership.source.steady():
            pass

        assert state.newest_version.read_text() == "1"

    await remembers(state, 2)


async def test_what_cannot_be_remembered_counts_all_the_same(
    membership: Membership, clock: ManualClock
) -> None:
    state = membership.state
    in_the_way = state.newest_version.with_suffix(".newest.part")
    in_the_way.mkdir()
    Authority(state, clock).publish(valid_ms=DAY_MS)

    await reaches(membership.source, 2)

    assert state.newest_version.read_text() == "1"
    in_the_way.rmdir()
    await remembers(state, 2)


async def test_what_a_gateway_cannot_log_does_not_count(state: State, clock: ManualClock) -> None:
    refused = asyncio.Event()

    async def record(_: Directory) -> None:
        refused.set()
        raise StateError("the log names a newer one")

    async with follow(state, clock, EVERY_S, record=record) as membership:
        prepare(state, SMALL, "second", clock)
        async with asyncio.timeout(5):
            await refused.wait()

        assert membership.source.newest.version == 1
        assert membership.state.newest_version.read_text() == "1"


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[State], str]]:
    """Serves a folder's document as any web server would; gives the URL."""
    holder: dict[str, State] = {}

    async def lazy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = holder["state"].network_document.read_bytes()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(lazy, "127.0.0.1", 0)

    def of(state: State) -> str:
        holder["state"] = state
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/network"

    yield of
    server.close()
    await server.wait_closed()
