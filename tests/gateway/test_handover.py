from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.authority import Authority, prepare
from gateway.errors import StateError, TrustError
from gateway.handover import export_trust, import_trust
from gateway.state import State, read_certificate_file
from tests.gateway.members import DAY_MS, SMALL, ManualClock


@pytest.fixture
def other(tmp_path: Path) -> State:
    return State(folder=tmp_path / "other")


def test_another_folder_believes_what_was_exported(state: State, other: State) -> None:
    imported = import_trust(other, export_trust(state))

    assert imported.version == 1
    assert other.directory().certificates == state.directory().certificates
    assert not (other.folder / "keys").exists()


def test_the_file_holds_no_private_key_and_is_a_certificate_too(
    state: State, tmp_path: Path
) -> None:
    text = export_trust(state)
    file = tmp_path / "export.txt"
    file.write_text(text)

    assert "PRIVATE" not in text
    assert read_certificate_file(file) == state.authority()


def test_the_same_again_changes_nothing(state: State, other: State) -> None:
    text = export_trust(state)
    import_trust(other, text)
    before = other.network_document.stat().st_mtime_ns

    import_trust(other, text)

    assert other.network_document.stat().st_mtime_ns == before


def test_a_newer_version_of_the_authority_or_its_successor_is_taken(
    state: State, other: State, clock: ManualClock
) -> None:
    import_trust(other, export_trust(state))
    Authority(state, clock).publish(valid_ms=DAY_MS)
    assert import_trust(other, export_trust(state)).version == 2
    Authority(state, clock).succeed()

    assert import_trust(other, export_trust(state)).version == 3

    assert other.authority() == state.authority()


def test_an_older_version_is_refused(state: State, other: State, clock: ManualClock) -> None:
    old = export_trust(state)
    Authority(state, clock).publish(valid_ms=DAY_MS)
    import_trust(other, export_trust(state))

    with pytest.raises(StateError, match="version 1 is not newer than 2"):
        import_trust(other, old)


def test_another_authority_is_refused_where_one_is_known(
    state: State, other: State, tmp_path: Path, clock: ManualClock
) -> None:
    foreign = State(folder=tmp_path / "foreign")
    prepare(foreign, SMALL, "test", clock)
    import_trust(other, export_trust(state))

    with pytest.raises(TrustError, match="not signed by this authority"):
        import_trust(other, export_trust(foreign))
    mixed = foreign.authority().public_bytes(Encoding.PEM).decode() + export_trust(state)
    with pytest.raises(TrustError, match="not signed by the authority that the file names"):
        import_trust(other, mixed)


def test_who_issues_imports_nothing(state: State, other: State, clock: ManualClock) -> None:
    import_trust(other, export_trust(state))
    other.authority_key.write_bytes(state.authority_key.read_bytes())
    Authority(state, clock).publish(valid_ms=DAY_MS)

    with pytest.raises(StateError, match="authority of its own"):
        import_trust(other, export_trust(state))


@pytest.mark.parametrize("cut", [0, 10, 500, 900, 2000, -10])
def test_what_was_cut_is_no_export(state: State, other: State, cut: int) -> None:
    with pytest.raises(TrustError):
        import_trust(other, export_trust(state)[:cut])

    assert not other.network_document.exists()


@pytest.mark.parametrize("part", ["MII", "\n-----END NDXP"], ids=["certificate", "document"])
def test_what_is_no_certificate_or_no_base64_is_refused(
    state: State, other: State, part: str
) -> None:
    text = export_trust(state)
    assert part in text

    with pytest.raises(TrustError, match="no file of"):
        import_trust(other, text.replace(part, f"!{part}", 1))
