import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from gateway.errors import OperatorError, StateError, TrustError
from gateway.jws import parse, verify
from gateway.state import State, find_state, write_private


def test_the_option_names_the_folder_before_the_environment(tmp_path: Path) -> None:
    assert find_state(str(tmp_path / "a"), str(tmp_path / "b")).folder == tmp_path / "a"


def test_the_environment_names_the_folder(tmp_path: Path) -> None:
    assert find_state(None, str(tmp_path / "b")).folder == tmp_path / "b"


@pytest.mark.parametrize("environment", [None, ""])
def test_otherwise_it_lies_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: str | None
) -> None:
    monkeypatch.chdir(tmp_path)

    assert find_state(None, environment).folder == tmp_path / ".ndxp"


def test_a_signer_signs_as_its_owner(state: State) -> None:
    signer = state.signer("VN/GOV/G01")

    token = parse(signer.sign("t", {"a": 1}))

    assert verify(token, state.directory().certificate(token.kid).public_key) == {"a": 1}


def test_the_node_signs_with_ed25519(state: State) -> None:
    assert parse(state.signer("node:test").sign("t", {})).alg == "EdDSA"


def test_it_knows_whose_keys_lie_here(state: State) -> None:
    assert state.has_signer("VN/GOV/G01")
    assert not state.has_signer("VN/GOV/G99")


def test_references_are_made_with_the_key_that_lies_here(state: State) -> None:
    references = state.references()

    assert references.key == state.references_key.read_bytes()
    assert len(references.key) == 32


def test_every_file_is_its_owners_alone(state: State) -> None:
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in state.folder.rglob("*")}

    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    (tmp_path / "secret.key.part").write_bytes(b"left by a crash")
    write_private(path, b"old")

    write_private(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["authority.crt", "network.jws", "references.key", "keys/VN.GOV.G01.key"]
)
def test_a_missing_file_is_named_with_its_folder_and_what_to_do(state: State, name: str) -> None:
    (state.folder / name).unlink()

    with pytest.raises(StateError) as raised:
        read_everything(state)

    assert Path(name).name in str(raised.value)
    assert str(state.folder) in str(raised.value)
    assert "--state" in str(raised.value)


@pytest.mark.parametrize("name", ["authority.crt", "keys/VN.GOV.G01.key", "keys/VN.GOV.G01.crt"])
@pytest.mark.parametrize("data", [b"", b"\xff\x00", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_spoilt_file_is_named(state: State, name: str, data: bytes) -> None:
    (state.folder / name).write_bytes(data)

    with pytest.raises(StateError) as raised:
        read_everything(state)

    assert str(state.folder / name) in str(raised.value)


@pytest.mark.parametrize("data", [b"", b"\xff\x00", b"a.b.c"])
def test_a_spoilt_network_document_is_not_believed(state: State, data: bytes) -> None:
    state.network_document.write_bytes(data)

    with pytest.raises(TrustError) as raised:
        state.directory()

    assert str(state.folder) in str(raised.value)


def test_a_key_that_cannot_sign_is_refused(state: State) -> None:
    key = x25519.X25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    state.key_file("VN/GOV/G01").write_bytes(pem)

    with pytest.raises(StateError, match="cannot sign"):
        state.signer("VN/GOV/G01")


def test_nothing_there_is_an_operators_error_that_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as raised:
        State(folder=tmp_path / "none").directory()

    assert str(tmp_path / "none") in str(raised.value)


def read_everything(state: State) -> None:
    state.directory()
    state.signer("VN/GOV/G01")
    state.references()
