import base64

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hmac import HMAC
from hypothesis import given
from hypothesis import strategies as st

from gateway import jws
from gateway.errors import SealError
from gateway.jws import PrivateKey, Signer, b64url, parse, unb64url, verify
from tests.gateway.forging import part, with_header

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
P256 = ec.generate_private_key(ec.SECP256R1())
KEYS: list[PrivateKey] = [
    P256,
    ed25519.Ed25519PrivateKey.generate(),
    rsa.generate_private_key(public_exponent=65537, key_size=2048),
]
PAYLOAD: dict[str, object] = {"id": "vé số 1", "n": 1}
HEADER = {"alg": "ES256", "kid": "k", "typ": "t"}


def refused(token: str) -> str:
    """Why a token is refused, by parsing or by the P-256 key."""
    with pytest.raises(SealError) as raised:
        verify(parse(token), P256.public_key())
    return raised.value.reason


@pytest.fixture
def token() -> str:
    return Signer(key=P256, kid="k").sign("t", PAYLOAD)


@pytest.mark.parametrize("key", KEYS, ids=["ES256", "EdDSA", "PS256"])
def test_what_a_key_signs_its_public_key_verifies(key: PrivateKey) -> None:
    parsed = parse(Signer(key=key, kid="k").sign("t", PAYLOAD))

    assert verify(parsed, key.public_key()) == PAYLOAD
    assert (parsed.kid, parsed.typ) == ("k", "t")


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_any_payload_of_json_values_comes_back(payload: dict[str, object]) -> None:
    assert verify(parse(Signer(key=P256, kid="k").sign("t", payload)), P256.public_key()) == payload


@pytest.mark.parametrize("position", [0, 1, 2], ids=["header", "payload", "signature"])
def test_a_changed_part_is_refused(token: str, position: int) -> None:
    parts = token.split(".")
    other = Signer(key=P256, kid="other").sign("u", {"id": "other"}).split(".")
    parts[position] = other[position]

    assert refused(".".join(parts)) == "bad_signature"


def test_a_flipped_bit_of_the_signature_is_refused(token: str) -> None:
    head, _, signature = token.rpartition(".")
    data = bytearray(unb64url(signature))
    data[40] ^= 1

    assert refused(f"{head}.{b64url(bytes(data))}") == "bad_signature"


def test_alg_none_is_refused() -> None:
    unsigned = f"{part({**HEADER, 'alg': 'none'})}.{part(PAYLOAD)}."

    assert refused(unsigned) == "bad_algorithm"


def test_hmac_with_the_public_key_is_refused() -> None:
    public = P256.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signing_input = f"{part({**HEADER, 'alg': 'HS256'})}.{part(PAYLOAD)}"
    mac = HMAC(public, hashes.SHA256())
    mac.update(signing_input.encode())

    assert refused(f"{signing_input}.{b64url(mac.finalize())}") == "bad_algorithm"


@pytest.mark.parametrize("alg", ["EdDSA", "PS256", "RS256", "ES384", "es256", ""])
def test_an_alg_that_does_not_fit_the_key_is_refused(token: str, alg: str) -> None:
    assert refused(with_header(token, {**HEADER, "alg": alg})) == "bad_algorithm"


@pytest.mark.parametrize(
    "extra", ["crit", "jwk", "jku", "x5c", "x5u", "x5t#S256", "b64", "cty", "zip"]
)
def test_a_header_that_could_bring_its_own_key_or_meaning_is_refused(
    token: str, extra: str
) -> None:
    assert refused(with_header(token, {**HEADER, extra: {}})) == "forbidden_header"


@pytest.mark.parametrize("missing", ["alg", "kid", "typ"])
def test_a_missing_header_is_refused(token: str, missing: str) -> None:
    header = {name: value for name, value in HEADER.items() if name != missing}

    assert refused(with_header(token, header)) == "forbidden_header"


