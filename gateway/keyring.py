"""Which of its keys an owner signs with: the newest whose certificate is in force and not revoked.

A new key is listed some time before it is in force, so that every node knows its certificate by then;
the old one stays good beside it until its end.
"""

from collections import defaultdict
from collections.abc import Iterable

from gateway.certificates import Certificate
from gateway.errors import CannotSealError
from gateway.jws import Signer
from gateway.trust import Directory


class Keyring:
    """The private keys that a process keeps, under one version of the network document."""

    def __init__(self, directory: Directory, signers: Iterable[Signer]) -> None:
        """Of `signers`, those whose certificate is revoked or not listed are left out."""
        self._held: defaultdict[str, list[tuple[Certificate, Signer]]] = defaultdict(list)
        for signer in signers:
            certificate = directory.certificates.get(signer.kid)
            if certificate is not None and not certificate.revoked:
                self._held[certificate.owner].append((certificate, signer))
        for held in self._held.values():
            held.sort(key=lambda pair: pair[0].not_before_ms, reverse=True)

    def signer(self, owner: str, now_ms: int) -> Signer:
        """The key to sign with now; raises CannotSealError if there is none."""
        for certificate, signer in self._held.get(owner, ()):
            if certificate.not_before_ms <= now_ms <= certificate.not_after_ms:
                return signer
        raise CannotSealError
