"""What an auditor needs to verify our messages, as X-Road's `GET /verificationconf` hands it out: a zip.

    verificationconf/instance-identifier      VN
    verificationconf/VN/shared-params.xml     who takes part, for programs that read X-Road's
    verificationconf/VN/authority.crt         the authority's certificate and those that it succeeded, PEM
    verificationconf/VN/network.jws           the network document in force, which names every certificate

The first two are X-Road's; a message of ours is verified with the last two (docs/protocol.md §2, §10). Who
verifies gets the authority's certificate another way: what a node says of itself proves nothing.
"""

import io
import zipfile
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.serialization import Encoding

from gateway.network import Member, Network
from gateway.trust import Directory

_FOLDER = "verificationconf"
_THE_SAME_BYTES = (1980, 1, 1, 0, 0, 0)  # a zip's earliest time: what is inside has its own


def verification_zip(directory: Directory) -> bytes:
    """The same bytes for the same document."""
    network = directory.network
    folder = f"{_FOLDER}/{network.instance}"
    files = {
        f"{_FOLDER}/instance-identifier": network.instance.encode(),
        f"{folder}/shared-params.xml": shared_params(network),
        f"{folder}/authority.crt": b"".join(
            root.public_bytes(Encoding.PEM) for root in directory.roots
        ),
        f"{folder}/network.jws": directory.document.encode(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _THE_SAME_BYTES), data)
    return packed.getvalue()


def shared_params(network: Network) -> bytes:
    """Members and subsystems in the form of X-Road's global configuration; no security servers."""
    members = "".join(_member(network, member) for member in network.members.values())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<ns2:conf xmlns:ns2="http://x-road.eu/xsd/xroad.xsd">\n'
        f"    <instanceIdentifier>{escape(network.instance)}</instanceIdentifier>\n"
        f"{members}</ns2:conf>\n"
    ).encode()


def _member(network: Network, member: Member) -> str:
    _, member_class, code = member.id.split("/")
    subsystems = "".join(
        f'        <subsystem id="{_quoted(str(subsystem.id))}">\n'
        f"            <subsystemCode>{escape(subsystem.id.subsystem)}</subsystemCode>\n"
        "        </subsystem>\n"
        for subsystem in network.subsystems.values()
        if subsystem.id.member == member.id
    )
    return (
        f'    <member id="{_quoted(member.id)}">\n'
        f"        <memberClass><code>{escape(member_class)}</code></memberClass>\n"
        f"        <memberCode>{escape(code)}</memberCode>\n"
        f"        <name>{escape(member.name_vi)}</name>\n"
        f"{subsystems}    </member>\n"
    )


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})
