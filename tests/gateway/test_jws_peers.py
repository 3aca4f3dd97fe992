"""Our JWS against joserfc's, both ways."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from gateway.jws import PrivateKey, Signer, parse, verify

P256 = ec.generate_private_key(ec.SECP256R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PAYLOAD: dict[str, object] = {"id": "vé số 1", "n": 1}

# RFC 8037 retires EdDSA's name only in the newest registries; joserfc asks to be told that we mean it.
ALGORITHMS = ["ES256", "EdDSA", "PS256", "RS256"]


def theirs(key: PrivateKey) -> ECKey | OKPKey | RSAKey:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    match key:
        case ec.EllipticCurvePrivateKey():
            return ECKey.import_key(pem)
        case ed25519.Ed25519PrivateKey():
            return OKPKey.import_key(pem)
        case _:
            return RSAKey.import_key(pem)


@pytest.mark.parametrize("key", [P256, ED25519, RSA], ids=["ES256", "EdDSA", "PS256"])
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_joserfc_verifies_what_we_sign(key: PrivateKey) -> None:
    token = Signer(key=key, kid="k").sign("t", PAYLOAD)

    read = joserfc_jws.deserialize_compact(token, theirs(key), algorithms=ALGORITHMS)

    assert json.loads(read.payload) == PAYLOAD


@pytest.mark.parametrize(
    ("alg", "key"), [("ES256", P256), ("EdDSA", ED25519), ("PS256", RSA), ("RS256", RSA)]
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_we_verify_what_joserfc_signs(alg: str, key: PrivateKey) -> None:
    header = {"alg": alg, "kid": "k", "typ": "t"}
    token = joserfc_jws.serialize_compact(
        header, json.dumps(PAYLOAD).encode(), theirs(key), algorithms=ALGORITHMS
    )

    assert verify(parse(token), key.public_key()) == PAYLOAD
