"""A fault is read in one spelling, and what it leaves to chance follows from one number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.faults import KINDS, PLACES, Fault, closest
from gateway.faults.parameters import LONGEST_S, Number, Word


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_read_as_it_is_written(name: str) -> None:
    fault = Fault.parse(name)

    assert fault.place == KINDS[name].places[0]
    assert Fault.parse(str(fault)) == fault
    assert Fault.parse(str(fault.explicit)) == fault.explicit
    assert fault.explicit.told.keys() == KINDS[name].parameters.keys()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_says_what_a_client_sees_in_both_languages(name: str) -> None:
    kind = KINDS[name]

    assert kind.places
    assert set(kind.places) <= set(PLACES)
    assert kind.en.endswith(".")
    assert kind.vi.endswith(".")
    assert kind.en != kind.vi


def test_each_of_the_fifteen_pains_has_its_faults() -> None:
    assert {kind.pain for kind in KINDS.values()} == set(range(16))


@pytest.mark.parametrize("name", KINDS)
def test_every_default_is_one_that_may_be_given(name: str) -> None:
    for parameter in KINDS[name].parameters.values():
        assert parameter.read(parameter.write(parameter.default)) == parameter.default


def test_place_and_parameters_stand_behind_the_name() -> None:
    fault = Fault.parse(" latency ; place=adapter;seconds=1.5 ")

    assert (fault.place, fault.number("seconds"), fault.word("distribution")) == (
        "adapter",
        1.5,
        "fixed",
    )
    assert str(fault) == "latency;place=adapter;seconds=1.5"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no fault has this name; the closest: "),
        ("latncy", "no fault has this name; the closest: latency, "),
        ("latency;seconds", "a parameter reads name=value"),
        ("latency;Seconds=1", "a parameter reads name=value"),
        ("latency;seconds=1;seconds=1", "a parameter stands twice"),
        ("latency;second=1", "latency has no such parameter; it takes distribution, seconds, "),
        ("latency;seconds=-1", "latency: seconds is a number from 0 to 600"),
        ("latency;seconds=601", "latency: seconds is a number from 0 to 600"),
        ("latency;seconds=nan", "latency: seconds is a number from 0 to 600"),
        ("latency;seconds=one", "latency: seconds is a number from 0 to 600"),
        ("latency;distribution=normal", "latency: distribution is one of fixed, uniform, "),
        ("ip_refused;place=adapter", "ip_refused: place is one of gateway"),
        ("hang;" + "x" * 500, "it is too long"),
    ],
)
def test_anything_else_is_refused_with_a_reason(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        Fault.parse(text)


@given(st.text(max_size=60))
def test_no_text_does_worse_than_be_refused(text: str) -> None:
    try:
        fault = Fault.parse(text)
    except ValueError:
        return

    assert Fault.parse(str(fault)) == fault


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_what_a_kind_takes_comes_back_as_it_was_told(name: str, data: st.DataObject) -> None:
    told = {}
    for key, parameter in KINDS[name].parameters.items():
        match parameter:
            case Word():
                told[key] = data.draw(st.sampled_from(parameter.words))
            case Number():
                value = data.draw(st.integers(round(parameter.least), int(parameter.most)))
                told[key] = parameter.write(max(value, parameter.least))

    fault = Fault.of(name, told)

    assert Fault.parse(str(fault)) == fault
    assert fault.told.keys() == told.keys()


def test_the_closest_names_are_those_that_look_alike() -> None:
    assert closest("trickle")[0] == "slow_trickle"
    assert len(closest("")) == 3


def test_a_fixed_latency_leaves_nothing_to_chance() -> None:
    fault = Fault.parse("latency;seconds=2")

    assert fault.drawn(0.9) == fault


def test_a_uniform_latency_lies_between_its_ends() -> None:
    fault = Fault.parse("latency;distribution=uniform;seconds=1;most_seconds=3")

    drawn = [fault.drawn(chance) for chance in (0.0, 0.5, 0.75)]

    assert [str(each) for each in drawn] == [f"latency;seconds={s}" for s in ("1", "2", "2.5")]


def test_half_of_the_log_normal_latencies_are_below_their_median() -> None:
    fault = Fault.parse("latency;place=registry;distribution=log_normal;seconds=2;sigma=1")

    assert str(fault.drawn(0.5)) == "latency;place=registry;seconds=2"
    assert fault.drawn(0.841345).number("seconds") == pytest.approx(2 * 2.71828, abs=0.01)
    assert fault.drawn(0.0).number("seconds") < 0.01


def test_no_latency_is_longer_than_a_fault_may_last() -> None:
    fault = Fault.parse("latency;distribution=log_normal;seconds=600;sigma=3")

    assert fault.drawn(0.999).number("seconds") == LONGEST_S


@pytest.mark.parametrize(
    ("ordered", "said", "confirmed"),
    [
        ("name_split", "name_split", "name_split"),
        ("name_split", "name_split;changed=nothing", "name_split;changed=nothing"),
        (
            "capital_names",
            "capital_names;diacritics=lost;changed=nothing",
            "capital_names;changed=nothing",
        ),
        (
            "latency;place=registry;seconds=1",
            "latency;seconds=1;waited_s=1.000",
            "latency;place=registry;seconds=1;waited_s=1.000",
        ),
        ("rejected_once", "rejected_once;field=msdn", "rejected_once;field=msdn"),
        ("name_split", "name_split;note=079099000001", "name_split"),
        ("name_split", "", None),
        ("name_split", "name_in_ten", None),
        ("name_split", "name_split;field=msdn", None),
        ("name_split", "name_split;changed=something", None),
        ("name_split", "name_split;nothing", None),
        ("rejected_once", "rejected_once;field=079099000001", None),
        ("rejected_once", f"rejected_once;field={'x' * 41}", None),
        ("latency;place=registry", "latency;waited_s=1e9", None),
        ("latency;place=registry", "latency;waited_s=1.000;waited_s=1.000", None),
    ],
)
def test_of_what_is_said_of_a_fault_only_what_is_known_is_repeated(
    ordered: str, said: str, confirmed: str | None
) -> None:
    assert Fault.parse(ordered).confirmed(said) == confirmed


@pytest.mark.parametrize("text", ["", "Run2", "run 2", "x" * 17, "run-2"])
def test_a_mark_is_short_and_plain(text: str) -> None:
    with pytest.raises(ValueError, match="memory is at most 16 of a-z and 0-9"):
        Fault.parse(f"rejected_once;memory={text}")
