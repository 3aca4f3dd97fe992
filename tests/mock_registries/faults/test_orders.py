"""How a fault is ordered, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries.faults import KINDS
from mock_registries.faults.orders import UnknownFaultError, read


def test_what_is_not_said_has_its_default() -> None:
    order = read("latency;seconds=2.5", KINDS)

    assert order.number("seconds") == 2.5
    assert order.word("distribution") == "fixed"
    assert str(order) == "latency;seconds=2.5"


def test_spaces_and_the_place_are_read_over() -> None:
    assert str(read("latency; place=registry; seconds=1", KINDS)) == "latency;seconds=1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "latncy",
        "Latency",
        "latency;place=gateway",
        "latency;seconds",
        "latency;seconds=",
        "latency;seconds=-1",
        "latency;seconds=601",
        "latency;seconds=NaN",
        "latency;seconds=1;seconds=1",
        "latency;distribution=normal",
        "rejected_once;memory=",
        "rejected_once;memory=Run 2",
        "rejected_once;memory=12345678901234567",
        "empty_body;seconds=1",
        "latency;" + " " * 500,
    ],
)
def test_what_is_no_order_is_refused(text: str) -> None:
    with pytest.raises(UnknownFaultError):
        read(text, KINDS)


def test_a_refusal_says_what_there_is_and_not_what_was_sent() -> None:
    with pytest.raises(UnknownFaultError) as unknown:
        read("079099000001", KINDS)
    with pytest.raises(UnknownFaultError) as wrong:
        read("date_form;form=079099000001", KINDS)

    assert str(unknown.value) == f"there is no such fault; there are {', '.join(KINDS)}"
    assert str(wrong.value) == "date_form takes form=iso|compact|slashed|year"


@given(
    text=st.text(max_size=80)
    | st.sampled_from(list(KINDS)).flatmap(
        lambda name: st.text(max_size=40).map(lambda rest: f"{name};{rest}")
    )
)
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    try:
        order = read(text, KINDS)
    except UnknownFaultError:
        return
    assert read(str(order), KINDS) == order
