import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gateway.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from gateway.ledger.sqlite import SqliteLedger
from ndxp.audit.verify import Verdict, verify_log
from tests.audit.forger import cut
from tests.audit.logs import newest_note
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator

Change = Callable[..., None]
Verify = Callable[[], Verdict]


def test_a_cut_tail_is_found_while_anything_remembers_it(change: Change, verify: Verify) -> None:
    change("DELETE FROM entries WHERE seq >= 9", "DELETE FROM exchanges WHERE seq >= 9")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 9)


def test_a_well_cut_tail_is_found_with_a_checkpoint_from_outside_only(
    log: Path, network: NetworkSimulator
) -> None:
    kept = parse_checkpoint(newest_note(log))
    cut(log, 9)

    alone = verify_log(log, network.open_network)
    compared = verify_log(log, network.open_network, kept)

    assert alone.ok
    assert alone.outside == "nothing outside this log was compared"
    assert (compared.ok, compared.first_bad) == (False, 9)
    assert "the log was cut or rewritten" in compared.fault


async def test_a_checkpoint_from_outside_agrees_with_a_log_that_went_on(
    log: Path, network: NetworkSimulator
) -> None:
    kept = parse_checkpoint(newest_note(log))
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.refusal())
    check_log(log, network, 13)

    verdict = verify_log(log, network.open_network, kept)

    assert verdict.ok
    assert verdict.outside == "agrees with the checkpoint from outside over 12 entries"


async def test_a_log_rewritten_by_its_own_node_is_found_with_a_checkpoint_from_outside(
    log: Path, network: NetworkSimulator
) -> None:
    kept = parse_checkpoint(newest_note(log))
    cut(log, 9)
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        for _ in range(5):
            await ledger.append(network.refusal())
    check_log(log, network, 14)

    verdict = verify_log(log, network.open_network, kept)

    assert not verdict.ok
    assert "the log was cut or rewritten" in verdict.fault


def test_a_checkpoint_of_a_stranger_from_outside_is_refused(
    log: Path, network: NetworkSimulator
) -> None:
    note = sign_checkpoint(parse_checkpoint(newest_note(log)).claimed, NetworkSimulator().log_key)

    verdict = verify_log(log, network.open_network, parse_checkpoint(note))

    assert not verdict.ok
    assert "the checkpoint from outside" in verdict.fault


@pytest.mark.parametrize(
    ("size", "origin", "own_key"),
    [(9, ORIGIN, False), (8, ORIGIN, True), (9, "other.test", True), (9, ORIGIN, True)],
)
def test_a_replaced_checkpoint_is_found(
    log: Path, verify: Verify, network: NetworkSimulator, size: int, origin: str, own_key: bool
) -> None:
    key = network.log_key if own_key else NetworkSimulator().log_key
    note = sign_checkpoint(Checkpoint(origin=origin, size=size, root=bytes(32)), key)
    with closing(sqlite3.connect(log)) as db, db:
        db.execute("UPDATE checkpoints SET note = ? WHERE size = 9", (note,))

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 7)


def test_an_uncovered_end_is_said(log: Path, change: Change, verify: Verify) -> None:
    change("DELETE FROM checkpoints WHERE size = 12")

    verdict = verify()

    assert (verdict.ok, verdict.covered) == (True, 9)
    assert "the last 3 are not yet covered" in verdict.sentence


async def test_an_end_that_stays_uncovered_is_a_fault(
    log: Path, network: NetworkSimulator, change: Change, verify: Verify
) -> None:
    network.clock.ms += 90_000
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.refusal())
    check_log(log, network, 13)
    change("DELETE FROM checkpoints WHERE size > 9")

    verdict = verify()

    assert (verdict.ok, verdict.first_bad) == (False, 9)
