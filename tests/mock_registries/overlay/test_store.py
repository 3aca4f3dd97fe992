"""The database of changes: seen by others at once, dropped, refused, and fast when it is full."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from mock_registries.country import Country
from mock_registries.overlay import ChangedCountry, country_of, drop_changes, open_country
from tests.mock_registries.overlay.wires import AS_OF, SCALE, Wires, open_small

DIE = """
import sys
from datetime import date
from pathlib import Path
from mock_registries.overlay import open_country

country = open_country(2022, date(2022, 12, 31), 1e-4, Path(sys.argv[1]))
country.changes.make("person.died", {"identity": sys.argv[2], "date": "2022-12-20"})
"""


def die(country: ChangedCountry, *indices: int) -> str:
    """Let people die; gives the number of the last one."""
    subject = ""
    for index in indices:
        day = {"identity": country.population.identity(index), "date": "2022-12-20"}
        subject = country.changes.make("person.died", day).subject
    return subject


def test_a_change_by_another_process_shows_at_the_next_request(
    changed: ChangedCountry, wires: Wires, database: Path
) -> None:
    person = changed.population.person(100)
    assert wires.exists(person) == "true"

    subprocess.run([sys.executable, "-c", DIE, str(database), person.identity], check=True)

    assert wires.exists(person) == "false"
    assert changed.changes.list()[0].subject == person.identity


def test_changes_are_there_after_a_restart(changed: ChangedCountry, database: Path) -> None:
    identity = die(changed, 100)

    again = open_small(database)

    assert again.population.death(100) == "2022-12-20"
    assert [change.data for change in again.changes.list()] == [
        {"identity": identity, "date": "2022-12-20"}
    ]


def test_changes_are_numbered_and_listed_from_any_on(changed: ChangedCountry) -> None:
    subjects = [die(changed, index) for index in (10, 50, 90)]

    listed = changed.changes.list(after=1)

    assert [change.seq for change in listed] == [2, 3]
    assert [change.subject for change in listed] == subjects[1:]
    assert all(change.time.endswith("Z") for change in listed)
    assert changed.changes.list(after=0, limit=2)[-1].seq == 2


def test_a_reset_drops_all_at_once_and_no_number_comes_again(
    changed: ChangedCountry, wires: Wires, database: Path
) -> None:
    person = changed.population.person(100)
    die(changed, 100)

    assert drop_changes(database) == 1

    assert wires.exists(person) == "true"
    assert changed.changes.list() == []
    die(changed, 100)
    assert changed.changes.list()[0].seq == 2


def test_a_file_that_is_not_there_has_nothing_to_drop(database: Path) -> None:
    assert drop_changes(database) == 0
    assert country_of(database) is None
    assert not database.exists()


def test_another_countrys_changes_are_refused(changed: ChangedCountry, database: Path) -> None:
    die(changed, 100)

    with pytest.raises(ValueError, match=r"holds changes of another country \(seed 2022, as of"):
        open_small(database, seed=7)
    with pytest.raises(ValueError, match="--reset"):
        open_country(2022, AS_OF, 2 * SCALE, database)
    with pytest.raises(ValueError, match="name another file"):
        open_country(2022, date(2023, 1, 1), SCALE, database)


def test_without_changes_a_database_is_anybodys(changed: ChangedCountry, database: Path) -> None:
    die(changed, 100)
    drop_changes(database)

    open_small(database, seed=7)

    assert country_of(database) == (7, AS_OF, SCALE)


def some_text(path: Path) -> None:
    path.write_text("no database at all, but long enough to be looked at" * 20)


def another_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE people (name TEXT)")


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [some_text, another_database, a_folder])
@pytest.mark.parametrize("use", [open_small, country_of, drop_changes])
def test_a_file_that_is_something_else_is_left_alone(
    database: Path, make: Callable[[Path], None], use: Callable[[Path], object]
) -> None:
    make(database)
    before = database.read_bytes() if database.is_file() else b""

    with pytest.raises(ValueError, match="name another file"):
        use(database)

    assert (database.read_bytes() if database.is_file() else b"") == before


def test_a_country_that_there_is_not_makes_no_file(database: Path) -> None:
    with pytest.raises(ValueError, match="scale"):
        open_country(2022, AS_OF, 0, database)

    assert not database.exists()


def test_changes_made_together_are_all_made_or_none(changed: ChangedCountry) -> None:
    with pytest.raises(ValueError, match="this person has died"), changed.changes.together():
        die(changed, 100, 100)

    assert changed.changes.list() == []
    assert changed.population.death(100) is None


def test_a_database_that_somebody_keeps_locked_is_a_sentence(
    changed: ChangedCountry, database: Path
) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(ValueError, match="cannot be used for changes"):
            die(changed, 100)

    assert changed.changes.list() == []


def test_threads_may_change_and_ask_side_by_side(changed: ChangedCountry) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda index: die(changed, index), range(0, 4000, 40)))

    assert len(set(made)) == 100
    assert sorted(change.subject for change in changed.changes.list()) == sorted(made)


@pytest.mark.timeout(60)
def test_ten_thousand_changes_keep_lookups_fast(tmp_path: Path) -> None:
    full, empty = (open_country(2022, AS_OF, 1.0, tmp_path / name) for name in ("full", "empty"))
    grown_up = [n for n in range(20_000) if full.population.person(n).year < 2022][:10_000]
    with full.changes.together():
        die(full, *grown_up)
    identities = [full.population.identity(n) for n in grown_up[::10]]

    full_s, empty_s = _seconds(full, identities), _seconds(empty, identities)

    assert len(full.changes.list(limit=20_000)) == 10_000
    assert full_s < 2 * empty_s
    assert full_s / len(identities) < 0.001


def _seconds(country: Country, identities: list[str]) -> float:
    """The best of several times to look everybody up."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        for identity in identities:
            assert country.population.by_identity(identity) is not None
        times.append(time.perf_counter() - start)
    return min(times)
