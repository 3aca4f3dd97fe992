"""The bytes of the worked example in docs/protocol.md are those that our code reads and makes."""

import base64
import hashlib
import json

import msgpack
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey

from gateway import jws
from gateway.bus.wire import pack_batch
from gateway.certificates import Certificate, common_name, signing_key, thumbprint
from gateway.ledger.checkpoint import open_checkpoint, parse_checkpoint
from gateway.ledger.encoding import entry_bytes, leaf_hash
from gateway.ledger.merkle import Tree
from gateway.message import Sealed, ServiceId, SubsystemId
from gateway.network import load_network
from gateway.references import References
from gateway.schema import Catalogue
from gateway.signature import SealedRequest, message_digest, open_request, open_response
from gateway.trust import Directory
from tests.docs.blocks import ROOT, read_blocks

EXAMPLES = {block.name: block.text for block in read_blocks("docs/protocol.md") if block.name}
NETWORK = load_network(ROOT / "ndxp" / "networks" / "small.toml")


def member_of(example: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(EXAMPLES[example])
    return found


def joined(example: str) -> str:
    return EXAMPLES[example].replace("\n", "")


def sealed(side: str) -> Sealed:
    content = bytes.fromhex(joined(f"{side}-content"))
    return Sealed(jws=joined(f"{side}-jws"), content=content)


def certificate(side: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(base64.b64decode(joined(f"{side}-cert")))


def directory() -> Directory:
    listed = {}
    for side in ("client", "provider"):
        found = certificate(side)
        kid = thumbprint(found)
        listed[kid] = Certificate(
            kid=kid,
            owner=common_name(found),
            public_key=signing_key(found),
            not_before_ms=int(found.not_valid_before_utc.timestamp() * 1000),
            not_after_ms=int(found.not_valid_after_utc.timestamp() * 1000),
        )
    return Directory(
        version=1,
        issued_ms=0,
        expires_ms=1 << 53,
        network=NETWORK,
        certificates=listed,
        roots=(),
        document="",
    )


def asked() -> SealedRequest:
    """The request as its gateway remembers it."""
    request = sealed("request")
    payload = jws.parse(request.jws).payload
    return SealedRequest(
        sealed=request,
        message_id=str(payload["id"]),
        request_id=str(payload["requestId"]),
        client=SubsystemId.parse(str(payload["client"])),
        service=ServiceId.parse(str(payload["service"])),
        issued_ms=int(str(payload["issuedAt"])),
        expires_ms=int(str(payload["expiresAt"])),
        digest=message_digest(request.jws),
    )


@pytest.mark.parametrize("side", ["client", "provider"])
def test_a_printed_key_is_the_one_of_its_certificate(side: str) -> None:
    jwk = {name: str(value) for name, value in member_of(f"{side}-key").items()}
    secret = ec.derive_private_key(int.from_bytes(jws.unb64url(jwk["d"])), ec.SECP256R1())

    numbers = secret.public_key().public_numbers()

    assert secret.public_key() == signing_key(certificate(side))
    assert (jwk["x"], jwk["y"]) == tuple(
        jws.b64url(number.to_bytes(32)) for number in (numbers.x, numbers.y)
    )


def test_the_provider_opens_the_request() -> None:
    now_ms = asked().issued_ms + 1

    opened = open_request(sealed("request"), directory(), now_ms)

    assert opened.digest == joined("request-digest")
    assert (opened.content.user, opened.content.issue) == ("canbo-01", "H29.26-0001")
    body = json.loads(opened.content.body)
    Catalogue.load(ROOT / "schemas", [opened.service]).check_request(opened.service, body)


def test_the_gateway_opens_the_answer() -> None:
    opened = open_response(sealed("response"), asked(), directory())

    assert (opened.status, opened.outcome) == (200, "ok")
    assert json.loads(opened.content.body) == {"KetQua": True}


@pytest.mark.parametrize(("side", "key"), [("request", "client-key"), ("response", "provider-key")])
def test_another_jose_library_verifies_the_signature(side: str, key: str) -> None:
    secret = ECKey.import_key({name: str(value) for name, value in member_of(key).items()})

    read = joserfc_jws.deserialize_compact(sealed(side).jws, secret)

    assert json.loads(read.payload) == member_of(f"{side}-payload")


@pytest.mark.parametrize("side", ["request", "response"])
def test_the_content_is_the_digest_and_the_map_that_is_written(side: str) -> None:
    message = sealed(side)

    digest = jws.b64url(hashlib.sha256(message.content).digest())

    assert member_of(f"{side}-payload")["contentDigest"] == digest
    assert msgpack.packb(msgpack.unpackb(message.content)) == message.content


def test_the_references_are_made_with_the_printed_key() -> None:
    references = References(key=bytes.fromhex(joined("references-key")))
    payload = member_of("request-payload")

    made = {
        "userRef": references.of("user", "canbo-01"),
        "caseRef": references.of("case", "H29.26-0001"),
        "subjectRef": references.of("subject", "001099000001"),
    }

    assert made.items() <= payload.items()


def test_the_amqp_body_is_the_one_described() -> None:
    body = pack_batch([sealed("request")])

    digest = hashlib.sha256(body).hexdigest()

    assert joined("batch") == f"{body[:6].hex(' ')} … {len(body)} bytes, SHA-256 {digest}"


def test_the_leaves_root_and_checkpoint_are_those_of_the_two_entries() -> None:
    facts = EXAMPLES["entry-facts"].splitlines()
    entries = [
        entry_bytes("request", 1795330800001, sealed("request").jws, facts[0]),
        entry_bytes("response", 1795330800014, sealed("response").jws, facts[1]),
    ]
    key = Ed25519PublicKey.from_public_bytes(jws.unb64url(str(member_of("node-key")["x"])))

    leaves = [leaf_hash(data) for data in entries]
    tree, _ = Tree().extended(leaves)
    checkpoint = open_checkpoint(parse_checkpoint(EXAMPLES["checkpoint"]), key)

    assert entries[0].hex().startswith(joined("entry-start"))
    assert [leaf.hex() for leaf in leaves] == EXAMPLES["leaves"].splitlines()
    assert tree.root().hex() == joined("root")
    assert (checkpoint.size, checkpoint.root) == (2, tree.root())
