"""Which call has a fault: by pattern, share, schedule and limit, and the same calls the same ones."""

from typing import Any

import pytest

from gateway.faults import Asked, Fault, Faults, Rule
from gateway.faults.engine import MAX_RULES

LOOKUP = Asked("VN/GOV/G01/dancu/TraCuuThongTinCongDan", "VN/GOV/H29/motcua", "dancu")
COMPANY = Asked("VN/GOV/G05/dkdn/chiTietDoanhNghiep", "VN/COM/0199999991/khachhang", "dkdn")


class Watch:
    """A clock that the test moves, in seconds."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def faults(watch: Watch) -> Faults:
    return Faults(watch)


def rule(text: str = "hang", **conditions: Any) -> Rule:
    return Rule.read({"fault": text, **conditions})


def hits(faults: Faults, count: int, asked: Asked = LOOKUP) -> list[str]:
    """What so many calls got, `-` for nothing."""
    found = (faults.choose(asked) for _ in range(count))
    return ["-" if fault is None else str(fault) for fault in found]


def test_at_first_nothing_is_on(faults: Faults) -> None:
    assert faults.quiet
    assert faults.choose(LOOKUP) is None


def test_what_is_on_hits_until_it_is_off(faults: Faults) -> None:
    rule_id = faults.add(rule())

    assert not faults.quiet
    assert hits(faults, 2) == ["hang", "hang"]
    assert faults.remove(rule_id)
    assert not faults.remove(rule_id)
    assert hits(faults, 1) == ["-"]
    assert faults.quiet


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("*", True),
        ("dancu", True),
        ("dancu/*", True),
        ("dancu/TraCuu*", True),
        ("TraCuuThongTinCongDan", True),
        ("VN/GOV/G01/dancu/TraCuuThongTinCongDan", True),
        ("VN/GOV", True),
        ("dan", False),
        ("dkdn", False),
        ("dancu/XacThuc*", False),
        ("vn/*", False),
    ],
)
def test_a_pattern_is_of_the_whole_name_or_of_some_of_its_parts(
    faults: Faults, pattern: str, fits: bool
) -> None:
    faults.add(rule(service=pattern))

    assert (hits(faults, 1) == ["hang"]) is fits


def test_a_rule_may_be_for_one_client(faults: Faults) -> None:
    faults.add(rule(client="khachhang"))

    assert hits(faults, 1, LOOKUP) == ["-"]
    assert hits(faults, 1, COMPANY) == ["hang"]


def test_what_a_registry_does_not_have_does_not_happen_there(faults: Faults) -> None:
    faults.add(rule("head_office_spelt_right"))

    assert hits(faults, 1, LOOKUP) == ["-"]
    assert hits(faults, 1, COMPANY) == ["head_office_spelt_right"]


def test_a_share_of_the_calls_is_hit(faults: Faults) -> None:
    faults.add(rule(share=0.2))

    assert 150 < hits(faults, 1000).count("hang") < 250


@pytest.mark.parametrize(
    "text", ["error", "latency;distribution=uniform", "latency;distribution=log_normal"]
)
def test_a_run_with_seed_7_twice_gives_the_same_sequence(watch: Watch, text: str) -> None:
    runs = []
    for _ in range(2):
        faults = Faults(watch)
        faults.add(rule(text, share=0.5, seed=7))
        runs.append(hits(faults, 200))

    assert runs[0] == runs[1]
    assert len(set(runs[0])) > 1


def test_another_seed_gives_another_sequence(watch: Watch) -> None:
    runs = []
    for seed in (7, 8):
        faults = Faults(watch)
        faults.add(rule(share=0.5, seed=seed))
        runs.append(hits(faults, 200))

    assert runs[0] != runs[1]


def test_what_others_call_does_not_change_the_sequence(watch: Watch) -> None:
    alone, beside = Faults(watch), Faults(watch)
    for faults in (alone, beside):
        faults.add(rule(share=0.5, service="dancu"))

    expected = hits(alone, 50)

    found = []
    for _ in range(50):
        hits(beside, 1, COMPANY)
        found += hits(beside, 1)
    assert found == expected


def test_a_rule_hits_no_more_often_than_its_limit(faults: Faults) -> None:
    faults.add(rule(limit=2))

    assert hits(faults, 4) == ["hang", "hang", "-", "-"]


def test_a_schedule_counts_from_when_it_was_switched_on(faults: Faults, watch: Watch) -> None:
    faults.add(rule(from_s=10, for_s=5, every_s=60))
    begun_s = watch.now_s

    found = {}
    for after_s in (0, 9.9, 10, 14.9, 15, 69.9, 70, 74.9, 75, 130):
        watch.now_s = begun_s + after_s
        found[after_s] = hits(faults, 1) == ["hang"]

    assert [after_s for after_s, hit in found.items() if hit] == [10, 14.9, 70, 74.9, 130]


def test_without_an_end_a_schedule_goes_on(faults: Faults, watch: Watch) -> None:
    faults.add(rule(from_s=1))

    before = hits(faults, 1)
    watch.now_s += 100_000

    assert (before, hits(faults, 1)) == (["-"], ["hang"])


def test_of_several_rules_the_first_that_hits_counts(faults: Faults) -> None:
    faults.add(rule("hang", limit=1))
    faults.add(rule("error"))

    assert hits(faults, 2) == ["hang", "error"]


def test_within_a_block_a_rule_is_on(faults: Faults) -> None:
    with faults.during(rule()):
        within = hits(faults, 1)

    assert (within, hits(faults, 1)) == (["hang"], ["-"])


def test_what_is_listed_says_what_it_did(faults: Faults, watch: Watch) -> None:
    faults.add(rule("latency;seconds=2", service="dancu", limit=1))
    hits(faults, 3)
    hits(faults, 3, COMPANY)
    watch.now_s += 1.5

    (listed,) = faults.listed()

    assert listed == {
        "id": "1",
        **rule("latency;seconds=2", service="dancu", limit=1).json(),
        "on_since_s": 1.5,
        "calls": 1,
        "hits": 1,
    }


def test_a_rule_is_read_as_it_is_written() -> None:
    given = rule("hang;seconds=3", client="motcua", share=0.5, seed=0, for_s=2, every_s=9, limit=4)

    assert Rule.read(given.json()) == given


@pytest.mark.parametrize(
    "given",
    [
        [],
        {},
        {"fault": 1},
        {"fault": "nothing"},
        {"fault": "hang", "seconds": 3},
        *({"fault": "hang", "service": value} for value in ("", 1, "x" * 201)),
        {"fault": "hang", "client": []},
        *({"fault": "hang", "share": value} for value in (0, -0.1, 1.1, "0.5", True)),
        *({"fault": "hang", "seed": value} for value in (-1, 1.5, True, 2**60)),
        *({"fault": "hang", "limit": value} for value in (0, 1.5, "1")),
        *({"fault": "hang", "from_s": value} for value in (-1, "1", float("nan"))),
        *({"fault": "hang", "for_s": value} for value in (0, -1)),
        *({"fault": "hang", "every_s": value, "for_s": 1} for value in (0, 10**9)),
        {"fault": "hang", "every_s": 5},
        {"fault": "hang", "every_s": 5, "for_s": 5},
    ],
    ids=str,
)
def test_no_other_rule_is_taken(given: object) -> None:
    with pytest.raises(ValueError, match=r"[a-z]") as refused:
        Rule.read(given)

    assert "x" * 201 not in str(refused.value)


def test_there_are_not_more_rules_than_a_call_can_be_held_against(faults: Faults) -> None:
    for _ in range(MAX_RULES):
        faults.add(rule())

    with pytest.raises(ValueError, match="at most 100 rules"):
        faults.add(rule())
    assert faults.clear() == MAX_RULES


def test_calls_that_ask_for_chance_themselves_get_the_same_in_each_run(watch: Watch) -> None:
    fault = Fault.parse("latency;distribution=uniform")

    runs = []
    for _ in range(2):
        faults = Faults(watch)
        runs.append([str(faults.for_once(fault)) for _ in range(10)])

    assert runs[0] == runs[1]
    assert len(set(runs[0])) == 10


def test_a_rule_has_a_memory_of_its_own_each_time_it_is_switched_on(faults: Faults) -> None:
    memories = []
    for _ in range(2):
        with faults.during(rule("rejected_once")):
            memories.append({each.partition("memory=")[2] for each in hits(faults, 2)})

    (first,), (second,) = memories
    assert "" not in (first, second)
    assert first != second


def test_a_memory_that_was_told_is_kept(faults: Faults) -> None:
    faults.add(rule("rejected_once;memory=mine"))

    assert hits(faults, 1) == ["rejected_once;memory=mine"]


def test_a_memory_changes_nothing_of_who_is_hit(watch: Watch) -> None:
    runs = []
    for _ in range(2):
        faults = Faults(watch)
        faults.add(rule("rejected_once", share=0.5))
        runs.append([each == "-" for each in hits(faults, 100)])

    assert runs[0] == runs[1]
