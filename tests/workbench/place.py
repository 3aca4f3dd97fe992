"""Where adapters under check live: a network with the vehicles of examples/, their keys and their registry."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from adapters.base import Adapter, Answer, Call
from adapters.provider import Provider, ProviderSide
from examples.vehicles.adapter import Vehicles
from gateway.clock import SystemClock
from gateway.errors import RegistryFailedError
from gateway.faults import HEADER, Fault
from gateway.jws import Signer
from gateway.keyring import Keyring
from gateway.message import Sealed
from gateway.refresh import DirectorySource
from gateway.schema import Catalogue
from gateway.state import State
from gateway.trust import Directory
from ndxp.workbench.pace import Pace
from tests.gateway.forging import payload_of, resign

MEMBER = "VN/GOV/G04"
SERVICE = f"{Vehicles.subsystem}/traCuuPhuongTien"

HURRIED: Final = Pace(
    patience_s=0.4,
    longest_patience_s=0.6,
    quiet_s=0.2,
    longest_quiet_s=0.2,
    generated=4,
    side_by_side=6,
    batch=16,
    large_bytes=1 << 17,
    try_s=0.03,
    slow_s=0.2,
    wait_s=0.1,
    calls=3,
    load_s=0.05,
    slowest_ms=60,
    least_per_s=30,
    back_s=0.3,
)
"""In one process nothing has to travel, and what does not come at once never comes."""


class Register(Vehicles):
    """With a registry behind it that can be slow or down, as a call orders."""

    async def answer(self, call: Call) -> Answer:
        """As Vehicles does, unless the registry misbehaves."""
        fault = Fault.parse(call.headers[HEADER]) if HEADER in call.headers else None
        if fault is not None and fault.name == "latency":
            await asyncio.sleep(fault.number("seconds"))
        if fault is not None and fault.name == "error":
            return await self.down(call)
        return await super().answer(call)

    async def down(self, call: Call) -> Answer:
        """What becomes of a call while the registry is down."""
        raise RegistryFailedError


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
            obeys_faults=True,
        )

    def side(self, adapter: Adapter | None = None) -> ProviderSide:
        """Nothing wrong with this one."""
        return self.serve(self.provider(), adapter)

    def serve(self, provider: Provider, adapter: Adapter | None = None) -> ProviderSide:
        """The same with what `provider` believes and signs with."""
        provided = DirectorySource(self.directory, SystemClock()).derive(lambda _: provider)
        return ProviderSide(provided, adapter or Register())

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
