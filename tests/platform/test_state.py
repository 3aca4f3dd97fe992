"""What a node does with a state folder that is not as it left it."""

import stat
from pathlib import Path

import pytest

from gateway.bus.local import LocalBus
from gateway.config import Limits
from gateway.errors import StateError
from gateway.state import State
from ndxp.compose import DEFAULT_NETWORK, open_node, prepare_state


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

    with pytest.raises(StateError, match="older than the one in the log"):
        await start_once(state)


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
