"""How much was exchanged, by whom, and how that compares with the published targets.

Computed from the hourly `volume` of the log, which verify compares with the entries.
"""

import sqlite3
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from gateway.ledger.rows import VolumeKey
from gateway.ledger.store import checkpoint_of
from gateway.message import COUNTED
from ndxp.audit.reading import snapshot

_TARGETS = Path(__file__).with_name("targets.toml")
_DAY = len("2026-11-22")
_YEAR = len("2026")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One published figure with its source."""

    id: str
    kind: str  # minimum, observed, daily or growth
    value: float
    year: int
    wording: str
    wording_vi: str
    document: str
    document_vi: str
    lines: str  # of the source document's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The figures and the rule by which a log is compared with them."""

    rule: str
    zone: str
    figures: tuple[Target, ...]

    @property
    def minimum(self) -> int:
        """The total that the task of 2023 asks for."""
        return next(int(figure.value) for figure in self.figures if figure.kind == "minimum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One calendar year of the log against one figure."""

    year: int
    measured: float
    share: float  # measured / target value
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Volumes of a whole log; every figure names the rule and the checkpoint behind it."""

    rule: str
    zone: str
    checkpoint_size: int  # entries that the signed checkpoint covers, 0 without one
    checkpoint_root: str  # hexadecimal, empty without one
    entries: int  # in the log when this was computed; those beyond the checkpoint are not covered
    transactions: int
    apart: dict[str, int]  # refusals and failures by outcome
    by_service: dict[str, int]
    by_client: dict[str, int]
    by_day: dict[str, int]
    by_year: dict[int, int]
    comparisons: tuple[Comparison, ...]

    def as_json(self) -> dict[str, object]:
        """The report as `--json` prints it."""
        return asdict(self)


@cache
def load_targets() -> Targets:
    """The figures that ship with the package."""
    document = tomllib.loads(_TARGETS.read_text(encoding="utf-8"))
    return Targets(
        rule=document["rule"]["text"],
        zone=document["rule"]["zone"],
        figures=tuple(Target(**document["source"], **item) for item in document["target"]),
    )


def report_log(path: Path) -> Report:
    """Sum up the whole log; raises StateError or LedgerError when it cannot be read."""
    with snapshot(path) as db:
        return summarise(_volume(db), *_position(db))


def summarise(volume: dict[VolumeKey, int], size: int, root: str, entries: int) -> Report:
    """The report over hourly volumes, computed from the checkpoint (size, root)."""
    targets = load_targets()
    apart: Counter[str] = Counter()
    service: Counter[str] = Counter()
    client: Counter[str] = Counter()
    day: Counter[str] = Counter()
    for key, count in volume.items():
        if key.outcome not in COUNTED:
            apart[key.outcome] += count
            continue
        service[key.service] += count
        client[key.client] += count
        day[key.hour[:_DAY]] += count
    return Report(
        rule=targets.rule,
        zone=targets.zone,
        checkpoint_size=size,
        checkpoint_root=root,
        entries=entries,
        transactions=day.total(),
        apart=dict(apart.most_common()),
        by_service=dict(service.most_common()),
        by_client=dict(client.most_common()),
        by_day=dict(sorted(day.items())),
        by_year=_by_year(day),
        comparisons=_compare(targets, day),
    )


def _volume(db: sqlite3.Connection) -> dict[VolumeKey, int]:
    rows = db.execute("SELECT hour, client, service, outcome, count FROM volume")
    return {VolumeKey(*key): count for *key, count in rows}


def _position(db: sqlite3.Connection) -> tuple[int, str, int]:
    (entries,) = db.execute("SELECT coalesce(max(seq) + 1, 0) FROM entries").fetchone()
    checkpoint = checkpoint_of(db)
    if checkpoint is None:
        return 0, "", entries
    _, size, root = checkpoint
    return size, root.hex(), entries


def _by_year(day: Counter[str]) -> dict[int, int]:
    years: Counter[int] = Counter()
    for date, count in day.items():
        years[int(date[:_YEAR])] += count
    return dict(sorted(years.items()))


def _compare(targets: Targets, day: Counter[str]) -> tuple[Comparison, ...]:
    years = _by_year(day)
    days = Counter(int(date[:_YEAR]) for date in day)
    found = []
    for year, total in years.items():
        for target in targets.figures:
            match target.kind:
                case "daily":
                    measured = total / days[year]
                case "growth" if year - 1 in years:
                    measured = total / years[year - 1]
                case "growth":
                    continue
                case _:
                    measured = total
            share = measured / target.value
            found.append(Comparison(year=year, measured=measured, share=share, target=target))
    return tuple(found)
