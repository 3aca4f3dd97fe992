"""Changes that cannot be are refused with a sentence that names the field."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_registries.country.families import Role
from mock_registries.overlay import KINDS, ChangedCountry, RefusedError, read_words
from tests.mock_registries.overlay.wires import household_where

Given = dict[str, object]
Make = Callable[[ChangedCountry], tuple[str, Given]]


def family(country: ChangedCountry) -> dict[str, str]:
    """Identity numbers of a father who is the head, a mother and a minor."""
    found = household_where(
        country,
        lambda one: (
            [member.role for member in one.members] == [Role.FATHER, Role.MOTHER, Role.CHILD]
            and one.head.role is Role.FATHER
            and one.members[1].year > 1980
            and one.members[2].year > 2006
        ),
    )
    numbers = [member.identity for member in found.members]
    return dict(zip(("father", "mother", "child"), numbers, strict=True))


def right(country: ChangedCountry) -> dict[str, Given]:
    """A change of every kind that can be made."""
    people, land = family(country), country.land
    code = next(
        country.enterprises.code(n)
        for n in range(country.enterprises.size)
        if country.enterprises.active(n)
    )
    parcel = next(
        one for one in map(land.parcel, range(land.size)) if one.certificate and one.owners
    )
    key = {"commune": parcel.commune.code, "sheet": parcel.sheet, "parcel": parcel.number}
    home = {"commune": "00001", "detail": "Số 1"}
    work = {"activity": "6920", "capital": 1, "date": "2022-12-01", "name": "Công ty Ví Dụ"}
    return {
        "person.moved": {"identity": people["father"], **home},
        "person.died": {"identity": people["father"], "date": "2022-12-01"},
        "person.born": {
            "mother": people["mother"],
            "given": "An",
            "sex": "male",
            "date": "2022-12-01",
        },
        "enterprise.registered": {"representative": people["father"], **home, **work},
        "enterprise.dissolved": {"code": code, "date": "2022-12-31"},
        "card.issued": {
            "identity": people["father"],
            "from": "2022-01-01",
            "until": "2022-12-31",
        },
        "parcel.transferred": {**key, "to": [people["father"]], "date": "2022-12-31"},
    }


WRONG: list[tuple[str, str, object, str]] = [
    ("person.moved", "identity", "000000000000", "identity: nobody holds this identity number"),
    ("person.moved", "identity", "12345", "identity: has to be 12 digits"),
    ("person.moved", "identity", 1, "identity: has to be text"),
    ("person.moved", "commune", "99999", "commune: there is no commune of this code"),
    ("person.moved", "detail", "", "detail: has to be a line of 1 to 200 characters"),
    ("person.moved", "detail", "a\nb", "detail: has to be a line of 1 to 200 characters"),
    ("person.moved", "detail", "\ud800", "detail: has to be a line of 1 to 200 characters"),
    ("person.moved", "only", "true", "only: has to be true or false"),
    ("person.moved", "colour", "red", "fields: there are fields"),
    ("person.died", "date", "1850-01-01", "date: is before the birth"),
    ("person.died", "date", "2024-01-01", "date: is more than a year after 2022-12-31"),
    ("person.died", "date", "2022-02-30", "date: has to be a day YYYY-MM-DD"),
    ("person.died", "date", "20221201", "date: has to be a day YYYY-MM-DD"),
    ("person.died", "date", None, "date: is missing"),
    ("person.born", "sex", "x", "sex: has to be male or female"),
    ("person.born", "given", "<b>", "given: has to be a name"),
    ("person.born", "name", "An", "name: has to be a name of 2 words or more"),
    ("person.born", "date", "1950-01-01", "date: mothers are 15 to 55 years old then"),
    ("enterprise.registered", "activity", "9999", "activity: is no line of business"),
    ("enterprise.registered", "capital", 0, "capital: has to be a whole number"),
    ("enterprise.registered", "capital", True, "capital: has to be a whole number"),
    ("enterprise.registered", "capital", 10**40, "capital: has to be a whole number"),
    ("enterprise.registered", "date", "1980-01-01", "representative: is under 18 on that day"),
    ("enterprise.dissolved", "code", "0100000000", "code: this tax code was never issued"),
    ("enterprise.dissolved", "date", "1980-01-01", "date: is before the founding"),
    ("card.issued", "from", "1900-01-01", "from: is before the birth"),
    ("card.issued", "until", "2021-12-31", "until: is before `from`"),
    ("card.issued", "until", "2042-12-31", "until: is before `from`, or more than 10 years"),
    ("card.issued", "hospital", "79999", "hospital: there is no place of treatment"),
    ("card.issued", "hospital", "00001", "hospital: there is no place of treatment"),
    ("card.issued", "number", "0000000000", "number: nobody has this insurance number"),
    ("parcel.transferred", "parcel", 999_999, "parcel: there is no such parcel"),
    ("parcel.transferred", "to", [], "to: has to be a list of 1 to 10"),
    ("parcel.transferred", "to", ["000000000000"], "to: nobody holds this identity number"),
    ("parcel.transferred", "to", [{}], "to: has to be text"),
    ("parcel.transferred", "to", "0100000000", "to: this tax code was never issued"),
    ("parcel.transferred", "date", "1990-01-01", "date: is before its certificate was issued"),
]


def test_every_kind_can_be_made(changed: ChangedCountry) -> None:
    kinds = list(KINDS)[::-1]  # who has died first can do no more

    for kind in kinds:
        changed.changes.make(kind, right(changed)[kind])

    assert [change.kind for change in changed.changes.list()] == kinds


@pytest.mark.parametrize(("kind", "field", "value", "sentence"), WRONG)
def test_a_wrong_field_is_named(
    changed: ChangedCountry, kind: str, field: str, value: object, sentence: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        changed.changes.make(kind, {**right(changed)[kind], field: value})

    assert str(refused.value).startswith(sentence)
    assert changed.changes.list() == []


def test_a_kind_that_there_is_not_is_refused(changed: ChangedCountry) -> None:
    with pytest.raises(RefusedError, match=r"kind: has to be one of person\.moved"):
        changed.changes.make("person.married", {})


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("person.moved", "identity"),
        ("person.died", "identity"),
        ("person.born", "mother"),
        ("enterprise.registered", "representative"),
        ("card.issued", "identity"),
    ],
)
def test_nothing_happens_to_the_dead(changed: ChangedCountry, kind: str, field: str) -> None:
    given = right(changed)[kind]
    changed.changes.make("person.died", {"identity": given[field], "date": "2022-12-01"})

    with pytest.raises(RefusedError, match=f"{field}: this person has died"):
        changed.changes.make(kind, given)


def test_the_dead_get_no_land_and_no_card_by_number(changed: ChangedCountry) -> None:
    index = next(n for n in range(changed.population.size) if changed.insurance.insured(n))
    identity = changed.population.identity(index)
    changed.changes.make("person.died", {"identity": identity, "date": "2022-12-01"})
    parcel = {**right(changed)["parcel.transferred"], "to": [identity]}
    card = {"number": changed.insurance.number(index), "from": "2022-01-01", "until": "2022-12-31"}

    with pytest.raises(RefusedError, match="number: this person has died"):
        changed.changes.make("card.issued", card)
    with pytest.raises(RefusedError, match="to: this person has died"):
        changed.changes.make("parcel.transferred", parcel)


def test_a_man_has_no_children_and_a_grandmother_none_here(changed: ChangedCountry) -> None:
    grandmother = next(
        one
        for one in map(changed.population.person, range(changed.population.size))
        if one.role is Role.GRANDMOTHER and one.year > 1922
    )
    birth = right(changed)["person.born"]
    hers = {**birth, "mother": grandmother.identity, "date": f"{grandmother.year + 30}-05-01"}

    with pytest.raises(RefusedError, match="mother: is a man"):
        changed.changes.make("person.born", {**birth, "mother": family(changed)["father"]})
    with pytest.raises(RefusedError, match="mother: is a grandmother"):
        changed.changes.make("person.born", hers)


def test_minors_are_not_left_alone(changed: ChangedCountry) -> None:
    people, move = family(changed), right(changed)["person.moved"]
    changed.changes.make("person.moved", {**move, "only": True})

    with pytest.raises(RefusedError, match="only: would leave minors"):
        changed.changes.make("person.moved", {**move, "identity": people["mother"], "only": True})
    with pytest.raises(RefusedError, match="identity: a minor moves with the household"):
        changed.changes.make("person.moved", {**move, "identity": people["child"]})


def test_a_dissolved_enterprise_neither_dissolves_nor_buys(changed: ChangedCountry) -> None:
    dissolved = right(changed)["enterprise.dissolved"]
    parcel = {**right(changed)["parcel.transferred"], "to": dissolved["code"]}
    changed.changes.make("enterprise.dissolved", dissolved)

    with pytest.raises(RefusedError, match="code: this enterprise is dissolved"):
        changed.changes.make("enterprise.dissolved", dissolved)
    with pytest.raises(RefusedError, match="to: this enterprise is dissolved"):
        changed.changes.make("parcel.transferred", parcel)


def test_land_goes_to_others_and_only_once_to_each(changed: ChangedCountry) -> None:
    parcel = right(changed)["parcel.transferred"]
    father = family(changed)["father"]
    changed.changes.make("parcel.transferred", parcel)

    with pytest.raises(RefusedError, match="to: they hold it already"):
        changed.changes.make("parcel.transferred", parcel)
    with pytest.raises(RefusedError, match="to: names somebody twice"):
        changed.changes.make("parcel.transferred", {**parcel, "to": [father, father]})


def test_land_without_a_certificate_is_not_transferred(changed: ChangedCountry) -> None:
    parcel = next(
        one for one in map(changed.land.parcel, range(changed.land.size)) if not one.certificate
    )
    key = {"commune": parcel.commune.code, "sheet": parcel.sheet, "parcel": parcel.number}
    to = {"to": [family(changed)["father"]], "date": "2022-12-31"}

    with pytest.raises(RefusedError, match="parcel: it has no certificate"):
        changed.changes.make("parcel.transferred", {**key, **to})


def test_words_are_read_as_fields() -> None:
    words = ["sheet=12", "to=001,002", "only=true", "identity=012345678901", "detail=a=b"]

    assert read_words(words) == {
        "sheet": 12,
        "to": ["001", "002"],
        "only": True,
        "identity": "012345678901",
        "detail": "a=b",
    }
    assert read_words(["to=0312345678", "sheet=x", "only=1"]) == {
        "to": "0312345678",
        "sheet": "x",
        "only": "1",
    }


@pytest.mark.parametrize("words", [["sheet"], ["sheet=1", "sheet=2"]])
def test_a_word_without_a_name_and_a_second_one_are_refused(words: list[str]) -> None:
    with pytest.raises(RefusedError, match="fields: each is written once"):
        read_words(words)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = ["identity", "mother", "code", "commune", "detail", "date", "to", "from", "until", "sheet"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    kind=st.sampled_from(list(KINDS)) | st.text(),
    fields=st.dictionaries(st.sampled_from(NAMES) | st.text(), JSON),
)
def test_whatever_is_given_is_refused_without_being_repeated(
    changed: ChangedCountry, kind: str, fields: Given
) -> None:
    with pytest.raises(RefusedError) as refused:
        changed.changes.make(kind, fields)

    json.dumps(str(refused.value))
    assert str(refused.value).isascii()
    assert changed.changes.list() == []
