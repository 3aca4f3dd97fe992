"""The pytest plugin: found by itself, cheap where nobody uses it, clear where something is missing."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points

import pytest

from gateway.errors import BrokerError
from ndxp.testing.broker import broker_url
from tests.house.ports import held_ports

pytest_plugins = ["pytester"]

OURS_ALONE = ("-p", "ndxp.pytest_plugin", "-p", "no:cacheprovider")
OURS = ("gateway", "adapters", "mock_registries", "ndxp.", "schemas", "structlog", "aiohttp")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inner runs of pytest load no other plugin: that would take longer than the tests."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture
def nowhere() -> Iterator[str]:
    """The URL of a broker that is not there."""
    with held_ports(1) as (port,):
        yield f"amqp://guest:mat-khau@127.0.0.1:{port}/"


def test_pytest_finds_it() -> None:
    found = entry_points(group="pytest11", name="ndxp")

    assert [each.value for each in found] == ["ndxp.pytest_plugin"]


def test_it_costs_nothing_where_nobody_uses_it() -> None:
    program = "import sys, ndxp.pytest_plugin; print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True
    )

    loaded = [name for name in done.stdout.split() if name.startswith(OURS)]
    assert loaded == ["ndxp.pytest_plugin"]


@pytest.mark.parametrize("variable", ["NDXP_AMQP_URL", "AMQP_URL"])
def test_a_broker_that_is_named_is_not_replaced_by_another_one(nowhere: str, variable: str) -> None:
    with pytest.raises(BrokerError, match="no broker at 127") as failed:
        broker_url({variable: nowhere})

    assert "mat-khau" not in str(failed.value)


@pytest.mark.rabbit
def test_the_first_of_both_variables_counts(amqp_url: str, nowhere: str) -> None:
    assert broker_url({"NDXP_AMQP_URL": amqp_url, "AMQP_URL": nowhere}) == amqp_url


@pytest.mark.parametrize(("ci", "outcome"), [("", "skipped"), ("true", "errors")])
def test_without_a_broker_a_test_is_skipped_and_with_ci_it_fails(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    nowhere: str,
    ci: str,
    outcome: str,
) -> None:
    monkeypatch.setenv("NDXP_AMQP_URL", nowhere)
    monkeypatch.setenv("CI", ci)
    pytester.makepyfile("def test_it(ndxp_rabbit): pass")

    result = pytester.runpytest_inprocess("-rs", *OURS_ALONE)

    result.assert_outcomes(**{outcome: 1})
    result.stdout.fnmatch_lines(["*NO BROKER: no broker at 127.0.0.1:*NDXP_AMQP_URL or AMQP_URL*"])


def test_faults_and_log_are_those_of_the_platform_that_the_test_uses(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile("""
        import pytest
        from types import SimpleNamespace

        @pytest.fixture
        def ndxp():
            return SimpleNamespace(exchanges="of ndxp", faults="of ndxp")

        @pytest.fixture
        def ndxp_rabbit():
            return SimpleNamespace(exchanges="of rabbit", faults="of rabbit")

        def test_none(exchanges, faults):
            assert (exchanges, faults) == ("of ndxp", "of ndxp")

        def test_one(exchanges, ndxp_rabbit, faults):
            assert (exchanges, faults) == ("of rabbit", "of rabbit")

        def test_both(ndxp, ndxp_rabbit, exchanges):
            pass
    """)

    result = pytester.runpytest_inprocess(*OURS_ALONE)

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*which one? This test uses ndxp and ndxp_rabbit*"])
