"""The adapter behind a whole platform, which is this test's own: rights, schemas, seals and log."""

import pytest
from adapter import Vidu

from ndxp.testing import Exchanges, Platform

SERVICE = f"{Vidu.subsystem}/traCuu"


@pytest.fixture(autouse=True)
def _served(ndxp: Platform) -> None:
    ndxp.serve(Vidu())  # grants proposal.toml, in the network of this test


def test_a_record_is_found(ndxp: Platform, exchanges: Exchanges) -> None:
    reply = ndxp.call(SERVICE, {"Ma": "A-001"})

    assert reply.status == 200
    assert reply.body == {"BanGhi": {"Ma": "A-001", "Ten": "Bản ghi thứ nhất"}}
    assert exchanges.only().outcome == "ok"


def test_an_unknown_record_is_an_empty_answer(ndxp: Platform, exchanges: Exchanges) -> None:
    reply = ndxp.call(SERVICE, {"Ma": "Z-999"})

    assert (reply.status, reply.body) == (200, {})
    assert exchanges.only().outcome == "not_found"


def test_what_the_schema_does_not_allow_never_reaches_the_adapter(ndxp: Platform) -> None:
    reply = ndxp.call(SERVICE, {"Ma": "one"})

    assert (reply.status, reply.code) == (422, "schema_violation")


def test_who_stands_in_no_right_is_refused(ndxp: Platform) -> None:
    reply = ndxp.call(SERVICE, {"Ma": "A-001"}, client="VN/GOV/G14/lgsp")

    assert (reply.status, reply.code) == (403, "access_denied")
