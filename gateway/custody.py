"""Who keeps which key: issue, take over a request (CSR), rotate, retire, revoke, list.

Everything changes the state folder of the development authority and publishes a new version of the network
document; nodes that run notice it themselves. Calls hold `state.issuing()`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.authority import DAY_MS, Authority
from gateway.certificates import NODE_PREFIX, Certificate, common_name, thumbprint, usable_key
from gateway.clock import Clock
from gateway.errors import StateError
from gateway.issuing import BACKDATED_MS, Subject, new_key, read_request, tls_certificate
from gateway.jws import PublicKey
from gateway.message import SubsystemId
from gateway.state import State, pem_key, read_certificate_file, write_private
from gateway.trust import Directory

LEAD_MS: Final = 30_000
"""So long before it signs a new key is listed: every node has to have taken the document by then."""

Standing = Literal["active", "expires soon", "upcoming", "superseded", "revoked", "expired"]
_SOON_MS: Final = 30 * DAY_MS
_KID: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate of the network document and what became of it."""

    owner: str
    kid: str
    key: str  # its kind
    from_ms: int
    until_ms: int
    here: bool  # whether its private key lies in the state folder
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """A certificate that counts no more, for signing or for TLS."""

    kid: str
    owner: str


class Custody:
    """The keys of one state folder, in the hands of its authority."""

    def __init__(self, state: State, clock: Clock) -> None:
        """Raises StateError where the authority's key is not."""
        self._state = state
        self._clock = clock
        self._authority = Authority(state, clock)

    def issue(self, owner: str, kind: str) -> str | None:
        """A first key and certificate of this kind; None if the owner has one already."""
        self._check_owner(owner)
        if self._state.numbers(owner):
            return None
        return self._publish(self._authority.issue(owner, new_key(kind)))

    def take_request(self, owner: str, request: bytes) -> str | None:
        """Certify the owner's own key (CSR in PEM); the keys of the owner that lie here are deleted.

        None if that key has a certificate already. Raises TrustError for a request that is not good.
        """
        self._check_owner(owner)
        key = read_request(request, owner)
        if owner.startswith(NODE_PREFIX) and not isinstance(key, ed25519.Ed25519PublicKey):
            raise StateError(
                "a node signs its checkpoints with Ed25519: make its request with that"
            )
        if any(usable_key(c.public_key()) == key for c in self._certificates(owner)):
            return None
        kept_here = [n for n in self._state.numbers(owner) if self._state.has_signer(owner, n)]
        kid = self._authority.issue(owner, key)
        self._delete(owner, kept_here)
        return self._publish(kid)

    def rotate(self, owner: str, kind: str, lead_ms: int = LEAD_MS) -> str:
        """A new key beside the old one, which it follows `lead_ms` from now; 0: at once."""
        self._check_rotatable(owner)
        return self._publish(self._authority.issue(owner, new_key(kind), lead_ms or -BACKDATED_MS))

    def retire(self, owner: str) -> list[str]:
        """Take out every certificate that another one of the owner's superseded; their kids."""
        self._check_rotatable(owner)
        old = [held.kid for held in self.list() if held.owner == owner and _is_over(held)]
        kept = (n for n in self._state.numbers(owner) if self._state.has_signer(owner, n))
        self._delete(owner, [n for n in kept if self._state.signer(owner, n).kid in old])
        self._authority.publish()
        return old

    def revoke(self, kid: str, since_ms: int, reason: str) -> Revoked | None:
        """Whatever this key signs, and whoever shows this certificate, counts no more; None if so already."""
        found = self._find(kid)
        if found.owner.startswith(NODE_PREFIX) and self._state.has_signer(found.owner):
            raise StateError("the log of this node stands on this key: begin a new state folder")
        if found.kid in self._state.directory().revoked:
            return None
        if since_ms > self._clock.now_ms():
            raise StateError("a key cannot be revoked from a time that has not come yet")
        revocation = {"kid": found.kid, "since": since_ms, "reason": reason}
        self._authority.publish(revocation=revocation)
        return found

    def issue_tls(self, owner: str, names: Sequence[str], request: bytes | None = None) -> str:
        """A certificate for TLS in `tls/`, of a host (which it names), a subsystem or a node; its kid."""
        key = None if request is not None else new_key("P-256")
        public: PublicKey = key.public_key() if key else read_request(request or b"", owner)
        all_names = list(names if _is_caller(owner) else dict.fromkeys([owner, *names]))
        from_ms = self._clock.now_ms() - BACKDATED_MS
        subject = Subject(owner=owner, public_key=public, from_ms=from_ms)
        certificate = tls_certificate(subject, self._authority.issuer, all_names)
        if key:
            write_private(self._state.tls_file(owner).with_suffix(".key"), pem_key(key))
        write_private(self._state.tls_file(owner), certificate.public_bytes(Encoding.PEM))
        return thumbprint(certificate)

    def succeed(self) -> Directory:
        """A new authority, whose succession the old one signs too."""
        return self._authority.succeed()

    def list(self) -> list[Held]:
        """Every certificate of the document, by owner, the newest first."""
        return list_certificates(self._state, self._state.directory(), self._clock.now_ms())

    def _publish(self, kid: str) -> str:
        self._authority.publish()
        return kid

    def _find(self, kid: str) -> Revoked:
        """By the beginning of its kid, as far as it is unambiguous; a whole one may be of any certificate."""
        known = {each.kid: each.owner for each in self._state.directory().certificates.values()}
        known |= {thumbprint(each): common_name(each) for each in self._state.tls_certificates()}
        found = [each for each in known if each.startswith(kid)]
        if not found and _KID.fullmatch(kid):
            return Revoked(kid=kid, owner="unknown here")
        if len(found) != 1 or not kid:
            what = (
                "several certificates begin" if found else "no certificate of the document begins"
            )
            raise StateError(f"{what} with {kid!r}; `ndxp trust list` shows them")
        return Revoked(kid=found[0], owner=known[found[0]])

    def _check_owner(self, owner: str) -> None:
        members = self._state.directory().network.members
        if not owner.startswith(NODE_PREFIX) and owner not in members:
            raise StateError(f"{owner} is no member of the network document")

    def _check_rotatable(self, owner: str) -> None:
        self._check_owner(owner)
        if owner.startswith(NODE_PREFIX):
            raise StateError("the log of a node stands on its key, which cannot be rotated")
        if not self._state.signers(owner):
            raise StateError(f"{owner} keeps its own key: `ndxp trust issue {owner} --csr FILE`")

    def _certificates(self, owner: str) -> Iterator[x509.Certificate]:
        for number in self._state.numbers(owner):
            yield read_certificate_file(self._state.certificate_file(owner, number))

    def _delete(self, owner: str, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._state.certificate_file(owner, number).unlink()
            self._state.key_file(owner, number).unlink(missing_ok=True)


def list_certificates(state: State, directory: Directory, now_ms: int) -> list[Held]:
    """Every certificate of the document, by owner, the newest first; needs no private key."""
    by_owner: dict[str, list[Certificate]] = {}
    for certificate in directory.certificates.values():
        by_owner.setdefault(certificate.owner, []).append(certificate)
    found: list[Held] = []
    for owner, certificates in sorted(by_owner.items()):
        here = {signer.kid for signer in state.signers(owner)}
        certificates.sort(key=lambda each: each.not_before_ms, reverse=True)
        signing = next((each for each in certificates if _signs(each, now_ms)), None)
        found += [
            Held(
                owner=owner,
                kid=each.kid,
                key=_kind(each.public_key),
                from_ms=each.not_before_ms,
                until_ms=each.not_after_ms,
                here=each.kid in here,
                standing=_standing(each, signing, now_ms),
            )
            for each in certificates
        ]
    return found


def _signs(certificate: Certificate, now_ms: int) -> bool:
    in_force = certificate.not_before_ms <= now_ms <= certificate.not_after_ms
    return in_force and not certificate.revoked


def _standing(certificate: Certificate, signing: Certificate | None, now_ms: int) -> Standing:
    if certificate.revoked:
        return "revoked"
    if certificate.not_after_ms < now_ms:
        return "expired"
    if certificate.not_before_ms > now_ms:
        return "upcoming"
    if certificate is not signing:
        return "superseded"
    return "expires soon" if certificate.not_after_ms - now_ms < _SOON_MS else "active"


def _is_over(held: Held) -> bool:
    return held.here and held.standing in ("superseded", "expired")


def _kind(key: PublicKey) -> str:
    match key:
        case ec.EllipticCurvePublicKey():
            return "P-256"
        case ed25519.Ed25519PublicKey():
            return "Ed25519"
        case _:
            return f"RSA-{key.key_size}"


def _is_caller(text: str) -> bool:
    """A subsystem or a node, whose identifier is no host name."""
    if text.startswith(NODE_PREFIX):
        return True
    try:
        SubsystemId.parse(text)
    except ValueError:
        return False
    return True
