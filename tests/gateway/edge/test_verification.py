"""The zip from which an auditor verifies our messages."""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping

import pytest
from cryptography import x509

from gateway.network import load_network
from gateway.trust import open_network
from tests.gateway.members import SMALL
from tests.platform.client import Answer, exchange, message


@pytest.fixture
def answer(port: int) -> Answer:
    return exchange(port, message(b"", method="GET", path="/verificationconf", headers=()))


@pytest.fixture
def files(answer: Answer) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_is_a_zip_under_x_roads_name(answer: Answer) -> None:
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'filename="verificationconf.zip"'


def test_it_is_laid_out_as_x_roads(files: Mapping[str, bytes]) -> None:
    assert sorted(files) == [
        "verificationconf/VN/authority.crt",
        "verificationconf/VN/network.jws",
        "verificationconf/VN/shared-params.xml",
        "verificationconf/instance-identifier",
    ]
    assert files["verificationconf/instance-identifier"] == b"VN"


def test_the_network_document_verifies_with_the_authority(files: Mapping[str, bytes]) -> None:
    authority = x509.load_pem_x509_certificate(files["verificationconf/VN/authority.crt"])

    directory = open_network(files["verificationconf/VN/network.jws"].decode(), authority)

    assert directory.network == load_network(SMALL)


def test_members_and_subsystems_are_read_as_from_x_road(files: Mapping[str, bytes]) -> None:
    """With the paths that xrdinfo's `subsystems` uses."""
    root = ET.fromstring(files["verificationconf/VN/shared-params.xml"])  # noqa: S314  our own
    found = [
        "/".join(
            (
                root.findtext("./instanceIdentifier", ""),
                member.findtext("./memberClass/code", ""),
                member.findtext("./memberCode", ""),
                subsystem.findtext("./subsystemCode", ""),
            )
        )
        for member in root.findall("./member")
        for subsystem in member.findall("./subsystem")
    ]

    assert sorted(found) == sorted(map(str, load_network(SMALL).subsystems))


def test_the_same_document_makes_the_same_bytes(answer: Answer, port: int) -> None:
    again = exchange(port, message(b"", method="GET", path="/verificationconf", headers=()))

    assert again.body == answer.body
