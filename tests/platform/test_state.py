"""What a node does with a state folder that is not as it left it."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from gateway.bus.local import LocalBus
from gateway.config import Limits
from gateway.errors import ConfigurationError, StateError
from gateway.message import MAX_LEAF_BYTES
from gateway.state import State
from gateway.trust import document_digest
from ndxp.audit.verify import verify_log
from ndxp.compose import DEFAULT_NETWORK, NETWORKS, open_node, prepare_state


async def start_once(state: State) -> None:
    async with open_node(state, LocalBus(), Limits()):
        pass


def wider_network(tmp_path: Path) -> Path:
    file = tmp_path / "wider.toml"
    text = DEFAULT_NETWORK.read_text(encoding="utf-8")
    file.write_text(text.replace('name = "small"', 'name = "wider"'), encoding="utf-8")
    return file


async def test_a_network_document_that_is_put_back_is_refused(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    old = state.network_document.read_bytes()
    prepare_state(state, wider_network(tmp_path))
    await start_once(state)

    state.network_document.write_bytes(old)

    with pytest.raises(StateError, match="not newer than the one that the log names"):
        await start_once(state)


async def test_another_document_of_the_same_version_is_refused(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    await start_once(state)

    state.network_document.unlink()
    prepare_state(state, wider_network(tmp_path))

    with pytest.raises(StateError, match="not newer than the one that the log names"):
        await start_once(state)


async def test_a_network_larger_than_an_entry_is_logged_beside_the_tree(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, NETWORKS / "country.toml")
    assert state.network_document.stat().st_size > MAX_LEAF_BYTES

    await start_once(state)

    verdict = verify_log(state.log, state.believe)
    assert (verdict.ok, verdict.entries, verdict.covered) == (True, 1, 1)
    with closing(sqlite3.connect(state.log)) as db:
        kept = db.execute("SELECT digest, document FROM documents").fetchall()
    document = state.document()
    assert kept == [(document_digest(document), document)]


def test_a_registry_that_nobody_has_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    file = tmp_path / "nope.toml"
    text = DEFAULT_NETWORK.read_text(encoding="utf-8")
    file.write_text(text.replace('registry = "dkdn"', 'registry = "nope"'), encoding="utf-8")
    state = State(folder=tmp_path / "state")

    with pytest.raises(ConfigurationError) as raised:
        prepare_state(state, file)

    known = "only dancu, dkdn, bhxh, datdai"
    assert raised.value.faults == [f"subsystem[1].registry: no registry nope, {known}"]
    assert not state.folder.exists()


async def test_each_version_of_the_network_document_is_one_entry(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    sizes = []
    for network in (None, None, wider_network(tmp_path)):
        prepare_state(state, network)
        async with open_node(state, LocalBus(), Limits()) as node:
            sizes.append(node.ledger.size)

    assert sizes == [1, 1, 2]


async def test_the_state_of_a_running_node_is_not_changed(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    before = state.network_document.read_bytes()

    async with open_node(state, LocalBus(), Limits()):
        with pytest.raises(StateError, match="stop it first"):
            prepare_state(state, wider_network(tmp_path))

    assert state.network_document.read_bytes() == before


async def test_nobody_else_may_read_what_a_node_writes(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)

    async with open_node(state, LocalBus(), Limits()):
        files = [file for file in state.folder.rglob("*") if file.is_file()]
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}

    assert {name: mode for name, mode in modes.items() if mode != 0o600} == {}
    assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700
