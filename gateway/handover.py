"""What another node or an auditor needs to believe this network: one text file without a secret.

The authority's certificate in PEM, so that every tool that takes one can read the file, and behind it the
network document, base64 in lines of 64.
"""

import base64
import textwrap
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.errors import StateError, TrustError
from gateway.state import State, write_private
from gateway.trust import Directory, open_network

_BEGIN: Final = "-----BEGIN NDXP NETWORK DOCUMENT-----"
_END: Final = "-----END NDXP NETWORK DOCUMENT-----"


def export_trust(state: State) -> str:
    """The certificate of the authority and the document of `state`; raises TrustError, StateError."""
    directory = state.directory()
    certificate = directory.roots[-1].public_bytes(Encoding.PEM).decode()
    lines = textwrap.wrap(base64.b64encode(directory.document.encode()).decode(), 64)
    return "\n".join([certificate.rstrip("\n"), _BEGIN, *lines, _END, ""])


def import_trust(state: State, text: str) -> Directory:
    """Put both into `state`, which may be new; the same again changes nothing.

    Raises TrustError unless the document is of the authority that `state` knows or its successor (a new
    folder believes the file), StateError if it is older than what is there, or if `state` issues itself.
    """
    certificate, document = _read(text)
    with state.issuing():
        known = state.authority_certificate.exists()
        directory = open_network(document, state.authority() if known else certificate)
        if directory.roots[-1] != certificate:
            raise TrustError("the document is not signed by the authority that the file names")
        if state.network_document.exists():
            present = state.directory()
            if present.document == document:
                return directory
            if directory.version <= present.version:
                raise StateError(
                    f"version {directory.version} is not newer than {present.version}, which is there"
                )
        if state.authority_key.exists():
            raise StateError(f"{state.folder} has an authority of its own, which issues")
        write_private(state.network_document, document.encode())
        write_private(state.authority_certificate, certificate.public_bytes(Encoding.PEM))
        return directory


def _read(text: str) -> tuple[x509.Certificate, str]:
    pem, begin, rest = text.partition(_BEGIN)
    lines, end, _ = rest.partition(_END)
    if not (begin and end):
        raise TrustError("this is no file of `ndxp trust export`")
    try:
        document = base64.b64decode("".join(lines.split()), validate=True).decode("ascii")
        return x509.load_pem_x509_certificate(pem.encode()), document
    except ValueError as error:
        raise TrustError("this is no file of `ndxp trust export`") from error
