"""What is not answered: faulty parameters, strangers, and more than can be read at a time."""

import asyncio
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from gateway.edge.monitoring import HEALTH, MAX_WAITING, OPERATIONAL, Monitoring
from gateway.errors import (
    BadRequestError,
    ExchangeError,
    InvalidClientIdentifierError,
    InvalidMethodError,
    LogUnavailableError,
    MissingHeaderError,
    OverloadedError,
    UnknownMemberError,
)
from tests.gateway.edge.monitoring.place import CLIENT, Place


@pytest.mark.parametrize(
    "query",
    [
        "form=1",
        "from=1&from=2",
        "from=",
        "from=-1",
        "from=1.5",
        "from=٣",
        f"from={'9' * 40}",
        "from=2&to=1",
        "to=soon",
        "client=VN/GOV/H29",
        "client=",
        "fields=",
        "fields=requestInTs,079203004567",
        "fields=requestInTs,,",
        "next=",
        "next=xyz",
        "next=-1",
        f"next={'f' * 16}",
    ],
)
async def test_a_faulty_parameter_is_named_but_not_repeated(place: Place, query: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        await place.ask(CLIENT, query)

    name, _, value = query.partition("=")
    assert name in caught.value.where or name == "form"
    assert "079203004567" not in caught.value.where
    assert not value or value not in caught.value.where or value in ("1", "1&from=2")


async def test_an_unknown_field_is_named_by_its_place(place: Place) -> None:
    with pytest.raises(BadRequestError, match=r"fields: number 2 is none of monitoringDataTs, "):
        await place.ask(CLIENT, "fields=requestInTs,soDinhDanh")


@pytest.mark.parametrize("path", [OPERATIONAL, HEALTH])
@pytest.mark.parametrize(
    ("client", "error"),
    [
        (None, MissingHeaderError),
        ("nobody", InvalidClientIdentifierError),
        ("VN/GOV/H29/MadeUp", UnknownMemberError),
    ],
)
async def test_only_a_known_client_is_answered(
    place: Place, path: str, client: str | None, error: type[ExchangeError]
) -> None:
    with pytest.raises(error):
        await place.ask(client, path=path)


@pytest.mark.parametrize("path", [OPERATIONAL, HEALTH])
async def test_other_methods_are_refused(place: Place, path: str) -> None:
    http = make_mocked_request("POST", path, {"X-Road-Client": CLIENT})

    with pytest.raises(InvalidMethodError):
        await place.monitoring.answer(http, place.network)


async def test_so_many_may_wait_for_a_page(place: Place) -> None:
    asked = await asyncio.gather(
        *(place.ask(CLIENT) for _ in range(MAX_WAITING + 3)), return_exceptions=True
    )

    refused = [each for each in asked if isinstance(each, OverloadedError)]
    assert len(refused) == 3
    assert (await place.ask(CLIENT))["recordsCount"] == 0


async def test_without_a_log_there_are_no_records_but_health(tmp_path: Path, place: Place) -> None:
    clock = place.simulator.clock
    place.monitoring = Monitoring(tmp_path / "nothing.db", clock, place.health)

    with pytest.raises(LogUnavailableError):
        await place.ask(CLIENT)
    assert (await place.ask(CLIENT, path=HEALTH))["statisticsPeriodSeconds"] == 600
