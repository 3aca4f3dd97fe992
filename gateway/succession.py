"""How one authority follows another: a statement that both of them signed.

A statement is a pair of JWS (typ ndxp-root+jws) with the same payload {previous, next, issuedAt}: the
first signed by the key of the certificate `previous`, the second by that of `next`. The network document
carries all statements since the first authority, so that whoever trusts any of them finds the newest.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from cryptography import x509

from gateway import jws
from gateway.certificates import der_text, read_der, signing_key, thumbprint
from gateway.errors import SealError, TrustError
from gateway.jws import Signer

ROOT_TYP = "ndxp-root+jws"
MAX_STATEMENTS = 100


def state_succession(
    previous: tuple[x509.Certificate, Signer],
    following: tuple[x509.Certificate, Signer],
    now_ms: int,
) -> list[str]:
    """The statement that `following` takes the place of `previous`."""
    payload = {
        "previous": der_text(previous[0]),
        "next": der_text(following[0]),
        "issuedAt": now_ms,
    }
    return [signer.sign(ROOT_TYP, payload) for _, signer in (previous, following)]


def read_succession(statements: object) -> list[x509.Certificate]:
    """The authorities that these statements link, oldest first; empty when there are none.

    Raises TrustError unless each is signed by both and begins where the one before it ended. Whom
    to trust is the reader's choice: it has to know one of them already.
    """
    if not isinstance(statements, list) or len(statements) > MAX_STATEMENTS:
        raise TrustError("the succession of authorities is no list of statements")
    authorities: list[x509.Certificate] = []
    for statement in statements:
        previous, following = _open(statement)
        if not authorities:
            authorities.append(previous)
        if previous != authorities[-1] or following in authorities:
            raise TrustError("the succession of authorities has a gap or a loop")
        authorities.append(following)
    return authorities


def _open(statement: object) -> tuple[x509.Certificate, x509.Certificate]:
    match statement:
        case [str(by_previous), str(by_next)]:
            pass
        case _:
            raise TrustError("a statement of succession is not two signatures")
    try:
        tokens = [jws.parse(by_previous), jws.parse(by_next)]
        payload: Mapping[str, Any] = tokens[0].payload
        pair = read_der(payload["previous"]), read_der(payload["next"])
        _verify(tokens, pair)
    except (KeyError, TypeError, ValueError, SealError) as error:
        raise TrustError("a statement of succession is not signed by both authorities") from error
    return pair


def _verify(tokens: Sequence[jws.Token], pair: Sequence[x509.Certificate]) -> None:
    for token, certificate in zip(tokens, pair, strict=True):
        if token.typ != ROOT_TYP or token.kid != thumbprint(certificate):
            raise SealError("wrong_signer")
        if jws.verify(token, signing_key(certificate)) != tokens[0].payload:
            raise SealError("wrong_content")
