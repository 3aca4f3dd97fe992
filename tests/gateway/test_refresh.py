"""A newer network document takes the place of the old one while calls go on."""

import asyncio
from collections.abc import Callable

import pytest
import structlog.testing

from gateway.authority import Authority, prepare
from gateway.errors import (
    ConfigurationError,
    LogUnavailableError,
    NetworkExpiredError,
    StateError,
)
from gateway.jws import MAX_DOCUMENT_CHARS, Signer, parse
from gateway.refresh import DirectorySource, keep_fresh
from gateway.state import State
from gateway.trust import NETWORK_TYP, Directory
from tests.gateway.forging import payload_of
from tests.gateway.members import DAY_MS, SMALL, ManualClock

Publish = Callable[[], str]


@pytest.fixture
def source(state: State, clock: ManualClock) -> DirectorySource:
    return DirectorySource(state.directory(), clock)


@pytest.fixture
def publish(state: State, clock: ManualClock) -> Publish:
    """Makes the next version of the document."""

    def publish() -> str:
        authority = Authority(state, clock)
        revocation = {"kid": f"k{state.directory().version}", "since": clock.ms, "reason": "test"}
        authority.publish(revocation=revocation)
        return state.document()

    return publish


class Fetched:
    """See Fetch: hands out what a test puts here."""

    def __init__(self, *answers: str | Exception | None) -> None:
        self.answers = list(answers)

    async def fetch(self) -> str | None:
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_newer_version_counts_at_once(source: DirectorySource, publish: Publish) -> None:
    document = publish()

    assert await source.offer(document)

    assert source.current().version == 2
    assert source.newest.document == document


async def test_a_version_that_was_rolled_back_is_refused_and_told(
    source: DirectorySource, publish: Publish
) -> None:
    old = source.newest.document
    await source.offer(publish())

    with structlog.testing.capture_logs() as logs:
        assert not await source.offer(old)
        assert not await source.offer(old)

    assert source.current().version == 2
    assert [(line["event"], line["reason"]) for line in logs] == [
        ("network.refused", "version 1 is not newer than 2, which is in use")
    ]


async def test_another_document_under_the_same_version_is_refused(
    state: State, source: DirectorySource, publish: Publish
) -> None:
    document = publish()
    payload = payload_of(document)
    await source.offer(document)
    authority = Authority(state, ManualClock())
    signer = Signer(key=authority.issuer.key, kid=payload_kid(document))
    other = signer.sign(NETWORK_TYP, {**payload, "revoked": []})

    assert not await source.offer(other)


def payload_kid(document: str) -> str:
    return parse(document, MAX_DOCUMENT_CHARS).kid


@pytest.mark.parametrize("change", [lambda text: text[:-4] + "AAAA", lambda _: "x"], ids=["a", "b"])
async def test_a_tampered_document_is_refused(
    source: DirectorySource, publish: Publish, change: Callable[[str], str]
) -> None:
    assert not await source.offer(change(publish()))

    assert source.current().version == 1


async def test_a_document_that_has_expired_already_is_refused(
    source: DirectorySource, publish: Publish, clock: ManualClock
) -> None:
    document = publish()
    clock.advance(31 * 24 * 3600)

    assert not await source.offer(document)


async def test_an_expired_document_is_handed_out_no_more(
    source: DirectorySource, clock: ManualClock
) -> None:
    derived = source.derive(lambda directory: directory.version)
    clock.ms += 30 * DAY_MS - 1
    assert source.current().version == derived.current() == 1

    clock.ms += 1

    with pytest.raises(NetworkExpiredError):
        source.current()
    with pytest.raises(NetworkExpiredError):
        derived.current()


async def test_what_was_made_of_a_version_is_made_anew(
    source: DirectorySource, publish: Publish
) -> None:
    derived = source.derive(lambda directory: directory.version * 10)
    assert derived.current() == 10

    await source.offer(publish())

    assert derived.current() == 20


