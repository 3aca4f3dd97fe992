"""How a subsystem proves that it is the one that calls, and how much it may ask for.

auth = "mtls"            a certificate for TLS: one of `certificates`, else any of our authority for it
auth = "token"           a bearer token of this node
auth = "none"            nothing; only while the node listens on loopback
"""

from collections.abc import Iterable
from typing import Final, get_args

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.network.model import Allowance, Auth, Subsystem
from gateway.network.tables import Document, Tables

DEFAULT_AUTH: Final[Auth] = "mtls"


def read_auth(tables: Tables, table: Document, key: str, otherwise: Auth) -> Auth:
    """How somebody proves who he is; `otherwise` where it is not said. `key` names the table."""
    said = table.get("auth", otherwise)
    for auth in get_args(Auth):
        if said == auth:
            return auth  # type: ignore[no-any-return]  # get_args forgets what it took apart
    tables.faults.append(f"{key}auth: is one of {', '.join(get_args(Auth))}")
    return otherwise


def read_certificates(tables: Tables, table: Document, key: str, auth: Auth) -> tuple[bytes, ...]:
    """The certificates (DER) of a subsystem that no other certificate can stand in for."""
    if "certificates" not in table:
        return ()
    if auth != "mtls":
        tables.faults.append(f'{key}.certificates: only with auth = "mtls"')
    certificates: list[bytes] = []
    for position, text in enumerate(tables.some_texts(table, "certificates", key)):
        try:
            certificate = x509.load_pem_x509_certificate(text.encode())
        except ValueError:
            tables.faults.append(f"{key}.certificates[{position}]: is no certificate in PEM")
        else:
            certificates.append(certificate.public_bytes(Encoding.DER))
    return tuple(certificates)


def read_allowance(tables: Tables, table: Document, key: str) -> Allowance:
    """How much a subsystem may ask for; without these keys as much as the node can do."""
    rate, in_flight = (tables.count(table, name, key) for name in ("rate_per_s", "max_in_flight"))
    burst = tables.count(table, "burst", key)
    if burst is not None and rate is None:
        tables.faults.append(f"{key}.burst: only with rate_per_s")
    return Allowance(rate_per_s=rate, burst=burst or rate or 1, max_in_flight=in_flight)


def check_shared(tables: Tables, subsystems: Iterable[Subsystem]) -> None:
    """A certificate proves one subsystem: else its holder could speak as the other."""
    owners: dict[bytes, Subsystem] = {}
    for subsystem in subsystems:
        for certificate in subsystem.certificates:
            owner = owners.setdefault(certificate, subsystem)
            if owner is not subsystem:
                tables.faults.append(
                    f"subsystem {subsystem.id}.certificates: one is {owner.id}'s already"
                )
