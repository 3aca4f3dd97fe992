"""TLS of the listener: 1.2 at least, and certificates of those who call.

The handshake lets in who shows no certificate, and who shows one that our authority issued or that the
network document pins. Everything else ends there: Python's TLS asks nobody whether to believe a stranger.
What a certificate is good for is decided for each call (gateway/edge/authentication.py), so that a
connection that outlives a version of the network document gains nothing by it.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from gateway.certificates import NODE_PREFIX, common_name, thumbprint
from gateway.errors import ConfigurationError, TrustError
from gateway.network import Subsystem
from gateway.trust import Directory

_REMEMBERED: Final = 1024  # certificates of one version of the network document


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The listener's own certificate, with what leads to its issuer, and its key, both in PEM."""

    certificate: Path
    key: Path


def listener_context(identity: Identity) -> ssl.SSLContext:
    """TLS as the listener speaks it; raises ConfigurationError for files that are no pair."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.verify_mode = ssl.CERT_OPTIONAL
    # A pinned certificate is believed by itself, whoever issued it.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    for path in (identity.certificate, identity.key):
        try:
            path.read_bytes()
        except OSError as error:
            raise ConfigurationError("--tls-cert", [f"{path}: {error.strerror}"]) from error
    try:
        # A password would be asked for at the terminal; a key with one is no key for a service.
        context.load_cert_chain(identity.certificate, identity.key, password=lambda: "")
    except (ssl.SSLError, ValueError) as error:
        both = f"{identity.certificate} and {identity.key}"
        raise ConfigurationError("--tls-cert", [f"{both} are no certificate and key"]) from error
    return context


def believe(context: ssl.SSLContext, directory: Directory) -> None:
    """Let certificates of this version through the handshake; those of older ones stay let through.

    Raises TrustError if TLS cannot use one of them.
    """
    pinned = (each for s in directory.network.subsystems.values() for each in s.certificates)
    try:
        for der in (*(root.public_bytes(Encoding.DER) for root in directory.roots), *pinned):
            context.load_verify_locations(cadata=der)
    except ssl.SSLError as error:
        raise TrustError("TLS cannot use a certificate of the network document") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A certificate that a caller showed; `owner` is empty unless our authority issued it for clients."""

    kid: str
    owner: str
    not_before_ms: int
    not_after_ms: int

    def is_in_force(self, now_ms: int) -> bool:
        return self.not_before_ms <= now_ms <= self.not_after_ms


class Speakers:
    """For whom a certificate may speak, under one version of the network document."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: dict[bytes, Shown | None] = {}
        listed = (each for each in directory.certificates.values() if not each.revoked)
        self._nodes = {each.owner for each in listed if each.owner.startswith(NODE_PREFIX)}

    def speaks_for(self, der: bytes, client: Subsystem, now_ms: int) -> bool:
        """Whether the holder of this certificate is the client: pinned, else issued in its name."""
        shown = self._good(der, now_ms)
        if shown is None:
            return False
        if client.certificates:
            return der in client.certificates
        return shown.owner == str(client.id)

    def node(self, der: bytes, now_ms: int) -> str | None:
        """The node of the network document (`node:lgsp`) in whose name this was issued, if it was."""
        shown = self._good(der, now_ms)
        return shown.owner if shown is not None and shown.owner in self._nodes else None

    def _good(self, der: bytes, now_ms: int) -> Shown | None:
        shown = self._shown(der)
        if shown is None or not shown.is_in_force(now_ms) or shown.kid in self._directory.revoked:
            return None
        return shown

    def _shown(self, der: bytes) -> Shown | None:
        """Read once: a connection shows the same with every call."""
        if der not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[der] = self._read(der)
        return self._known[der]

    def _read(self, der: bytes) -> Shown | None:
        try:
            certificate = x509.load_der_x509_certificate(der)
            ours = _is_for_clients(certificate) and self._is_issued(certificate)
            return Shown(
                kid=thumbprint(certificate),
                owner=common_name(certificate) if ours else "",
                not_before_ms=int(certificate.not_valid_before_utc.timestamp() * 1000),
                not_after_ms=int(certificate.not_valid_after_utc.timestamp() * 1000),
            )
        except ValueError:
            return None

    def _is_issued(self, certificate: x509.Certificate) -> bool:
        for root in self._directory.roots:
            try:
                certificate.verify_directly_issued_by(root)
            except (TypeError, ValueError, InvalidSignature):
                continue
            return True
        return False


def _is_for_clients(certificate: x509.Certificate) -> bool:
    """Those for signing messages say nothing of TLS: they open no connection."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.CLIENT_AUTH in usage
