"""Log lines and metrics: for programs and people, and nothing of what was exchanged."""

import json
import subprocess
import sys

from gateway.telemetry import Metrics

LOGGING = """
import logging, sys, structlog
from gateway.telemetry import configure_logging
configure_logging(sys.argv[1])
log = structlog.get_logger()
log.info("call.refused", code="bad_request")
log.warning("bus.lost", error="OSError")
logging.getLogger("aiohttp").error("a foreign text with personal data")
"""


def lines(level: str) -> list[dict[str, str]]:
    """What a program of its own logs, because logging is configured once for each."""
    done = subprocess.run(
        [sys.executable, "-c", LOGGING, level], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_log_line_is_json_with_a_constant_event() -> None:
    refused, lost = lines("info")

    assert (refused["event"], refused["code"]) == ("call.refused", "bad_request")
    assert (lost["event"], lost["level"]) == ("bus.lost", "warning")
    assert lost["timestamp"].endswith("Z")


def test_the_level_filters() -> None:
    assert [line["event"] for line in lines("warning")] == ["bus.lost"]


def test_foreign_libraries_are_not_heard_with_their_texts() -> None:
    assert "personal" not in str(lines("debug"))


def test_metrics_are_counted_under_their_labels() -> None:
    metrics = Metrics()

    metrics.count("VN/GOV/H29/motcua", "VN/GOV/G01/dancu/TraCuu", "ok", 0.003)
    metrics.count("VN/GOV/H29/motcua", "VN/GOV/G01/dancu/TraCuu", "ok", 0.003)
    metrics.in_flight.inc()

    text = metrics.render().decode()
    labels = 'client="VN/GOV/H29/motcua",outcome="ok",service="VN/GOV/G01/dancu/TraCuu"'
    assert f"ndxp_exchanges_total{{{labels}}} 2.0" in text
    assert 'ndxp_exchange_seconds_bucket{le="0.005",service="VN/GOV/G01/dancu/TraCuu"} 2.0' in text
    assert "ndxp_calls_in_flight 1.0" in text


def test_two_nodes_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.count("a", "b", "ok", 1)

    assert b'client="a"' not in other.render()
