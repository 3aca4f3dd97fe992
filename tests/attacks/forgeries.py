"""Messages that an attacker can write, each with the reason why it must be dead."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.jws import Signer, b64url
from gateway.message import Sealed
from gateway.signature import REQUEST_TYP
from tests.gateway.forging import part, payload_of, resign, with_content, with_header
from tests.gateway.members import CLIENT, DAY_MS, Members

Forging = Callable[[Members], Sealed]


def header(members: Members, alg: str = "ES256") -> dict[str, object]:
    return {"alg": alg, "kid": members.signers[CLIENT.member].kid, "typ": REQUEST_TYP}


def good(members: Members) -> Sealed:
    return members.seal().sealed


def unsigned(members: Members) -> Sealed:
    sealed = good(members)
    return replace(sealed, jws=sealed.jws.rpartition(".")[0] + ".")


def no_jws(members: Members) -> Sealed:
    return replace(good(members), jws="")


def alg_none(members: Members) -> Sealed:
    sealed = good(members)
    payload = part(payload_of(sealed.jws))
    return replace(sealed, jws=f"{part(header(members, 'none'))}.{payload}.")


def hmac_with_the_public_key(members: Members) -> Sealed:
    sealed = good(members)
    key = members.signers[CLIENT.member].key.public_key()
    mac = HMAC(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), hashes.SHA256())
    head = f"{part(header(members, 'HS256'))}.{part(payload_of(sealed.jws))}"
    mac.update(head.encode())
    return replace(sealed, jws=f"{head}.{b64url(mac.finalize())}")


def own_key_in_the_header(members: Members) -> Sealed:
    key = ec.generate_private_key(ec.SECP256R1())
    sealed = resign(good(members), Signer(key=key, kid="k"), {})
    numbers = key.public_key().public_numbers()
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": b64url(numbers.x.to_bytes(32, "big")),
        "y": b64url(numbers.y.to_bytes(32, "big")),
    }
    return replace(sealed, jws=with_header(sealed.jws, {**header(members), "jwk": jwk}))


def signed_by_another_member(members: Members) -> Sealed:
    return resign(good(members), members.signers["VN/GOV/G14"], {})


def signed_by_the_provider_itself(members: Members) -> Sealed:
    return resign(good(members), members.signers["VN/GOV/G01"], {})


def signed_by_a_stranger(members: Members) -> Sealed:
    key = ec.generate_private_key(ec.SECP256R1())
    return resign(good(members), Signer(key=key, kid=members.signers[CLIENT.member].kid), {})


def under_an_unknown_kid(members: Members) -> Sealed:
    return resign(good(members), replace(members.signers[CLIENT.member], kid="nobody"), {})


def over_other_content(members: Members) -> Sealed:
    return replace(good(members), content=good(members).content)


def over_no_content(members: Members) -> Sealed:
    return with_content(good(members), members.signers[CLIENT.member], b"")


def expired(members: Members) -> Sealed:
    return members.seal(members.request(received_ms=members.clock.ms - 60_000)).sealed


def from_the_future(members: Members) -> Sealed:
    return members.seal(members.request(received_ms=members.clock.ms + DAY_MS)).sealed


def valid_for_a_day(members: Members) -> Sealed:
    return members.seal(members.request(wait_s=86_400.0)).sealed


def an_answer(members: Members) -> Sealed:
    return members.answer(members.open(members.seal()))


FORGERIES: Final[dict[Forging, str]] = {
    unsigned: "bad_signature",
    no_jws: "malformed_jws",
    alg_none: "bad_algorithm",
    hmac_with_the_public_key: "bad_algorithm",
    own_key_in_the_header: "forbidden_header",
    signed_by_another_member: "wrong_signer",
    signed_by_the_provider_itself: "wrong_signer",
    signed_by_a_stranger: "bad_signature",
    under_an_unknown_kid: "unknown_kid",
    over_other_content: "wrong_content",
    over_no_content: "malformed_content",
    expired: "message_expired",
    from_the_future: "bad_time",
    valid_for_a_day: "bad_time",
    an_answer: "wrong_typ",
}
