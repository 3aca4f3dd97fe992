"""Where adapters under check live, and how they are asked without a broker."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric import ec

from adapters.base import Adapter
from adapters.provider import Provider, ProviderSide
from examples.vehicles.adapter import Vehicles
from gateway.bus import Handler
from gateway.clock import SystemClock
from gateway.faults import Faults
from gateway.jws import Signer
from gateway.keyring import Keyring
from gateway.message import Sealed, SubsystemId
from gateway.refresh import DirectorySource
from gateway.schema import Catalogue
from gateway.state import State
from gateway.trust import Directory
from tests.gateway.forging import payload_of, resign

MEMBER = "VN/GOV/G04"
SERVICE = f"{Vehicles.subsystem}/traCuuPhuongTien"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the adapters of the zoo live: they may see every key, to misuse it."""

    state: State
    directory: Directory
    catalogue: Catalogue

    def provider(self) -> Provider:
        return Provider(
            directory=self.directory,
            catalogue=self.catalogue,
            keyring=self.keyring(self.state.signer(MEMBER)),
            clock=SystemClock(),
            faults=Faults(),
        )

    def side(self, adapter: Adapter | None = None) -> ProviderSide:
        """Nothing wrong with this one."""
        return self.serve(self.provider(), adapter)

    def serve(self, provider: Provider, adapter: Adapter | None = None) -> ProviderSide:
        """The same with what `provider` believes and signs with."""
        provided = DirectorySource(self.directory, SystemClock()).derive(lambda _: provider)
        return ProviderSide(provided, adapter or Vehicles())

    def keyring(self, signer: Signer) -> Keyring:
        """One that has this key for the member, whosever it is."""
        (found,) = [c for c in self.directory.certificates.values() if c.owner == MEMBER]
        listed = {signer.kid: replace(found, kid=signer.kid)}
        return Keyring(replace(self.directory, certificates=listed), [signer])

    def stranger(self) -> Signer:
        key = ec.generate_private_key(ec.SECP256R1())
        return Signer(key=key, kid=self.state.signer(MEMBER).kid)

    def as_client(self, sealed: Sealed, **changed: object) -> Sealed:
        """The same request as if its client had sealed it."""
        member = str(payload_of(sealed.jws)["client"]).rpartition("/")[0]
        return resign(sealed, self.state.signer(member), changed)


class HandlerProbe:
    """Hands questions straight to an adapter's handler: what it does not answer at once never comes.

    `whole`: the adapter's end of the bus is broken, so that one bad item costs its batch.
    """

    def __init__(self, handle: Handler, *, whole: bool = False) -> None:
        self._handle = handle
        self._whole = whole

    async def ask(
        self, provider: SubsystemId, batch: Sequence[Sealed], expected: int, within_s: float
    ) -> list[Sealed]:
        replies = await asyncio.gather(*(self._handle(sealed) for sealed in batch))
        answers = [reply.answer for reply in replies if reply.answer is not None]
        return answers if len(answers) == len(batch) or not self._whole else []