@pytest.mark.parametrize("name", ["alg", "kid", "typ"])
def test_a_header_that_is_not_text_is_refused(token: str, name: str) -> None:
    assert refused(with_header(token, {**HEADER, name: 1})) == "malformed_jws"


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"ES256","alg":"ES256","kid":"k","typ":"t"}',
        b"[]",
        b'"text"',
        b"",
        b"{",
        b"\xff",
        b'{"alg":NaN,"kid":"k","typ":"t"}',
        b"\xef\xbb\xbf{}",
        b"[" * 5000,
    ],
    ids=["key twice", "array", "text", "empty", "cut", "not UTF-8", "NaN", "BOM", "deep"],
)
def test_a_header_that_is_not_one_json_object_is_refused(token: str, header: bytes) -> None:
    assert refused(with_header(token, header)) == "malformed_jws"


def test_a_payload_with_a_key_twice_is_refused() -> None:
    twice = b'{"id":1,"id":2}'

    assert refused(f"{part(HEADER)}.{part(twice)}.{b64url(bytes(64))}") == "malformed_jws"


@pytest.mark.parametrize(
    "spelling",
    ["YQ==", "YR", "YQ\n", " YQ", "Y Q", "Y", "Y+/=", "YQ.", "ýq", "YQ\0"],
)
def test_base64url_has_one_spelling(spelling: str) -> None:
    with pytest.raises(SealError):
        unb64url(spelling)


@given(st.binary())
def test_base64url_is_that_of_the_standard_library(data: bytes) -> None:
    assert b64url(data) == base64.urlsafe_b64encode(data).decode().rstrip("=")
    assert unb64url(b64url(data)) == data


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "a.b.c.d", "...."])
def test_anything_but_three_parts_is_refused(text: str) -> None:
    assert refused(text) == "malformed_jws"


def test_a_token_that_is_too_long_is_refused_unread() -> None:
    assert refused("a" * (jws.MAX_JWS_CHARS + 1)) == "malformed_jws"


@pytest.mark.parametrize("length", [0, 63, 65, 96])
def test_a_signature_of_another_length_is_refused(token: str, length: int) -> None:
    head = token.rpartition(".")[0]

    assert refused(f"{head}.{b64url(bytes(length))}") == "bad_signature"


def test_a_signature_of_zeros_is_refused(token: str) -> None:
    head = token.rpartition(".")[0]

    assert refused(f"{head}.{b64url(bytes(64))}") == "bad_signature"


def test_es256_on_a_curve_of_the_same_size_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256K1())
    token = Signer(key=key, kid="k").sign("t", PAYLOAD)

    with pytest.raises(SealError) as raised:
        verify(parse(token), key.public_key())

    assert raised.value.reason == "bad_algorithm"


def test_es256_with_a_longer_key_is_refused(token: str) -> None:
    with pytest.raises(SealError) as raised:
        verify(parse(token), ec.generate_private_key(ec.SECP384R1()).public_key())

    assert raised.value.reason == "bad_algorithm"


def test_the_second_form_of_an_ecdsa_signature_names_the_same_message(token: str) -> None:
    first = parse(token)
    r, s = first.signature[:32], int.from_bytes(first.signature[32:], "big")
    mirrored = (ORDER - s).to_bytes(32, "big")
    second = parse(f"{token.rpartition('.')[0]}.{b64url(r + mirrored)}")

    assert verify(second, P256.public_key()) == PAYLOAD
    assert second.digest == first.digest
    assert second.signature != first.signature


@given(st.text())
def test_garbage_is_refused_as_a_seal(text: str) -> None:
    with pytest.raises(SealError):
        verify(parse(text), P256.public_key())


@given(st.tuples(st.binary(), st.binary(), st.binary()))
def test_garbage_in_the_right_wrapping_is_refused_as_a_seal(
    parts: tuple[bytes, bytes, bytes],
) -> None:
    with pytest.raises(SealError):
        verify(parse(".".join(map(b64url, parts))), P256.public_key())


@given(st.sampled_from(KEYS), st.sampled_from(["ES256", "EdDSA", "PS256", "RS256"]), st.binary())
def test_a_garbage_signature_is_refused_as_a_seal(
    key: PrivateKey, alg: str, signature: bytes
) -> None:
    text = f"{part({**HEADER, 'alg': alg})}.{part(PAYLOAD)}.{b64url(signature)}"

    with pytest.raises(SealError):
        verify(parse(text), key.public_key())
