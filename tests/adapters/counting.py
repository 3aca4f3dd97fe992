"""A registry's adapter that counts: whatever reaches it got past every check."""

import asyncio
from pathlib import Path

import schemas
from adapters.base import Answer, Call
from adapters.provider import Provider, ProviderSide
from gateway.clock import Clock
from gateway.keyring import Keyring
from gateway.refresh import DirectorySource
from gateway.schema import Catalogue
from tests.gateway.members import SERVICE, Members

CATALOGUE = Catalogue.load(
    Path(schemas.__file__).parent, [SERVICE]
)  # immutable, and slow enough to compile once


class CountingAdapter:
    """Finds nobody, remembers whom it was asked for; a test may give it another answer or error."""

    subsystem = str(SERVICE.provider)

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.result: Answer | Exception = Answer(body={}, found=False)
        self.delay_s = 0.0

    async def answer(self, call: Call) -> Answer:
        self.calls.append(call)
        await asyncio.sleep(self.delay_s)
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def provider_side(
    members: Members,
    adapter: CountingAdapter,
    clock: Clock | None = None,
    *,
    obeys_faults: bool = False,
) -> ProviderSide:
    """The provider's side of the population registry, with its own key."""
    source = DirectorySource(members.directory, clock or members.clock)
    provided = source.derive(
        lambda directory: Provider(
            directory=directory,
            catalogue=CATALOGUE,
            keyring=Keyring(directory, [members.signers[SERVICE.provider.member]]),
            clock=clock or members.clock,
            obeys_faults=obeys_faults,
        )
    )
    return ProviderSide(provided, adapter)
