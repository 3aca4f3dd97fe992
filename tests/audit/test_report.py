import json
from pathlib import Path

import pytest

from gateway.ledger.rows import VolumeKey
from ndxp.audit.report import Report, load_targets, report_log, summarise
from tests.gateway.ledger.simulator import CLIENT, SERVICE


def report(volume: dict[tuple[str, str], int]) -> Report:
    keys = {VolumeKey(hour, CLIENT, SERVICE, outcome): n for (hour, outcome), n in volume.items()}
    return summarise(keys, size=7, root="ab", entries=9)


def test_a_log_is_summed_up(log: Path) -> None:
    found = report_log(log)

    assert found.transactions == 4
    assert found.apart == {"timeout": 1}
    assert found.by_service == {SERVICE: 4}
    assert found.by_client == {CLIENT: 4}
    assert found.by_day == {"2026-11-22": 4}
    assert found.by_year == {2026: 4}
    assert (found.checkpoint_size, found.entries) == (12, 12)
    assert len(found.checkpoint_root) == 64
    assert json.loads(json.dumps(found.as_json()))["zone"] == "Asia/Ho_Chi_Minh (UTC+7)"


def test_refusals_and_failures_are_counted_apart() -> None:
    found = report(
        {
            ("2026-01-01T00", "ok"): 5,
            ("2026-01-01T01", "not_found"): 2,
            ("2026-01-01T01", "denied"): 3,
            ("2026-01-02T00", "timeout"): 1,
        }
    )

    assert found.transactions == 7
    assert found.apart == {"denied": 3, "timeout": 1}
    assert found.by_day == {"2026-01-01": 7}


def test_each_calendar_year_is_held_against_the_minimum() -> None:
    found = report({("2025-12-31T23", "ok"): 430_000_000, ("2026-01-01T00", "ok"): 860_000_000})

    shares = {item.year: item.share for item in found.comparisons if item.target.kind == "minimum"}
    assert shares == {2025: 0.5, 2026: 1.0}


def test_growth_needs_the_year_before() -> None:
    found = report({("2025-06-01T00", "ok"): 100, ("2026-06-01T00", "ok"): 486})

    (growth,) = (item for item in found.comparisons if item.target.kind == "growth")
    assert (growth.year, growth.measured) == (2026, 4.86)
    assert growth.share == pytest.approx(1.0)


def test_the_daily_mean_is_over_days_with_transactions() -> None:
    found = report({("2026-06-01T00", "ok"): 1_200_000, ("2026-06-03T00", "ok"): 3_600_000})

    daily = next(item for item in found.comparisons if item.target.kind == "daily")
    assert (daily.measured, daily.share) == (2_400_000, 1.0)


def test_an_empty_log_has_no_comparisons() -> None:
    found = summarise({}, size=0, root="", entries=0)

    assert (found.transactions, found.comparisons) == (0, ())


def test_every_target_names_its_source_and_wording() -> None:
    targets = load_targets()

    assert targets.minimum == 860_000_000
    assert "counted once" in targets.rule
    for figure in targets.figures:
        assert figure.wording
        assert figure.wording_vi
        assert figure.lines
        assert "6th session of the National Committee" in figure.document


def test_the_minimum_is_worded_as_agreed() -> None:
    (minimum,) = (figure for figure in load_targets().figures if figure.kind == "minimum")

    assert minimum.wording == (
        "at least 860 million: expected result of the NDXP task, 2023; the source does not say"
        " per year, compared per calendar year by our assumption"
    )
