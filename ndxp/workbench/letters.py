"""The honest messages of a check, sealed as a gateway seals."""

import json
import secrets
import uuid
from dataclasses import dataclass
from typing import Final

from gateway.clock import Clock
from gateway.jws import Signer
from gateway.message import Headers, Request, ServiceId, SubsystemId
from gateway.references import References
from gateway.signature import SealedRequest, seal_request

WAIT_S: Final = 30.0
HEADERS: Final[Headers] = (("Content-Type", "application/json"), ("Accept-Language", "en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A subsystem that asks, with its member's key."""

    id: SubsystemId
    signer: Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be asked, before it is sealed; without a request id it gets a new one each time.

    Ids are never drawn from the seed of a check: the second run would be a replay of the first.
    """

    service: ServiceId
    body: bytes
    party: Party
    headers: Headers = HEADERS
    wait_s: float = WAIT_S
    age_s: float = 0.0  # how long ago it was issued; below zero: not yet
    request_id: str = ""

    def request(self, clock: Clock) -> Request:
        """As an edge would understand it."""
        identifier = self.request_id or str(uuid.uuid4())
        return Request(
            client=self.party.id,
            service=self.service,
            message_id=f"check-{identifier}",
            request_id=identifier,
            method="POST",
            path="",
            query="",
            headers=self.headers,
            body=self.body,
            user=None,
            issue=None,
            received_ms=clock.now_ms() - round(self.age_s * 1000),
            wait_s=self.wait_s,
            language="en",
        )


def seal(letter: Letter, clock: Clock) -> SealedRequest:
    """Sealed now by the party that asks."""
    # No user, case or subject: nothing is referred to, so any key does.
    references = References(key=secrets.token_bytes(32))
    return seal_request(letter.request(clock), letter.party.signer, references, None)


def unknown_service(service: ServiceId) -> ServiceId:
    """One that the subsystem of this one does not have."""
    return ServiceId(provider=service.provider, code="khongCoDichVuNay")


def dump(body: object) -> bytes:
    """A body as a client would write it."""
    return json.dumps(body, ensure_ascii=False).encode()
