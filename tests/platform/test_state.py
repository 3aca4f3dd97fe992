"""What a node does with a state folder that is not as it left it."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
import structlog.testing

from gateway.authority import Authority
from gateway.bus.local import LocalBus
from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.errors import ConfigurationError, StateError
from gateway.message import MAX_LEAF_BYTES
from gateway.state import State
from gateway.trust import document_digest
from ndxp.audit.verify import verify_log
from ndxp.compose import DEFAULT_NETWORK, NETWORKS, open_node, prepare_state, publish_network


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

    with pytest.raises(StateError, match="older than the version 2 that was used here"):
        await start_once(state)
    state.newest_version.unlink()
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


async def test_a_node_whose_document_has_expired_says_that_it_is_not_ready(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    with state.issuing():
        Authority(state, SystemClock()).publish(valid_ms=1)
    state.authority_key.unlink()

    async with open_node(state, LocalBus(), Limits()) as node:
        assert await node.missing() == ["network"]


async def test_a_node_without_the_authoritys_key_starts_on_what_it_has(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    state.authority_key.unlink()

    assert prepare_state(state, None).version == 1
    with pytest.raises(StateError, match="holds no authority key"):
        prepare_state(state, wider_network(tmp_path))


async def test_a_version_with_a_service_that_has_no_schema_here_is_refused(tmp_path: Path) -> None:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    file = tmp_path / "more.toml"
    text = DEFAULT_NETWORK.read_text(encoding="utf-8")
    file.write_text(text.replace('services = ["', 'services = ["khongCo", "', 1), encoding="utf-8")

    async with open_node(state, LocalBus(), Limits()) as node:
        publish_network(state, file, None)
        with structlog.testing.capture_logs() as logs:
            assert not await node.source.offer(state.document())

        assert node.source.newest.version == 1
        assert node.ledger.size == 1
    assert "khongCo" in logs[0]["reason"]
