"""The state folder: everything that a node writes lies in it, private keys readable by their owner only.

authority.crt  authority.key   the development authority (the key only where it issues)
authority.next.crt .key        its successor, while it is taking over
authority.lock                 held by who issues
network.jws                    the network document
network.newest                 the highest version of it that was ever used here
granted/VN.GOV.G04.xe/         a proposal of an adapter that was granted, with its schemas (gateway/granting.py)
keys/VN.GOV.G01.key .crt       the signing key of a member or node; its later ones are VN.GOV.G01~2.key …
tls/localhost.key .crt         a key for TLS
tokens.json                    what is kept of bearer tokens (gateway/tokens.py)
applications.json              accounts of callers in other dialects than r1 (gateway/applications.py)
references.key                 makes keyed references
log.db  log.db.lock            the transaction log
country.db                     changes of the mock registries' country (`ndxp change`)
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from gateway.certificates import thumbprint
from gateway.errors import StateError, TrustError
from gateway.jws import PrivateKey, Signer
from gateway.message import SubsystemId
from gateway.references import References
from gateway.trust import Directory, open_network

DEFAULT_FOLDER = ".ndxp"
ENVIRONMENT = "NDXP_STATE"
PROPOSAL = "proposal.toml"
SCHEMAS = "schemas"
"""What belongs to an adapter lies beside it: the proposal, and the schemas of its services."""


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
    def next_authority_certificate(self) -> Path:
        return self.folder / "authority.next.crt"

    @property
    def next_authority_key(self) -> Path:
        return self.folder / "authority.next.key"

    @property
    def newest_version(self) -> Path:
        return self.folder / "network.newest"

    @property
    def tokens(self) -> Path:
        return self.folder / "tokens.json"

    @property
    def applications(self) -> Path:
        return self.folder / "applications.json"

    @property
    def references_key(self) -> Path:
        return self.folder / "references.key"

    def key_file(self, owner: str, number: int = 1) -> Path:
        return self.certificate_file(owner, number).with_suffix(".key")

    def certificate_file(self, owner: str, number: int = 1) -> Path:
        """Where a certificate lies: the first of its owner, or the one that took its place."""
        suffix = f"~{number}" if number > 1 else ""
        return self.folder / "keys" / f"{_file_name(owner)}{suffix}.crt"

    def granted_proposal(self, subsystem: SubsystemId) -> Path:
        """Where the proposal of an adapter lies once it is granted; its schemas lie beside it."""
        return self.folder / "granted" / _file_name(str(subsystem)) / PROPOSAL

    def granted(self) -> list[Path]:
        """Every proposal that was granted here."""
        return sorted((self.folder / "granted").glob(f"*/{PROPOSAL}"))

    def granted_schemas(self) -> list[Path]:
        """The folders of the schemas that were granted here."""
        return sorted((self.folder / "granted").glob(f"*/{SCHEMAS}"))

    def tls_file(self, owner: str) -> Path:
        """The certificate for TLS of a host or subsystem; its key lies beside it as `.key`."""
        return self.folder / "tls" / f"{_file_name(owner)}.crt"

    def tls_certificates(self) -> list[x509.Certificate]:
        """Every certificate for TLS that lies here."""
        return [read_certificate_file(path) for path in sorted((self.folder / "tls").glob("*.crt"))]

    def numbers(self, owner: str) -> list[int]:
        """The numbers of the certificates of an owner that lie here, newest first."""
        name = _file_name(owner)
        first = [1] if self.certificate_file(owner).exists() else []
        later = (path.stem.rpartition("~")[2] for path in self._certificates(f"{name}~*.crt"))
        return [*sorted((int(text) for text in later if text.isdigit()), reverse=True), *first]

    def listed_certificates(self) -> list[x509.Certificate]:
        """Every signing certificate that lies here."""
        return [read_certificate_file(path) for path in self._certificates("*.crt")]

    def _certificates(self, pattern: str) -> list[Path]:
        return sorted((self.folder / "keys").glob(pattern))

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

    def signer(self, owner: str, number: int = 1) -> Signer:
        """A signing key of a member (`VN/GOV/G01`) or node (`node:ndxp`): the first that it got."""
        key = read_key_file(self.key_file(owner, number))
        certificate = read_certificate_file(self.certificate_file(owner, number))
        return Signer(key=key, kid=thumbprint(certificate))

    def signers(self, owner: str) -> list[Signer]:
        """All signing keys of an owner that lie here, newest first; gateway/keyring.py chooses."""
        kept = (number for number in self.numbers(owner) if self.has_signer(owner, number))
        return [self.signer(owner, number) for number in kept]

    def needed_signers(self, owner: str) -> list[Signer]:
        """The same; raises StateError that names the file if there is none."""
        return self.signers(owner) or [self.signer(owner)]

    def has_signer(self, owner: str, number: int = 1) -> bool:
        return self.key_file(owner, number).exists()

    @contextlib.contextmanager
    def issuing(self) -> Iterator[None]:
        """Held while certificates and the document change: one process at a time, others wait."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.folder / "authority.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

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
