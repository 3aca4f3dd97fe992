"""A pipeline between a simulated log and a simulated bus, both of which a test can make fail."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gateway.bus import Handler, LateHandler, Serving
from gateway.content import ResponseContent
from gateway.exchange import Exchange, Trusted
from gateway.keyring import Keyring
from gateway.ledger.derive import Derivation
from gateway.message import Entry, EntryKind, Request, Response, Sealed, SubsystemId
from gateway.network import load_network
from gateway.records import Recorder
from gateway.refresh import Derived, DirectorySource
from gateway.schema import Catalogue
from gateway.signature import OpenedRequest, Verdict, open_request
from tests.gateway.forging import payload_of
from tests.gateway.members import BODY, SMALL, ManualClock, Members

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
PATIENCE_S = 2
Answering = Callable[[OpenedRequest], Awaitable[Sealed]]


class Story(list[str]):
    """What happened, in order; tells who waits for a line that it was written."""

    def __init__(self) -> None:
        super().__init__()
        self._grown = asyncio.Event()

    def tell(self, line: str) -> None:
        self.append(line)
        self._grown.set()

    async def reaches(self, line: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while line not in self:
                self._grown.clear()
                await self._grown.wait()


class LedgerSimulator:
    """See Ledger; refuses what contradicts the log, as the real one does."""

    def __init__(self, story: Story) -> None:
        self.entries: list[Entry] = []
        self.failing: dict[EntryKind, Exception] = {}
        self.held: dict[EntryKind, asyncio.Event] = {}
        self._story = story
        self._ended: set[object] = set()
        self._derivation = Derivation(is_used=lambda request_id: request_id in self._ended)

    async def append(self, entry: Entry) -> int:
        if entry.kind in self.held:
            await self.held[entry.kind].wait()
        if entry.kind in self.failing:
            raise self.failing[entry.kind]
        seq = len(self.entries)
        self._derivation.follow(seq, entry)
        self._derivation.settle()
        self.entries.append(entry)
        if entry.kind in ("response", "failure", "refusal"):
            self._ended.add(payload_of(entry.jws)["requestId"])
        self._story.tell(f"{entry.kind} durable")
        return seq

    @property
    def open_requests(self) -> int:
        return len(self._derivation.open_requests)


class BusSimulator:
    """See Bus; one provider stands behind it, whose answers a test writes."""

    def __init__(self, members: Members, story: Story) -> None:
        self._members = members
        self._story = story
        self._late: LateHandler = lambda _request_id, _answer: None
        self.answering: Answering = self.not_found

    async def call(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> Sealed:
        self._story.tell("bus called")
        opened = open_request(message, self._members.directory, self._members.clock.ms)
        return await self.answering(opened)

    async def not_found(self, request: OpenedRequest) -> Sealed:
        return self._members.answer(request)

    def deliver_late(self, request_id: str, answer: Sealed) -> None:
        self._late(request_id, answer)

    def on_late(self, handler: LateHandler) -> None:
        self._late = handler

    async def serve(self, provider: SubsystemId, handler: Handler) -> Serving:
        raise NotImplementedError

    @property
    def waiting(self) -> int:
        return 0

    def ready(self) -> bool:
        return True

    async def present(self, provider: SubsystemId) -> bool:
        return True

    async def close(self) -> None:
        return


@functools.cache
def catalogue() -> Catalogue:
    """The schemas that ship with the platform."""
    return Catalogue.load(SCHEMAS, load_network(SMALL).services())


def trusted(
    source: DirectorySource, members: Members, keys: Sequence[str] | None = None
) -> Derived[Trusted]:
    """Every key of the network or these, and the schemas that ship with it."""
    kept = [members.signers[owner] for owner in keys or members.signers]
    return source.derive(
        lambda directory: Trusted(
            directory=directory, catalogue=catalogue(), keyring=Keyring(directory, kept)
        )
    )


class Pipeline:
    """An Exchange with everything around it; `story` tells in which order things happened."""

    def __init__(
        self,
        max_in_flight: int = 10,
        keys: Sequence[str] | None = None,
        expires_in_s: int = 86_400,
        members: Members | None = None,
    ) -> None:
        """The node keeps the keys of all members, or of these."""
        self.members = members or Members(ManualClock())
        self.members.expires_ms = self.members.clock.ms + expires_in_s * 1000
        self.story = Story()
        self.ledger = LedgerSimulator(self.story)
        self.bus = BusSimulator(self.members, self.story)
        members = self.members
        self.recorder = Recorder(
            node=members.signers["node:test"], references=members.references, clock=members.clock
        )
        self.source = DirectorySource(members.directory, members.clock)
        self.trusted = trusted(self.source, members, keys)
        self.exchange = Exchange(self.trusted, self.ledger, self.bus, self.recorder, max_in_flight)

    def request(self, body: bytes = BODY, wait_s: float = 5.0) -> Request:
        return self.members.request(body=body, wait_s=wait_s)

    async def call(self, request: Request | None = None) -> Response:
        response = await self.exchange(request or self.request())
        self.story.tell("answer given")
        return response

    def content(
        self, request: OpenedRequest, body: bytes, *, status: int = 200, **changed: object
    ) -> Sealed:
        """The provider's answer with this content."""
        content = ResponseContent(status=status, headers=(), body=body)
        verdict = replace(Verdict(outcome="ok"), **changed)  # type: ignore[arg-type]
        return self.members.answer(request, content=content, verdict=verdict)

    @property
    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.ledger.entries]

    @property
    def last(self) -> dict[str, object]:
        """What the last entry says."""
        return payload_of(self.ledger.entries[-1].jws)
