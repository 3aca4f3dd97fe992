"""Which authority an auditor has to trust for a log over which one followed another."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509

from gateway.authority import Authority
from gateway.bus.local import LocalBus
from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.errors import TrustError
from gateway.issuing import new_key, root_certificate
from gateway.state import State
from ndxp.audit.authority import documents_of
from ndxp.audit.verify import Verdict, verify_log
from ndxp.compose import open_node, prepare_state

Roots = tuple[x509.Certificate, x509.Certificate, x509.Certificate]


async def start_once(state: State) -> None:
    """The node names its document in the log."""
    async with open_node(state, LocalBus(), Limits()):
        pass


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(folder=tmp_path / "state")
    prepare_state(state, None)
    return state


@pytest.fixture
async def roots(state: State) -> Roots:
    """A log under an authority, its successor, and the successor of that."""
    roots = [state.authority()]
    await start_once(state)
    for _ in range(2):
        Authority(state, SystemClock()).succeed()
        await start_once(state)
        roots.append(state.authority())
    return roots[0], roots[1], roots[2]


def verify(state: State, authority: x509.Certificate) -> Verdict:
    return verify_log(state.log, documents_of(state.log, authority))


@pytest.mark.parametrize("trusted", [0, 1, 2])
async def test_whichever_of_them_is_trusted_the_whole_log_is_believed(
    state: State, roots: Roots, trusted: int
) -> None:
    verdict = verify(state, roots[trusted])

    assert (verdict.ok, verdict.entries) == (True, 3)


async def test_a_stranger_of_the_same_name_is_not_believed(state: State, roots: Roots) -> None:
    name = roots[0].subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    stranger = root_certificate(str(name), new_key("P-256"), 0)

    assert verify(state, stranger).first_bad == 0


async def test_a_log_that_never_reached_the_trusted_authority_is_not_believed(
    state: State,
) -> None:
    await start_once(state)
    Authority(state, SystemClock()).succeed()

    verdict = verify(state, state.authority())

    assert (verdict.ok, verdict.first_bad) == (False, 0)
    assert "not signed by this authority" in verdict.fault


async def test_after_its_successor_an_authority_signs_nothing_more(
    state: State, roots: Roots
) -> None:
    opener = documents_of(state.log, roots[0])
    documents = _documents(state)
    opener(documents[1])

    with pytest.raises(TrustError, match="not signed by this authority"):
        opener(documents[0])


def _documents(state: State) -> list[str]:
    with closing(sqlite3.connect(state.log)) as db:
        return [row[0] for row in db.execute("SELECT document FROM documents ORDER BY rowid")]
