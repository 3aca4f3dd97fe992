"""Which certificate says that a node forwards what others sealed."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.authority import DAY_MS
from gateway.certificates import thumbprint
from gateway.custody import Custody
from gateway.edge.authentication import Authentication, Evidence
from gateway.refresh import DirectorySource
from gateway.state import State, read_certificate_file
from gateway.tokens import Tokens
from tests.gateway.edge.secured import CLIENT, CLOCK, issued, issued_by_a_stranger, prepared

NODE = "node:lgsp"


@pytest.fixture
def state(tmp_path: Path) -> State:
    """The document lists a node `lgsp` beside our own."""
    state = prepared(tmp_path)
    with state.issuing():
        Custody(state, CLOCK).issue(NODE, "Ed25519")
    return state


def node_of(state: State, shown: x509.Certificate | None) -> str | None:
    authentication = Authentication(
        DirectorySource(state.directory(), CLOCK), Tokens(state.tokens), CLOCK
    )
    der = shown.public_bytes(Encoding.DER) if shown else None
    return authentication.node(Evidence(authorization=[], certificate=der))


def test_a_listed_node_is_known_by_its_certificate_for_tls(state: State) -> None:
    with state.issuing():
        Custody(state, CLOCK).issue_tls(NODE, [])
    certificate = read_certificate_file(state.tls_file(NODE))

    assert node_of(state, certificate) == NODE
    with pytest.raises(x509.ExtensionNotFound):  # it is the name of no host
        certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)


@pytest.mark.parametrize("owner", [CLIENT, "node:other", "lgsp", "localhost"])
def test_nobody_else_is(state: State, owner: str) -> None:
    assert node_of(state, issued(state, owner).certificate) is None


def test_nor_is_who_shows_nothing_or_an_expired_or_strange_certificate(state: State) -> None:
    assert node_of(state, None) is None
    assert node_of(state, issued(state, NODE, since_days=900).certificate) is None
    assert node_of(state, issued_by_a_stranger(state.folder, NODE).certificate) is None


def test_nor_is_its_certificate_for_signing(state: State) -> None:
    signing = read_certificate_file(state.certificate_file(NODE))

    assert node_of(state, signing) is None


def test_nor_is_a_revoked_one(state: State) -> None:
    shown = issued(state, NODE).certificate
    kid, since_ms = thumbprint(shown), CLOCK.now_ms() - DAY_MS
    with state.issuing():
        Custody(state, CLOCK).revoke(kid, since_ms, "lost")

    assert node_of(state, shown) is None


def test_nor_is_a_node_that_the_document_does_not_list_any_more(state: State) -> None:
    shown = issued(state, NODE).certificate
    state.certificate_file(NODE).unlink()
    with state.issuing():
        Custody(state, CLOCK).issue("node:third", "Ed25519")  # publishes what lies there now

    assert node_of(state, shown) is None
