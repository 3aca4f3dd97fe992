"""Pages of closed exchanges: whatever is wanted is told once, in the order of the log."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.errors import LogUnavailableError
from gateway.ledger.history import Closed, Wanted, read_page
from gateway.ledger.sqlite import SqliteLedger
from tests.gateway.ledger.simulator import CLIENT, SERVICE, START_MS, NetworkSimulator

OTHER = "VN/GOV/G05/thongke"
PROVIDER = SERVICE.rpartition("/")[0]
EVERYTHING = Wanted(from_ms=0, until_ms=START_MS * 2)


async def ask(
    ledger: SqliteLedger, network: NetworkSimulator, seconds: int, client: str = CLIENT
) -> None:
    """An exchange that is closed so many seconds after the start."""
    network.clock.ms = START_MS + seconds * 1000
    signer = client.rpartition("/")[0]
    request = network.request(changed={"client": client}, signer=signer)
    await ledger.append(request)
    await ledger.append(network.response(request))


def walk(log: Path, wanted: Wanted, page: int, scanned: int) -> list[Closed]:
    """All pages, one after the other."""
    found: list[Closed] = []
    while True:
        read = read_page(log, wanted, page, scanned)
        assert len(read.exchanges) <= page
        found += read.exchanges
        if read.next is None:
            return found
        assert read.next > wanted.start
        wanted = replace(wanted, start=read.next)


def seconds(found: Sequence[Closed]) -> list[int]:
    return [(each.time_ms - START_MS) // 1000 for each in found]


def content(file: Path) -> bytes:
    return file.read_bytes()


@given(
    gaps=st.lists(st.integers(0, 2), max_size=12),
    bounds=st.tuples(st.integers(0, 15), st.integers(0, 15)),
    sizes=st.tuples(st.integers(1, 5), st.integers(1, 7)),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_pages_of_any_size_tell_everything_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory,
    gaps: list[int],
    bounds: tuple[int, int],
    sizes: tuple[int, int],
) -> None:
    network = NetworkSimulator()
    log = tmp_path_factory.mktemp("history") / "log.db"
    times = [sum(gaps[: position + 1]) for position in range(len(gaps))]
    async with SqliteLedger.open(log, network.log_key, "test/log", network.clock) as ledger:
        await ledger.append(network.network())
        for position, at in enumerate(times):
            await ask(ledger, network, at, OTHER if position % 3 == 0 else CLIENT)
        first, last = START_MS + bounds[0] * 1000, START_MS + bounds[1] * 1000
        wanted = Wanted(from_ms=first, until_ms=last)

        assert seconds(walk(log, wanted, *sizes)) == [
            at for at in times if bounds[0] <= at < bounds[1]
        ]
        theirs = walk(log, replace(wanted, parties=(OTHER,)), *sizes)
        assert seconds(theirs) == [at for at in times[::3] if bounds[0] <= at < bounds[1]]


async def test_both_parties_find_an_exchange_and_nobody_else(
    log: Path, ledger: SqliteLedger, network: NetworkSimulator
) -> None:
    await ask(ledger, network, 0)

    for parties, count in [
        ((CLIENT,), 1),
        ((PROVIDER,), 1),
        ((CLIENT, PROVIDER), 1),
        ((OTHER,), 0),
        ((CLIENT, OTHER), 0),
        (("VN/GOV/H29",), 0),
    ]:
        assert len(read_page(log, replace(EVERYTHING, parties=parties)).exchanges) == count


async def test_refusals_and_failures_are_told_and_open_requests_are_not(
    log: Path, ledger: SqliteLedger, network: NetworkSimulator
) -> None:
    request = network.request()
    await ledger.append(request)
    await ledger.append(network.refusal())
    assert [each.row.outcome for each in read_page(log, EVERYTHING).exchanges] == ["denied"]

    await ledger.append(network.failure(request))

    outcomes = [each.row.outcome for each in read_page(log, EVERYTHING).exchanges]
    assert outcomes == ["denied", "timeout"]


async def test_a_page_looks_at_so_many_entries_even_if_none_is_wanted(
    log: Path, ledger: SqliteLedger, network: NetworkSimulator
) -> None:
    for _ in range(5):
        await ask(ledger, network, 0)
    await ask(ledger, network, 0, OTHER)

    page = read_page(log, replace(EVERYTHING, parties=(OTHER,)), scanned=4)

    assert (page.exchanges, page.next) == ([], 4)


async def test_who_goes_on_later_misses_nothing_that_came_meanwhile(
    log: Path, ledger: SqliteLedger, network: NetworkSimulator
) -> None:
    for _ in range(3):
        await ask(ledger, network, 0)
    first = read_page(log, EVERYTHING, page=2)
    await ask(ledger, network, 0)

    assert first.next is not None
    second = read_page(log, replace(EVERYTHING, start=first.next), page=2)

    told = [each.row.seq for each in (*first.exchanges, *second.exchanges)]
    assert len(told) == len(set(told)) == 4


async def test_a_log_with_nothing_in_it_has_an_empty_page(log: Path) -> None:
    network = NetworkSimulator()
    async with SqliteLedger.open(log, network.log_key, "test/log", network.clock):
        page = read_page(log, EVERYTHING)

    assert (page.exchanges, page.next) == ([], None)


def test_a_log_that_cannot_be_read_is_said_to_be_unavailable(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailableError):
        read_page(tmp_path / "log.db", EVERYTHING)

    assert not (tmp_path / "log.db").exists()


async def test_reading_changes_nothing_beside_the_log(
    log: Path, ledger: SqliteLedger, network: NetworkSimulator
) -> None:
    await ask(ledger, network, 0)
    before = content(log)

    read_page(log, EVERYTHING)
    await ask(ledger, network, 1)

    assert content(log) == before  # what is new lies in the WAL: the reader moved nothing
    assert len(read_page(log, EVERYTHING).exchanges) == 2
