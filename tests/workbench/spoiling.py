"""How a good adapter is spoilt: what comes in, what goes out, or what it believes."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import msgpack

from gateway.bus import Handler, Reply
from gateway.content import unpack_request
from gateway.jws import b64url, unb64url
from gateway.message import Sealed, ServiceId
from gateway.schema import Catalogue
from tests.gateway.forging import payload_of, resign, with_content
from tests.workbench.place import MEMBER, SERVICE, Place


def answering(
    handle: Handler, change: Callable[[Sealed, Sealed], Awaitable[Sealed | None]]
) -> Handler:
    """Spoil answers: `change` gets the request and the answer."""

    async def spoiled(sealed: Sealed) -> Reply:
        reply = await handle(sealed)
        if reply.answer is None:
            return reply
        return replace(reply, answer=await change(sealed, reply.answer))

    return spoiled


def resealing(place: Place, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> Handler:
    """Spoil the content of answers, under a good seal: `change` gets its keys and returns what is other."""

    async def changed(_: Sealed, answer: Sealed) -> Sealed:
        content = msgpack.unpackb(answer.content)
        spoilt = msgpack.packb({**content, **change(content)})
        return with_content(answer, place.state.signer(MEMBER), spoilt)

    return answering(place.side().handle, changed)


def hearing(
    place: Place, reason: str, change: Callable[[Sealed], Sealed], handle: Handler | None = None
) -> Handler:
    """Let what is dead for `reason` live: as if its client had sealed it as `change` says."""
    good = handle or place.side().handle

    async def spoiled(sealed: Sealed) -> Reply:
        reply = await good(sealed)
        if reply.dead != reason:
            return reply
        return answer_to(place, sealed, await good(change(sealed)))

    return spoiled


def answer_to(place: Place, asked: Sealed, reply: Reply) -> Reply:
    """An answer as if it were to this request."""
    if reply.answer is None:
        return reply
    signing_input = asked.jws.rpartition(".")[0].encode()
    told: dict[str, object] = {"requestDigest": b64url(hashlib.sha256(signing_input).digest())}
    told |= {name: claims(asked).get(name) for name in ("client", "service")}
    return Reply(answer=resign(reply.answer, place.state.signer(MEMBER), told))


def claims(sealed: Sealed) -> dict[str, Any]:
    """What a payload says, whatever the header is."""
    payload: dict[str, Any] = json.loads(unb64url(sealed.jws.split(".")[1]))
    return payload


def laxly(place: Place, kind: type[Catalogue]) -> Handler:
    """With another way to check bodies."""
    catalogue = kind.load(place.state.folder / "schemas", [ServiceId.parse(SERVICE)])
    return place.serve(replace(place.provider(), catalogue=catalogue)).handle


def is_refusal(answer: Sealed) -> bool:
    return payload_of(answer.jws)["status"] != 200


def body_of(sealed: Sealed) -> bytes:
    return unpack_request(sealed.content).body


def loosened(schema: Any, *keywords: str) -> Any:
    """A schema without these keywords."""
    match schema:
        case dict():
            kept = {k: v for k, v in schema.items() if k not in keywords}
            return {k: loosened(v, *keywords) for k, v in kept.items()}
        case list():
            return [loosened(each, *keywords) for each in schema]
    return schema
