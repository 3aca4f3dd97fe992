"""What bus tests send and who answers: messages that only their request id tells apart."""

import asyncio
import uuid

from cryptography.hazmat.primitives.asymmetric import ed25519

from gateway.bus import Reply
from gateway.jws import Signer
from gateway.message import Sealed, SubsystemId
from gateway.signature import peek_request_id

PROVIDER = SubsystemId.parse("VN/GOV/G01/dancu")
OTHER = SubsystemId.parse("VN/GOV/G05/dkdn")
TTL_S = 30.0
_SIGNER = Signer(key=ed25519.Ed25519PrivateKey.generate(), kid="k")


def message(request_id: str = "", content: bytes = b"content") -> Sealed:
    """A message that names its request id; the bus reads nothing else of it."""
    payload = {"requestId": request_id or str(uuid.uuid4())}
    return Sealed(jws=_SIGNER.sign("t", payload), content=content)


class Echo:
    """Answers with the content it was asked with; counts; some contents make it misbehave."""

    def __init__(self) -> None:
        self.seen: list[Sealed] = []
        self.arrived = asyncio.Event()
        self.opened = asyncio.Event()  # for those whose content is b"wait"

    async def __call__(self, sealed: Sealed) -> Reply:
        self.seen.append(sealed)
        self.arrived.set()
        match sealed.content:
            case b"raise":
                raise ValueError("nobody may read this")
            case b"refuse":
                return Reply(answer=None, dead="bad_signature")
            case b"wait":
                await self.opened.wait()
        return Reply(answer=message(peek_request_id(sealed.jws), sealed.content))
