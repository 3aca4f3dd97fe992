"""A rule that can hit nothing is told apart from one that hits, and what was meant is named."""

from typing import Any

import pytest

from gateway.faults import Asked, Rule
from gateway.faults.aim import missed

SERVICES = [
    Asked("VN/GOV/G01/dancu/TraCuuThongTinCongDan", "", "dancu"),
    Asked("VN/GOV/G05/dkdn/chiTietDoanhNghiep", "", "dkdn"),
    Asked("VN/GOV/G13/tailieu/tep", "", ""),
]
CLIENTS = ["VN/GOV/H29/motcua", "VN/COM/0199999991/khachhang"]


def told(**rule: Any) -> str:
    return missed(Rule.read({"fault": "hang", **rule}), SERVICES, CLIENTS)


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"service": "dancu"},
        {"service": "dancu/TraCuu*"},
        {"service": "tep", "client": "H29"},
        {"fault": "still_processing"},
        {"fault": "still_processing", "service": "d*"},
        {"fault": "date_form", "service": "tep"},
    ],
)
def test_what_some_call_can_meet_is_fine(rule: dict[str, object]) -> None:
    assert told(**rule) == ""


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"service": "dankcu"}, "service: there is none of this name; the closest: dancu, "),
        ({"service": "chiTietDN"}, "the closest: chiTietDoanhNghiep, "),
        ({"client": "motcau"}, "client: there is none of this name; the closest: motcua, "),
        (
            {"fault": "still_processing", "service": "dancu"},
            "service: still_processing is a fault of dkdn only; the closest: dkdn, ",
        ),
    ],
)
def test_what_no_call_can_meet_is_named_with_what_is_closest(
    rule: dict[str, object], sentence: str
) -> None:
    assert told(**rule).startswith(sentence) or sentence in told(**rule)


def test_where_nobody_knows_who_calls_every_client_may() -> None:
    assert missed(Rule.read({"fault": "hang"}), SERVICES, ()) == ""


def test_where_there_is_no_service_at_all_nothing_is_named() -> None:
    assert missed(Rule.read({"fault": "hang"}), [], ()).startswith("service: there is none")
