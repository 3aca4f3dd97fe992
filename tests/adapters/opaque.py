"""A provider whose service has no schema: its side of the bus, and an adapter that a test writes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.base import OpaqueAnswer, OpaqueCall
from adapters.provider import Provider, ProviderSide
from gateway.bus import Reply
from gateway.keyring import Keyring
from gateway.message import ServiceId
from gateway.network import load_document, read_network
from gateway.refresh import DirectorySource
from gateway.schema import Catalogue
from gateway.signature import OpenedResponse, open_response
from tests.gateway.members import CLIENT, SMALL, ManualClock, Members

FILES = ServiceId.parse("VN/GOV/G13/tailieu/tep")
OK = OpaqueAnswer(status=200, headers=(), body=b"ok")


def with_files(members: Members) -> Members:
    """The same members in a network where one more subsystem has an opaque service."""
    document = load_document(SMALL)
    store = {"id": str(FILES.provider), "name": "Files", "name_vi": "Tệp"}
    document["subsystem"].append({**store, "services": [FILES.code], "opaque": [FILES.code]})
    document["right"].append({"clients": [str(CLIENT)], "services": [str(FILES)]})
    members.network = read_network("test", document)
    return members


@dataclass(slots=True)
class Files:
    """Remembers what it was asked to forward; a test may give it another answer."""

    subsystem: str = str(FILES.provider)
    calls: list[OpaqueCall] = field(default_factory=list)
    result: Any = OK

    async def forward(self, call: OpaqueCall) -> OpaqueAnswer:
        self.calls.append(call)
        if isinstance(self.result, Exception):
            raise self.result
        answer: OpaqueAnswer = self.result
        return answer


class FilesSide:
    """A provider's side before `Files`, asked as a gateway asks it."""

    def __init__(self, *, obeys_faults: bool = False) -> None:
        self.members = with_files(Members(ManualClock()))
        self.files = Files()
        members = self.members
        provided = DirectorySource(members.directory, members.clock).derive(
            lambda directory: Provider(
                directory=directory,
                catalogue=Catalogue.load(Path(), []),
                keyring=Keyring(directory, [members.signers[FILES.provider.member]]),
                clock=members.clock,
                obeys_faults=obeys_faults,
            )
        )
        self.handles = ProviderSide(provided, self.files)

    async def ask(self, **changed: Any) -> OpenedResponse:
        _, opened = await self.ask_twice(1, **changed)
        return opened

    async def ask_twice(self, times: int = 2, **changed: Any) -> tuple[Reply, OpenedResponse]:
        """The reply to the last of several deliveries of one message."""
        request = self.members.request(**{"service": FILES, "body": b"", **changed})
        sealed = self.members.seal(request)
        replies = [await self.handles.handle(sealed.sealed) for _ in range(times)]
        reply = replies[-1]
        assert reply.answer is not None
        return reply, open_response(reply.answer, sealed, self.members.directory)
