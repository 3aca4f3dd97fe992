"""Whatever an adapter returns, its caller is answered."""

import math
from datetime import date
from typing import cast

import pytest
from structlog.testing import capture_logs

from adapters.base import Answer, JsonObject
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
