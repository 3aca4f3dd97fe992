from pathlib import Path

import pytest

from gateway.authority import prepare
from gateway.errors import ConfigurationError, StateError, TrustError
from gateway.state import State
from gateway.trust import common_name
from tests.gateway.members import SMALL, ManualClock


@pytest.fixture
def network_file(tmp_path: Path) -> Path:
    """The small network in a file that a test may edit."""
    path = tmp_path / "network.toml"
    path.write_text(SMALL.read_text("utf-8"), encoding="utf-8")
    return path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def contents(state: State) -> dict[str, bytes]:
    return {
        path.relative_to(state.folder).as_posix(): path.read_bytes()
        for path in state.folder.rglob("*")
        if path.is_file()
    }


def test_every_member_and_the_node_get_a_key_and_a_certificate(state: State) -> None:
    directory = state.directory()

    for owner in [*directory.network.members, "node:test"]:
        assert directory.certificate(state.signer(owner).kid).owner == owner


def test_a_certificate_names_its_owner_and_is_issued_by_the_authority(state: State) -> None:
    authority = state.authority()

    assert "development authority" in common_name(authority)
    assert {found.owner for found in state.directory().certificates.values()} == {
        "node:test",
        "VN/COM/0199999991",
        *(f"VN/GOV/{code}" for code in ("G01", "G05", "G13", "G14", "G24", "H29")),
    }


def test_a_second_start_changes_nothing(state: State, clock: ManualClock) -> None:
    before = contents(state)
    clock.advance(3600)

    directory = prepare(state, SMALL, "test", clock)

    assert contents(state) == before
    assert directory.version == 1


def test_a_changed_network_file_makes_a_new_version(
    tmp_path: Path, network_file: Path, clock: ManualClock
) -> None:
    state = State(folder=tmp_path / "state")
    prepare(state, network_file, "test", clock)
    before = contents(state)
    edit(network_file, 'name = "small"', 'name = "smaller"')

    directory = prepare(state, network_file, "test", clock)

    changed = {name for name, data in contents(state).items() if before.get(name) != data}
    assert changed == {"network.jws"}
    assert (directory.version, directory.network.name) == (2, "smaller")


def test_a_new_member_gets_a_key_and_the_others_keep_theirs(
    tmp_path: Path, network_file: Path, clock: ManualClock
) -> None:
    state = State(folder=tmp_path / "state")
    prepare(state, network_file, "test", clock)
    before = contents(state)
    member = '[[member]]\nid = "VN/GOV/H01"\nname = "Hanoi"\nname_vi = "Hà Nội"\n\n'
    edit(network_file, "# ---- providers", member + "# ---- providers")

    directory = prepare(state, network_file, "test", clock)

    after = contents(state)
    changed = {name for name, data in after.items() if before.get(name) != data}
    assert changed == {"network.jws", "keys/VN.GOV.H01.key", "keys/VN.GOV.H01.crt"}
    assert directory.version == 2


def test_another_node_in_the_same_folder_is_added(state: State, clock: ManualClock) -> None:
    directory = prepare(state, SMALL, "second", clock)

    assert directory.certificate(state.signer("node:second").kid).owner == "node:second"
    assert directory.version == 2


def test_a_reissued_certificate_makes_a_new_version(state: State, clock: ManualClock) -> None:
    old = state.signer("VN/GOV/G01").kid
    state.certificate_file("VN/GOV/G01").unlink()

    directory = prepare(state, SMALL, "test", clock)

    assert directory.version == 2
    assert old not in directory.certificates


def test_a_faulty_network_file_leaves_nothing_behind(
    tmp_path: Path, network_file: Path, clock: ManualClock
) -> None:
    state = State(folder=tmp_path / "state")
    edit(network_file, "VN/GOV/G05/dkdn", "VN/GOV/G99/dkdn")

    with pytest.raises(ConfigurationError, match="VN/GOV/G99"):
        prepare(state, network_file, "test", clock)

    assert not state.folder.exists()


def test_a_tampered_document_is_refused_and_kept(state: State, clock: ManualClock) -> None:
    text = state.document()
    half = len(text) // 2
    tampered = text[:half] + ("A" if text[half] != "A" else "B") + text[half + 1 :]
    state.network_document.write_text(tampered, encoding="ascii")

    with pytest.raises(TrustError) as raised:
        prepare(state, SMALL, "test", clock)

    assert state.document() == tampered
    assert str(state.folder) in str(raised.value)


def test_a_foreign_certificate_is_refused_before_it_is_published(
    tmp_path: Path, state: State, clock: ManualClock
) -> None:
    other = State(folder=tmp_path / "other")
    prepare(other, SMALL, "test", clock)
    published = state.document()
    foreign = other.certificate_file("VN/GOV/G01").read_bytes()
    state.certificate_file("VN/GOV/G01").write_bytes(foreign)

    with pytest.raises(TrustError) as raised:
        prepare(state, SMALL, "test", clock)

    assert str(state.folder) in str(raised.value)
    assert state.document() == published


def test_a_folder_without_the_authoritys_key_cannot_issue(state: State, clock: ManualClock) -> None:
    state.authority_key.unlink()

    with pytest.raises(StateError) as raised:
        prepare(state, SMALL, "test", clock)

    assert str(state.folder) in str(raised.value)
