"""Whatever an adapter returns, its caller is answered."""

import math
from datetime import date
from typing import cast

import pytest
from structlog.testing import capture_logs

from adapters.base import Answer, JsonObject
from gateway.errors import RegistryRefusedError
from tests.adapters.asking import Side
from tests.gateway.members import PERSON, SERVICE


@pytest.mark.parametrize(
    "result",
    [
        None,
        {"CongDan": {}},
        Answer(body={"CongDan": date(2026, 1, 1)}, found=True),
        Answer(body={"CongDan": {"HoVaTen": f"\ud800{PERSON}"}}, found=True),
        Answer(body={"CongDan": math.nan}, found=True),
        Answer(body=cast("JsonObject", None), found=False),
        Answer(body={}, found=False, native=cast("bytes", PERSON)),
    ],
    ids=["none", "dict", "date", "surrogate", "nan", "no body", "native text"],
)
async def test_whatever_an_adapter_returns_its_caller_is_answered(
    side: Side, result: object
) -> None:
    side.adapter.result = cast("Answer", result)

    with capture_logs() as logs:
        opened = await side.answer()

    assert (opened.code, opened.status, opened.outcome) == (
        "invalid_answer",
        502,
        "provider_error",
    )
    assert PERSON not in str(logs) + opened.content.body.decode()


async def test_a_registrys_own_refusal_is_sealed_for_who_speaks_its_dialect_and_stands_in_no_text(
    side: Side,
) -> None:
    side.adapter.result = RegistryRefusedError("/SoDinhDanh: refused", native=PERSON.encode())

    with capture_logs() as logs:
        opened = await side.answer()

    assert (opened.code, opened.status, opened.outcome) == ("service_refused", 422, "invalid")
    assert opened.content.native == PERSON.encode()
    texts = [str(logs), str(side.adapter.result), repr(side.adapter.result)]
    assert PERSON not in "".join(texts) + opened.content.body.decode()


async def test_a_refusal_without_the_registrys_words_has_none(side: Side) -> None:
    side.adapter.result = RegistryRefusedError("/SoDinhDanh: refused")

    opened = await side.answer()

    assert (opened.code, opened.content.native) == ("service_refused", b"")


async def test_an_answer_that_no_json_can_hold_is_logged_by_its_type_alone(side: Side) -> None:
    side.adapter.result = cast("Answer", None)

    with capture_logs() as logs:
        await side.answer()

    assert logs == [
        {
            "event": "adapter.answer_invalid",
            "log_level": "error",
            "error": "AttributeError",
            "service": SERVICE.code,
        }
    ]
