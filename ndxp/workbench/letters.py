"""The messages of a check: honest ones, sealed as a gateway seals, and forged ones."""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import ec

from gateway.jws import Signer, b64url
from gateway.message import Request, Sealed, ServiceId
from gateway.references import References
from gateway.signature import SealedRequest, seal_request
from ndxp.workbench.bench import Bench, Party

WAIT_S = 30.0
HEADERS = (("Content-Type", "application/json"), ("Accept-Language", "en"))


def seal(
    bench: Bench,
    service: ServiceId,
    body: object,
    *,
    party: Party | None = None,
    request_id: str = "",
) -> SealedRequest:
    """A request of the bench's client, or of another party, issued now."""
    asking = party or bench.client
    return _sealed(_request(bench, asking, service, body, request_id), asking)


def seal_expired(bench: Bench, body: object) -> SealedRequest:
    """A request of the client that was good half a minute ago."""
    request = _request(bench, bench.client, bench.service, body, "")
    old = replace(request, received_ms=request.received_ms - round(2 * WAIT_S * 1000))
    return _sealed(old, bench.client)


def forgeries(bench: Bench, body: object) -> Mapping[str, Sealed]:
    """Messages in the name of the client that the client's key did not sign, by what is wrong."""
    honest, second = (seal(bench, bench.service, body) for _ in range(2))
    claiming = Signer(key=ec.generate_private_key(ec.SECP256R1()), kid=bench.client.signer.kid)
    strange = Party(id=bench.client.id, signer=claiming)
    return {
        "a strange key under the client's kid": seal(
            bench, bench.service, body, party=strange
        ).sealed,
        "alg none": _unsigned(seal(bench, bench.service, body).sealed, claiming.kid),
        "another message's content": Sealed(jws=honest.sealed.jws, content=second.sealed.content),
    }


def _unsigned(sealed: Sealed, kid: str) -> Sealed:
    header = {"alg": "none", "kid": kid, "typ": "ndxp-request+jws"}
    _, payload, _ = sealed.jws.split(".")
    return Sealed(
        jws=f"{b64url(json.dumps(header, separators=(',', ':')).encode())}.{payload}.",
        content=sealed.content,
    )


def _request(
    bench: Bench, party: Party, service: ServiceId, body: object, request_id: str
) -> Request:
    identifier = request_id or str(uuid.uuid4())
    return Request(
        client=party.id,
        service=service,
        message_id=f"check-{identifier}",
        request_id=identifier,
        method="POST",
        path="",
        query="",
        headers=HEADERS,
        body=json.dumps(body, ensure_ascii=False).encode(),
        user=None,
        issue=None,
        received_ms=bench.clock.now_ms(),
        wait_s=WAIT_S,
        language="en",
    )


def _sealed(request: Request, party: Party) -> SealedRequest:
    # No user, case or subject: nothing is referred to, so any key does.
    return seal_request(request, party.signer, References(key=secrets.token_bytes(32)), None)
