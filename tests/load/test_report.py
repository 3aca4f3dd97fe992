"""A run in numbers, and whether it kept what was required."""

from ndxp.load.recording import Outcome, Recording, Times
from ndxp.load.report import METRICS, Asked, Report, make_report, measured
from ndxp.load.requirements import parse_requirements

GOOD = Outcome(label="200", answered=True, good=True, found=True)
ABSENT = Outcome(label="200", answered=True, good=True, found=False)
BUSY = Outcome(label="503 overloaded", answered=True, good=False, found=False)
SILENT = Outcome(label="timeout", answered=False, good=False, found=False)


def report_of(
    outcomes: list[Outcome], *required: str, lag_s: float = 0.0, dropped: int = 0
) -> Report:
    recording = Recording(sent=len(outcomes), elapsed_s=1.0)
    for outcome in outcomes:
        recording.add(outcome, Times(intended=0.0, sent=lag_s, ended=lag_s + 0.020))
    for _ in range(dropped):
        recording.drop()
    return make_report(
        Asked(
            target="http://127.0.0.1:1",
            rate=len(outcomes),
            duration_s=1.0,
            requirements=parse_requirements(required, METRICS),
        ),
        recording,
    )


def test_a_good_run_is_ok() -> None:
    report = report_of([GOOD] * 3 + [ABSENT], "p99_ms<21", "errors<=0", "found>=0.75")

    assert report.ok
    assert (report.errors, report.found, report.rate_achieved) == (0, 0.75, 4)
    assert report.bottleneck is None


def test_refused_silent_and_dropped_calls_are_errors() -> None:
    report = report_of([GOOD, BUSY, SILENT], dropped=1)

    assert report.errors == 0.75
    assert report.recording.outcomes == {
        "200": 1,
        "503 overloaded": 1,
        "timeout": 1,
        "dropped": 1,
    }


def test_a_requirement_that_is_not_met_is_named_with_what_was_measured() -> None:
    report = report_of([GOOD], "p99_ms<10", "errors<=0")

    assert not report.ok
    assert report.as_json()["requirements"] == [
        {"text": "p99_ms<10", "met": False, "measured": 20.0},
        {"text": "errors<=0", "met": True, "measured": 0.0},
    ]


def test_a_run_without_any_answer_is_not_ok() -> None:
    assert not report_of([SILENT]).ok


def test_a_generator_that_lags_says_that_it_is_the_bottleneck() -> None:
    assert report_of([GOOD] * 10, lag_s=0.011, dropped=5).bottleneck == "generator"


def test_a_target_that_does_not_keep_up_is_the_bottleneck() -> None:
    assert report_of([GOOD] * 10, dropped=1).bottleneck == "target"
    assert report_of([GOOD] * 9 + [SILENT]).bottleneck == "target"


def test_every_metric_of_a_requirement_is_measured() -> None:
    assert sorted(measured(report_of([GOOD]))) == sorted(METRICS)


def test_the_json_has_the_promised_keys() -> None:
    assert list(report_of([GOOD]).as_json()) == [
        *("target", "rate", "duration_s", "sent", "answered", "dropped", "late", "rate_achieved"),
        *("latency_ms", "service_time_ms", "errors", "found", "outcomes", "lag_ms", "bottleneck"),
        *("requirements", "ok"),
    ]
