import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gateway.errors import LedgerError, StateError
from gateway.ledger.checkpoint import open_checkpoint, parse_checkpoint
from gateway.ledger.sqlite import SqliteLedger
from ndxp.audit.query import Filters, list_exchanges, newest_checkpoint, show_exchange
from tests.gateway.ledger.checking import check_log
from tests.gateway.ledger.simulator import CLIENT, ORIGIN, SERVICE, NetworkSimulator


def identifiers(log: Path, seq: int) -> tuple[str, str]:
    with closing(sqlite3.connect(log)) as db:
        found: tuple[str, str] = db.execute(
            "SELECT request_id, message_id FROM exchanges WHERE seq = ?", (seq,)
        ).fetchone()
    return found


def test_exchanges_are_listed_newest_first(log: Path) -> None:
    listed = list_exchanges(log, Filters(), limit=3)

    assert [item.row.seq for item in listed] == [10, 8, 6]
    assert listed[0].as_json()["outcome"] == "timeout"
    assert listed[0].row.service == SERVICE


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(client=CLIENT), [10, 8, 6, 4, 2]),
        (Filters(client="VN/GOV/G14/lgsp"), []),
        (Filters(service=SERVICE, outcome="not_found"), [6]),
        (Filters(service="VN/GOV/G05/dkdn/chiTietDoanhNghiep"), []),
        (Filters(code="timeout"), [10]),
    ],
)
def test_filters_narrow_the_list(log: Path, filters: Filters, found: list[int]) -> None:
    listed = list_exchanges(log, filters, limit=100)

    assert [item.row.seq for item in listed] == found


def test_an_exchange_is_shown_by_its_own_id_or_by_the_callers(log: Path) -> None:
    request_id, message_id = identifiers(log, 2)

    shown = show_exchange(log, request_id)

    assert [(entry.seq, entry.kind) for entry in shown] == [(1, "request"), (2, "response")]
    assert shown[0].payload["client"] == CLIENT
    assert shown[0].header["typ"] == "ndxp-request+jws"
    assert shown == show_exchange(log, message_id)


def test_a_late_answer_is_shown_with_the_failure(log: Path) -> None:
    request_id, _ = identifiers(log, 10)

    shown = show_exchange(log, request_id)

    assert [entry.kind for entry in shown] == ["request", "failure", "late"]


async def test_an_open_request_is_shown(log: Path, network: NetworkSimulator) -> None:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.request("still open"))
    check_log(log, network, 13)

    shown = show_exchange(log, "still open")

    assert [(entry.seq, entry.kind) for entry in shown] == [(12, "request")]


@pytest.mark.parametrize("text", ["nobody's", "12", "-1", "1" * 19, "１", ""])
def test_an_unknown_id_shows_nothing(log: Path, text: str) -> None:
    assert show_exchange(log, text) == []


def test_an_entry_that_belongs_to_no_exchange_is_shown_by_its_number(
    log: Path, network: NetworkSimulator
) -> None:
    (shown,) = show_exchange(log, "0")

    assert (shown.seq, shown.kind, shown.header["kid"]) == (0, "network", "kid of node:sim")
    assert shown.payload.keys() == {"version", "documentDigest", "time"}
    assert shown.payload["version"] == 1


async def test_an_id_that_looks_like_a_number_is_an_id_first(
    log: Path, network: NetworkSimulator
) -> None:
    async with SqliteLedger.open(log, network.log_key, ORIGIN, network.clock) as ledger:
        await ledger.append(network.request("0"))

    assert [entry.seq for entry in show_exchange(log, "0")] == [12]


def test_a_damaged_entry_is_shown_as_far_as_it_goes(log: Path, change: Callable[..., None]) -> None:
    request_id, _ = identifiers(log, 2)
    change("UPDATE entries SET jws = 'x', facts = '{' WHERE seq = 2")

    shown = show_exchange(log, request_id)

    assert "unreadable" in shown[1].header
    assert shown[1].facts == "{"


def test_the_newest_checkpoint_is_the_one_to_keep(log: Path, network: NetworkSimulator) -> None:
    note = newest_checkpoint(log)

    assert open_checkpoint(parse_checkpoint(note), network.log_key.public_key()).size == 12


def test_a_log_without_checkpoints_has_none_to_keep(log: Path, change: Callable[..., None]) -> None:
    change("DELETE FROM checkpoints")

    with pytest.raises(LedgerError, match="no checkpoint yet"):
        newest_checkpoint(log)


def test_no_log_is_an_error_of_the_operator(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="no log at"):
        list_exchanges(tmp_path / "log.db", Filters(), limit=1)
