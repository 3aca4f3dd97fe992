"""The state folder: everything that a node writes lies in it, private keys readable by their owner only.

authority.crt  authority.key   the development authority (the key only where it issues)
network.jws                    the network document
keys/VN.GOV.G01.key .crt       one signing key per member, one per node
references.key                 makes keyed references
log.db  log.db.lock            the transaction log
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from gateway.errors import StateError, TrustError
from gateway.jws import PrivateKey, Signer
from gateway.references import References
from gateway.trust import Directory, open_network, thumbprint

DEFAULT_FOLDER = ".ndxp"
ENVIRONMENT = "NDXP_STATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Reads what lies in one state folder; raises StateError that names the folder."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "log.db"

    @property
    def network_document(self) -> Path:
        return self.folder / "network.jws"

    @property
    def authority_certificate(self) -> Path:
        return self.folder / "authority.crt"

    @property
    def authority_key(self) -> Path:
        return self.folder / "authority.key"

    @property
    def references_key(self) -> Path:
        return self.folder / "references.key"

    def key_file(self, owner: str) -> Path:
        return self.folder / "keys" / f"{_file_name(owner)}.key"

    def certificate_file(self, owner: str) -> Path:
        return self.folder / "keys" / f"{_file_name(owner)}.crt"

    def authority(self) -> x509.Certificate:
        """The certificate that everything here is believed by."""
        return read_certificate_file(self.authority_certificate)

    def directory(self) -> Directory:
        """The network document, verified; raises TrustError if it is not what the authority signed."""
        return self.believe(self.document())

    def believe(self, document: str) -> Directory:
        """A network document, verified as if it lay here; raises TrustError."""
        authority = self.authority()
        try:
            return open_network(document, authority)
        except TrustError as error:
            raise TrustError(f"{self.folder}: {error}") from error

    def document(self) -> str:
        """The network document as it lies there, unverified."""
        # What is not ASCII is no JWS, and is refused as such.
        return _read(self.network_document).decode("ascii", "replace")

    def signer(self, owner: str) -> Signer:
        """The signing key of a member (`VN/GOV/G01`) or node (`node:ndxp`) whose key lies here."""
        key = read_key_file(self.key_file(owner))
        return Signer(key=key, kid=thumbprint(read_certificate_file(self.certificate_file(owner))))

    def has_signer(self, owner: str) -> bool:
        return self.key_file(owner).exists()

    def references(self) -> References:
        return References(key=_read(self.references_key))


def find_state(folder: str | None, environment: str | None) -> State:
    """The state folder: the option, else NDXP_STATE, else `.ndxp` in the working folder."""
    return State(folder=Path(folder or environment or DEFAULT_FOLDER).resolve())


def read_certificate_file(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(_read(path))
    except ValueError as error:
        raise StateError(f"{path} holds no PEM certificate") from error


def read_key_file(path: Path) -> PrivateKey:
    try:
        key = load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError) as error:
        raise StateError(f"{path} holds no private key") from error
    if not isinstance(key, PrivateKey):
        raise StateError(f"{path} holds a key that cannot sign")
    return key


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(path.suffix + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def pem_key(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _file_name(owner: str) -> str:
    return owner.replace("/", ".").replace(":", ".")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StateError(
            f"{path.name} is not in the state folder {path.parent}: {error.strerror}. "
            "Start `ndxp up` there once, or name another folder with --state or NDXP_STATE"
        ) from error
