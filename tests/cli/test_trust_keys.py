"""`ndxp trust`: the commands as they are typed; what they do is tested in tests/gateway/test_custody.py."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.issuing import new_key
from gateway.state import State
from tests.cli.running import Ran, run_ndxp
from tests.gateway.test_issuing import request

OWNER = "VN/GOV/H29"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder in which a state folder was made."""
    assert run_ndxp(tmp_path, "trust", "init").code == 0
    return tmp_path


def trust(folder: Path, *words: str) -> Ran:
    ran = run_ndxp(folder, "trust", *words)
    assert "PRIVATE" not in ran.out + ran.err
    return ran


def state(folder: Path) -> State:
    return State(folder=folder / ".ndxp")


def test_init_makes_what_is_missing_once_and_takes_another_life(folder: Path) -> None:
    again = trust(folder, "init", "--json")
    shorter = trust(folder, "init", "--valid", "2", "--json")

    assert (again.json["version"], shorter.json["version"]) == (1, 2)
    document = state(folder).directory()
    assert document.expires_ms - document.issued_ms == 2 * 24 * 3_600_000


def test_a_key_is_rotated_revoked_and_listed(folder: Path) -> None:
    old = trust(folder, "list", OWNER, "--json").json[0]["kid"]
    new = trust(folder, "rotate", OWNER, "--now", "--key", "RSA-2048", "--json").json["kid"]
    revoked = trust(folder, "revoke", "--reason", "lost", "--json", "--", old)

    listed = trust(folder, "list", OWNER, "--json").json
    assert revoked.json == {"owner": OWNER, "revoked": old}
    # A certificate begins with a full second: which of the two is the newer may not show.
    assert {(each["kid"], each["key"], each["standing"]) for each in listed} == {
        (new, "RSA-2048", "active"),
        (old, "P-256", "revoked"),
    }
    assert "may be used until" in trust(folder, "list").out


def test_an_authority_is_followed_by_another(folder: Path) -> None:
    before = state(folder).authority()

    assert trust(folder, "rotate", "authority").code == 0

    assert state(folder).directory().roots == (before, state(folder).authority())


def test_a_request_is_taken_from_a_file(folder: Path) -> None:
    csr = folder / "member.csr"
    csr.write_bytes(request(new_key("Ed25519"), OWNER).public_bytes(Encoding.PEM))

    assert trust(folder, "issue", OWNER, "--csr", "member.csr").code == 0
    assert "nothing" in trust(folder, "issue", OWNER, "--csr", "member.csr").out

    assert [
        (each["key"], each["here"]) for each in trust(folder, "list", OWNER, "--json").json
    ] == [("Ed25519", False)]


def test_tls_certificates_are_issued(folder: Path) -> None:
    ran = trust(folder, "issue", "localhost", "127.0.0.1", "--type", "tls", "--json")

    assert Path(ran.json["certificate"]) == state(folder).tls_file("localhost")


def test_what_is_exported_is_imported_elsewhere(folder: Path) -> None:
    assert trust(folder, "export", "trust.txt").code == 0

    ran = trust(folder, "import", "trust.txt", "--state", "other", "--json")

    assert (ran.code, ran.json["version"], ran.json["network"]) == (0, 1, "small")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("rotate", "VN/GOV/X99"), "no member"),
        (("issue", OWNER, "localhost"), "only a certificate for TLS"),
        (("issue", OWNER, "--csr", "none.csr"), "none.csr"),
        (("revoke", "x", "--since", "yesterday"), "no time"),
        (("revoke", "x", "--since", "2026-01-01"), "needs a time zone"),
        (("import", "none.txt"), "none.txt"),
        (("export", "no/such/folder"), "no/such/folder"),
        (("list", "--state", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    folder: Path, words: tuple[str, ...], complaint: str
) -> None:
    ran = trust(folder, *words)

    assert ran.code == 2
    assert complaint in ran.err
