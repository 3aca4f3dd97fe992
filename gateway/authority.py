"""The development authority: makes a state folder usable on first start, and changes it later.

It issues what a real network would get from its trust service: certificates for members and nodes, and the
signed network document, whose version rises whenever anything in it changes and which is renewed in time.
Everything here may be called while nodes run on the folder; they notice the new version themselves.
"""

import datetime
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from gateway.certificates import NODE_PREFIX, common_name, listing, thumbprint
from gateway.clock import Clock
from gateway.errors import StateError
from gateway.issuing import (
    BACKDATED_MS,
    Issuer,
    Subject,
    new_key,
    root_certificate,
    signing_certificate,
)
from gateway.jws import MAX_DOCUMENT_CHARS, PrivateKey, PublicKey, Signer, parse
from gateway.network import Auth, load_document, read_network
from gateway.network.proposal import load_proposal
from gateway.state import State, pem_key, read_certificate_file, read_key_file, write_private
from gateway.succession import state_succession
from gateway.trust import ADDED, NETWORK_TYP, Directory

DAY_MS: Final = 24 * 3_600_000
DEFAULT_VALID_MS: Final = 30 * DAY_MS
_ISSUED_AT_ONCE = 16  # a country has a hundred members, and each waits for the disk twice
_NAME = "NDXP simulator development authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an operator says of a network document beside the network file."""

    valid_ms: int | None = None  # how long it lives: 30 days unless an earlier one says otherwise
    auth: Auth | None = None  # in the place of the file's own `auth` for all


AS_WRITTEN: Final = Terms()


def prepare(
    state: State, network_file: Path, node: str, clock: Clock, terms: Terms = AS_WRITTEN
) -> Directory:
    """Bring `state` in line with the network file and what was granted; makes only what is missing.

    Raises ConfigurationError for a faulty network file, before anything is written.
    """
    document = load_document(network_file) | ({"auth": terms.auth} if terms.auth else {})
    for granted in state.granted():
        document = load_proposal(granted).granted_in(document)
    network = read_network(str(network_file), document)
    with state.issuing():
        authority = Authority.make(state, clock)
        owners = [*network.members, NODE_PREFIX + node]
        with ThreadPoolExecutor(_ISSUED_AT_ONCE) as pool:
            list(pool.map(authority.provide, owners))  # the list raises what a thread raised
        if not state.references_key.exists():
            write_private(state.references_key, secrets.token_bytes(32))
        return authority.publish(document, valid_ms=terms.valid_ms)


def renew(state: State, clock: Clock) -> None:
    """Renew the network document if two thirds of its life are over; where the authority's key lies."""
    if state.authority_key.exists():
        with state.issuing():
            Authority(state, clock).publish()


