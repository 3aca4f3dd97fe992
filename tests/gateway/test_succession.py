import base64
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.certificates import thumbprint
from gateway.errors import TrustError
from gateway.issuing import new_key, root_certificate
from gateway.jws import Signer
from gateway.succession import MAX_STATEMENTS, ROOT_TYP, read_succession, state_succession
from tests.gateway.members import START_MS

Root = tuple[x509.Certificate, Signer]


def root(name: str) -> Root:
    key = new_key("P-256")
    certificate = root_certificate(name, key, START_MS)
    return certificate, Signer(key=key, kid=thumbprint(certificate))


A, B, C = root("a"), root("b"), root("c")


def following(previous: Root, new: Root) -> list[str]:
    return state_succession(previous, new, START_MS)


def payload(**changed: object) -> dict[str, Any]:
    def text(which: Root) -> str:
        return base64.b64encode(which[0].public_bytes(Encoding.DER)).decode()

    return {"previous": text(A), "next": text(B), "issuedAt": START_MS, **changed}


def test_without_statements_there_is_nobody() -> None:
    assert read_succession([]) == []


def test_statements_link_authorities_in_their_order() -> None:
    statements = [following(A, B), following(B, C)]

    assert read_succession(statements) == [A[0], B[0], C[0]]


@pytest.mark.parametrize(
    "statements",
    [
        [following(A, B), following(A, C)],
        [following(B, C), following(A, B)],
        [following(A, B), following(B, A)],
        [following(A, A)],
        [following(A, B)] * (MAX_STATEMENTS + 1),
    ],
    ids=["gap", "order", "loop", "itself", "many"],
)
def test_a_gap_a_loop_and_too_many_are_refused(statements: object) -> None:
    with pytest.raises(TrustError):
        read_succession(statements)


@pytest.mark.parametrize(
    "statements",
    [None, {}, "x", [None], [[]], [["a.b.c"]], [["a.b.c", "a.b.c"]], [following(A, B)[:1]]],
    ids=["null", "object", "text", "null-in", "empty", "one", "not-signed", "one-signed"],
)
def test_what_has_another_form_is_refused(statements: object) -> None:
    with pytest.raises(TrustError):
        read_succession(statements)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (A[1].sign(ROOT_TYP, payload()), A[1].sign(ROOT_TYP, payload())),
        (B[1].sign(ROOT_TYP, payload()), B[1].sign(ROOT_TYP, payload())),
        (C[1].sign(ROOT_TYP, payload()), B[1].sign(ROOT_TYP, payload())),
        (A[1].sign(ROOT_TYP, payload()), B[1].sign(ROOT_TYP, payload(issuedAt=1))),
        (A[1].sign("ndxp-network+jws", payload()), B[1].sign("ndxp-network+jws", payload())),
        (A[1].sign(ROOT_TYP, payload(next="!")), B[1].sign(ROOT_TYP, payload(next="!"))),
        (A[1].sign(ROOT_TYP, payload(next=1)), B[1].sign(ROOT_TYP, payload(next=1))),
        (
            A[1].sign(ROOT_TYP, payload()),
            Signer(key=C[1].key, kid=B[1].kid).sign(ROOT_TYP, payload()),
        ),
    ],
    ids=["old alone", "new alone", "stranger", "differ", "typ", "no DER", "no text", "forged"],
)
def test_a_statement_that_both_did_not_sign_is_refused(first: str, second: str) -> None:
    with pytest.raises(TrustError):
        read_succession([[first, second]])
