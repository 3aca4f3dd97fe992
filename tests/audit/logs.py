"""What tests do with a log beside damaging it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from gateway.ledger.sqlite import SqliteLedger
from gateway.message import Entry
from tests.gateway.ledger.simulator import ORIGIN, NetworkSimulator


def newest_note(log: Path) -> str:
    """The newest checkpoint as the log has it."""
    with closing(sqlite3.connect(log)) as db:
        (note,) = db.execute("SELECT note FROM checkpoints ORDER BY size DESC").fetchone()
    return str(note)


async def append(log: Path, network: NetworkSimulator, *entries: Entry) -> None:
    """Write entries as the node itself would, whatever their signatures are worth."""
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        for entry in entries:
            await ledger.append(entry)