async def test_a_version_of_which_a_part_can_make_nothing_is_refused(
    source: DirectorySource, publish: Publish
) -> None:
    def build(directory: Directory) -> int:
        if directory.version > 1:
            raise ConfigurationError("schemas", ["traCuu: request.json is missing"])
        return directory.version

    first, second = source.derive(lambda directory: directory.version), source.derive(build)

    with structlog.testing.capture_logs() as logs:
        assert not await source.offer(publish())

    assert (first.current(), second.current(), source.current().version) == (1, 1, 1)
    assert "request.json is missing" in logs[0]["reason"]


async def test_a_version_that_cannot_be_recorded_does_not_count(
    state: State, clock: ManualClock, publish: Publish
) -> None:
    failing = True

    async def record(_: Directory) -> None:
        if failing:
            raise LogUnavailableError

    source = DirectorySource(state.directory(), clock, record)
    document = publish()
    await source.refresh(Fetched(document))
    assert source.current().version == 1
    failing = False

    await source.refresh(Fetched(None))

    assert source.current().version == 2


async def test_a_version_is_recorded_before_it_counts(
    state: State, clock: ManualClock, publish: Publish
) -> None:
    seen = []

    async def record(directory: Directory) -> None:
        seen.append((recording.current().version, directory.version))

    recording = DirectorySource(state.directory(), clock, record)

    await recording.offer(publish())

    assert seen == [(1, 2)]


async def test_the_version_does_not_change_under_somebody_who_writes(
    source: DirectorySource, publish: Publish
) -> None:
    document = publish()
    inside, leave = asyncio.Event(), asyncio.Event()

    async def write() -> tuple[int, int]:
        async with source.steady():
            before = source.current().version
            inside.set()
            await leave.wait()
            return before, source.current().version

    writing = asyncio.create_task(write())
    await inside.wait()
    offering = asyncio.create_task(source.offer(document))
    while True:
        if source._changed is not None:
            break
        await asyncio.sleep(0.001)
    later = asyncio.create_task(write())
    await asyncio.sleep(0)
    leave.set()

    assert await writing == (1, 1)
    assert await later == (2, 2)
    assert await offering


async def test_what_cannot_be_fetched_changes_nothing(source: DirectorySource) -> None:
    with structlog.testing.capture_logs() as logs:
        await source.refresh(Fetched(StateError("http://other: gone")))

    assert source.current().version == 1
    assert logs[0]["event"] == "network.not_fetched"


async def test_a_successor_that_both_signed_is_followed_and_its_predecessor_no_more(
    state: State, source: DirectorySource, clock: ManualClock
) -> None:
    old_authority = Authority(state, clock)
    old_key, old_kid = old_authority.issuer.key, payload_kid(state.document())
    Authority(state, clock).succeed()
    document = state.document()

    assert await source.offer(document)
    stale = {**payload_of(document), "version": 9, "succession": []}

    assert not await source.offer(Signer(key=old_key, kid=old_kid).sign(NETWORK_TYP, stale))
    assert source.current().version == 2


async def test_a_foreign_authority_is_not_followed(
    source: DirectorySource, tmp_path_factory: pytest.TempPathFactory, clock: ManualClock
) -> None:
    foreign = State(folder=tmp_path_factory.mktemp("foreign") / "state")
    prepare(foreign, SMALL, "test", clock)
    Authority(foreign, clock).succeed()

    assert not await source.offer(foreign.document())


async def test_a_part_that_joins_while_the_version_changes_has_the_new_one(
    state: State, clock: ManualClock, publish: Publish
) -> None:
    joined = []

    async def record(_: Directory) -> None:
        joined.append(changing.derive(lambda directory: directory.version))

    changing = DirectorySource(state.directory(), clock, record)

    assert await changing.offer(publish())

    assert joined[0].current() == 2


async def test_whatever_goes_wrong_it_is_looked_for_again(
    source: DirectorySource, publish: Publish
) -> None:
    document = publish()
    fetched = Fetched(ZeroDivisionError(), StateError("gone"), document)

    with structlog.testing.capture_logs() as logs:
        keeping = asyncio.create_task(keep_fresh(source, fetched, 0.001))
        async with asyncio.timeout(5):
            while True:
                if source.newest.version == 2:
                    break
                await asyncio.sleep(0.001)
        keeping.cancel()

    assert [line["event"] for line in logs][:2] == ["network.refresh_failed", "network.not_fetched"]
