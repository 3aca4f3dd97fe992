"""Fixtures for tests of clients and adapters, which pytest finds by itself: docs/testing.md.

`ndxp` and `ndxp_rabbit` are platforms, `sample` what to ask them, `faults` and `exchanges` the faults and the log
of the platform that a test uses. Nothing is imported before a test asks for it: this module is loaded by
every run of pytest where the platform is installed.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from ndxp.testing import Exchanges, Platform, Sample, Settings, Switch

PLATFORMS: Final = ("ndxp", "ndxp_rabbit")


@pytest.fixture(scope="session")
def ndxp_settings() -> "Settings":
    """Which network and which country; define it anew to have others."""
    from ndxp.testing import Settings

    return Settings()


@pytest.fixture
def ndxp(
    ndxp_settings: "Settings", tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Platform"]:
    """A platform of this test alone: the whole country, a free port, an empty log."""
    from ndxp.testing import open_platform

    with open_platform(tmp_path_factory.mktemp("ndxp"), ndxp_settings) as platform:
        yield platform


@pytest.fixture(scope="session")
def ndxp_broker() -> str:
    """The URL of a RabbitMQ that answers; skips where there is none, and fails if `CI` is set."""
    from gateway.errors import BrokerError
    from ndxp.testing.broker import VARIABLES, broker_url

    try:
        return broker_url(os.environ)
    except BrokerError as error:
        reason = f"NO BROKER: {error}. Start RabbitMQ, or name one in {' or '.join(VARIABLES)}."
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def ndxp_rabbit(
    ndxp_broker: str, ndxp_settings: "Settings", tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Platform"]:
    """The same over RabbitMQ, under names of its own."""
    from ndxp.testing import open_platform

    folder = tmp_path_factory.mktemp("ndxp")
    with open_platform(folder, ndxp_settings, ndxp_broker) as platform:
        yield platform


@pytest.fixture(scope="session")
def sample(ndxp_settings: "Settings") -> "Sample":
    """Requests about records that exist."""
    from ndxp.testing import Sample

    return Sample(ndxp_settings)


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> "Switch":
    """Switches faults of this test's platform on; they end with it."""
    return _platform(request).faults


@pytest.fixture
def exchanges(request: pytest.FixtureRequest) -> "Exchanges":
    """The log of this test's platform."""
    return _platform(request).exchanges


def _platform(request: pytest.FixtureRequest) -> "Platform":
    used = [name for name in PLATFORMS if name in request.fixturenames]
    if len(used) > 1:
        pytest.fail(f"which one? This test uses {' and '.join(used)}: take the platform's own")
    platform: Platform = request.getfixturevalue(used[0] if used else PLATFORMS[0])
    return platform