class Authority:
    """The authority of one state folder; whoever uses it holds `state.issuing()`."""

    def __init__(self, state: State, clock: Clock) -> None:
        """Raises StateError if its key does not lie in `state`."""
        if not state.authority_key.exists():
            raise StateError(f"{state.folder} holds no authority key: it cannot issue certificates")
        self._state = state
        self._clock = clock
        _finish_succession(state)
        self.certificate = state.authority()
        self._key = read_key_file(state.authority_key)

    @classmethod
    def make(cls, state: State, clock: Clock) -> "Authority":
        """The authority of `state`, made if there is none."""
        if not state.authority_certificate.exists():
            key = new_key("P-256")
            certificate = root_certificate(_NAME, key, clock.now_ms() - BACKDATED_MS)
            write_private(state.authority_key, pem_key(key))
            write_private(state.authority_certificate, certificate.public_bytes(Encoding.PEM))
        return cls(state, clock)

    @property
    def issuer(self) -> Issuer:
        return Issuer(name=self.certificate.subject, key=self._key)

    @property
    def network(self) -> dict[str, Any]:
        """What the published document says of the network; empty if there is none."""
        return {k: v for k, v in self._published().items() if k not in ADDED}

    def provide(self, owner: str) -> None:
        """Make the owner's first key and certificate unless it has a certificate."""
        if not self._state.numbers(owner):
            # Members sign with ES256; a node's Ed25519 key signs its checkpoints as well.
            kind = "Ed25519" if owner.startswith(NODE_PREFIX) else "P-256"
            self.issue(owner, new_key(kind))

    def issue(self, owner: str, key: PrivateKey | PublicKey, lead_ms: int = -BACKDATED_MS) -> str:
        """Certify a key, beside those that the owner has, from `lead_ms` from now on; its kid.

        A private key is kept here. The certificate counts once it is published.
        """
        private = key if isinstance(key, PrivateKey) else None
        public = key if private is None else private.public_key()
        assert not isinstance(public, PrivateKey)  # noqa: S101  one of the two it is
        subject = Subject(owner=owner, public_key=public, from_ms=self._clock.now_ms() + lead_ms)
        certificate = signing_certificate(subject, self.issuer)
        number = max(self._state.numbers(owner), default=0) + 1
        if private is not None:
            write_private(self._state.key_file(owner, number), pem_key(private))
        pem = certificate.public_bytes(Encoding.PEM)
        write_private(self._state.certificate_file(owner, number), pem)
        return thumbprint(certificate)

    def publish(
        self,
        network: Mapping[str, Any] | None = None,
        *,
        valid_ms: int | None = None,
        revocation: Mapping[str, Any] | None = None,
    ) -> Directory:
        """Sign the network document anew if it changed or grows old; versions only rise."""
        old = self._published()
        content = {
            **(network or self.network),
            "revoked": [*old.get("revoked", []), *([revocation] if revocation else [])],
            "succession": old.get("succession", []),
        }
        content["certificates"] = self._listings(content)
        valid_ms = valid_ms or _valid_ms(old)
        if (
            {name: old.get(name) for name in content} == content
            and old.keys() - {"version", "issuedAt", "expiresAt"} == content.keys()
            and _valid_ms(old) == valid_ms
            and not (directory := self._state.directory()).is_old(self._clock.now_ms())
        ):
            return directory
        signer = Signer(key=self._key, kid=thumbprint(self.certificate))
        return self._sign(signer, content, old.get("version", 0) + 1, valid_ms)

    def succeed(self) -> Directory:
        """Make a new authority, let both sign the succession, and publish under the new one.

        Certificates of the old one stay good as long as they are listed.
        """
        old, key, now_ms = self._published(), new_key("P-256"), self._clock.now_ms()
        certificate = root_certificate(_NAME, key, now_ms - BACKDATED_MS)
        signers = (
            Signer(key=self._key, kid=thumbprint(self.certificate)),
            Signer(key=key, kid=thumbprint(certificate)),
        )
        statement = state_succession(
            (self.certificate, signers[0]), (certificate, signers[1]), now_ms
        )
        write_private(self._state.next_authority_key, pem_key(key))
        write_private(
            self._state.next_authority_certificate, certificate.public_bytes(Encoding.PEM)
        )
        content = {k: v for k, v in old.items() if k not in ("version", "issuedAt", "expiresAt")}
        content["succession"] = [*old.get("succession", []), statement]
        directory = self._sign(signers[1], content, old["version"] + 1, _valid_ms(old))
        _finish_succession(self._state)
        self.certificate, self._key = certificate, key
        return directory

    def _listings(self, network: Mapping[str, Any]) -> list[dict[str, str]]:
        """Certificates of members and nodes, as long as they are good for anything."""
        members = {member["id"] for member in network["member"]}
        now = datetime.datetime.fromtimestamp(self._clock.now_ms() / 1000, tz=datetime.UTC)
        return [
            listing(certificate)
            for certificate in self._state.listed_certificates()
            if common_name(certificate) in members
            or common_name(certificate).startswith(NODE_PREFIX)
            if certificate.not_valid_after_utc > now
        ]

    def _sign(
        self, signer: Signer, content: Mapping[str, Any], version: int, valid_ms: int
    ) -> Directory:
        now_ms = self._clock.now_ms()
        times = {"version": version, "issuedAt": now_ms, "expiresAt": now_ms + valid_ms}
        signed = signer.sign(NETWORK_TYP, {**times, **content})
        directory = self._state.believe(signed)  # what nobody would believe must not replace it
        write_private(self._state.network_document, signed.encode())
        return directory

    def _published(self) -> dict[str, Any]:
        """What the document says now; empty if there is none."""
        if not self._state.network_document.exists():
            return {}
        self._state.directory()  # raises unless it is ours and whole
        return dict(parse(self._state.document(), MAX_DOCUMENT_CHARS).payload)


def _valid_ms(published: Mapping[str, Any]) -> int:
    if "expiresAt" not in published:
        return DEFAULT_VALID_MS
    valid_ms: int = published["expiresAt"] - published["issuedAt"]
    return valid_ms


def _finish_succession(state: State) -> None:
    """Complete what a crash interrupted: the successor counts once it has signed the document."""
    waiting = state.next_authority_certificate, state.next_authority_key
    if waiting[0].exists() and state.network_document.exists():
        following = read_certificate_file(waiting[0])
        if state.directory().roots[-1] == following:
            write_private(state.authority_key, waiting[1].read_bytes())
            write_private(state.authority_certificate, waiting[0].read_bytes())
    for path in waiting:
        path.unlink(missing_ok=True)
