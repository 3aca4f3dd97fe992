from pathlib import Path

import pytest

from gateway.authority import Authority, Terms, prepare, renew
from gateway.certificates import common_name
from gateway.errors import ConfigurationError, StateError, TrustError
from gateway.issuing import new_key
from gateway.state import State
from tests.gateway.members import DAY_MS, SMALL, ManualClock


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


def test_a_document_is_renewed_when_two_thirds_of_its_life_are_over(
    state: State, clock: ManualClock
) -> None:
    clock.ms += 20 * DAY_MS - 1
    renew(state, clock)
    assert state.directory().version == 1

    clock.ms += 1
    renew(state, clock)

    assert (state.directory().version, state.directory().issued_ms) == (2, clock.ms)
    assert state.directory().expires_ms == clock.ms + 30 * DAY_MS


def test_a_start_renews_a_document_that_has_expired(state: State, clock: ManualClock) -> None:
    clock.ms += 400 * DAY_MS

    assert prepare(state, SMALL, "test", clock).expires_ms == clock.ms + 30 * DAY_MS


def test_without_the_authoritys_key_nothing_is_renewed(state: State, clock: ManualClock) -> None:
    state.authority_key.unlink()
    clock.ms += 30 * DAY_MS

    renew(state, clock)

    assert state.directory().version == 1


def test_another_life_is_kept_when_it_is_renewed(state: State, clock: ManualClock) -> None:
    prepare(state, SMALL, "test", clock, Terms(valid_ms=2 * DAY_MS))
    clock.ms += 2 * DAY_MS

    renew(state, clock)

    assert state.directory().expires_ms == clock.ms + 2 * DAY_MS


def test_a_certificate_beside_the_old_one_is_published_with_it(
    state: State, clock: ManualClock
) -> None:
    authority = Authority(state, clock)
    kid = authority.issue("VN/GOV/G01", new_key("Ed25519"), lead_ms=30_000)

    directory = authority.publish()

    owned = [c for c in directory.certificates.values() if c.owner == "VN/GOV/G01"]
    assert {c.kid for c in owned} == {kid, state.signer("VN/GOV/G01").kid}
    assert directory.certificate(kid).not_before_ms == clock.ms + 30_000
    assert state.signers("VN/GOV/G01")[0].kid == kid


def test_a_public_key_is_certified_and_nothing_else_is_kept(
    state: State, clock: ManualClock
) -> None:
    authority = Authority(state, clock)

    kid = authority.issue("VN/GOV/G01", new_key("RSA-2048").public_key())

    assert kid in authority.publish().certificates
    assert not state.has_signer("VN/GOV/G01", 2)
    assert kid not in [signer.kid for signer in state.signers("VN/GOV/G01")]


def test_a_start_forgets_no_revocation(state: State, clock: ManualClock) -> None:
    kid = state.signer("VN/GOV/G01").kid
    revocation = {"kid": kid, "since": clock.ms, "reason": "lost"}
    Authority(state, clock).publish(revocation=revocation)

    directory = prepare(state, SMALL, "test", clock)

    assert (directory.version, directory.certificate(kid).revoked) == (2, True)


def test_an_expired_certificate_is_listed_no_more(state: State, clock: ManualClock) -> None:
    clock.ms += 826 * DAY_MS
    authority = Authority(state, clock)
    kid = authority.issue("VN/GOV/G01", new_key("P-256"))

    assert list(authority.publish().certificates) == [kid]


def test_an_authority_hands_over_and_its_certificates_stay_good(
    state: State, clock: ManualClock
) -> None:
    before = state.directory()
    old = state.authority()

    directory = Authority(state, clock).succeed()

    assert directory.certificates == before.certificates
    assert (directory.version, directory.roots) == (2, (old, state.authority()))
    assert state.authority() != old
    Authority(state, clock).issue("VN/GOV/G01", new_key("P-256"))
    assert len(Authority(state, clock).publish().certificates) == len(before.certificates) + 1
    assert Authority(state, clock).succeed().roots[0] == old


@pytest.mark.parametrize("crash", ["before the document", "after it", "after the key"])
def test_a_handover_that_a_crash_interrupted_is_whole_or_undone(
    state: State, clock: ManualClock, crash: str
) -> None:
    before = {path: path.read_bytes() for path in state.folder.glob("*") if path.is_file()}
    Authority(state, clock).succeed()
    after = {path: path.read_bytes() for path in before}
    state.next_authority_key.write_bytes(after[state.authority_key])
    state.next_authority_certificate.write_bytes(after[state.authority_certificate])
    state.authority_certificate.write_bytes(before[state.authority_certificate])
    if crash != "after the key":
        state.authority_key.write_bytes(before[state.authority_key])
    if crash == "before the document":
        state.network_document.write_bytes(before[state.network_document])

    Authority(state, clock)

    expected = before if crash == "before the document" else after
    assert state.authority_certificate.read_bytes() == expected[state.authority_certificate]
    assert state.authority_key.read_bytes() == expected[state.authority_key]
    assert not state.next_authority_key.exists()
    assert state.directory().roots[-1] == state.authority()
