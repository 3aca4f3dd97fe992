"""Fixtures that every test may use.

``amqp_url`` (a broker that answers) and ``private_broker`` (one that the test may stop and start)
come from tests/house/broker.py.
"""

import sys
from collections.abc import Iterator

import pytest
import structlog

pytest_plugins = ["tests.house.broker"]


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command that a test runs in this process sets logging up; it is put back, for the tests after it."""
    before = structlog.get_config()
    yield
    if structlog.get_config() != before:
        structlog.configure(**before)
        _forget_loggers()


def _forget_loggers() -> None:
    """Let the loggers of all modules look at the configuration again; what commands set up is kept by each."""
    lazy = type(structlog.get_logger())
    for module in list(sys.modules.values()):
        for value in list(vars(module).values()):
            if type(value) is lazy:
                vars(value).pop("bind", None)
