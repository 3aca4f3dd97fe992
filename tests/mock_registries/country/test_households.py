"""Households at full scale: the members agree, and their records are plausible."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mock_registries.country.families import Marital, Role
from mock_registries.country.households import home, household, relatives, residence
from mock_registries.country.people import Population

SMALL = Population(2022, 9_936)
LARGE = Population(2022, 99_460_008)
indices = st.integers(min_value=0, max_value=LARGE.size - 1)
RELATIONS = {
    *("head", "wife", "husband", "child"),
    *("father", "mother", "grandchild", "daughter-in-law"),
}


@given(indices)
def test_a_household_is_the_same_from_each_member(index: int) -> None:
    found = household(LARGE, index)

    assert LARGE.person(index) in found.members
    assert found.head in found.members
    assert all(household(LARGE, one.index) == found for one in found.members)


@given(indices)
def test_a_record_names_the_same_relatives_as_the_household(index: int) -> None:
    found, person = household(LARGE, index), LARGE.person(index)

    assert relatives(LARGE, person) == (
        found.father(person),
        found.mother(person),
        found.spouse(person),
        found.head,
        found.relation(person),
        found.book,
        found.home,
        residence(LARGE, person),
        found.origin_of(person),
        found.ethnic_group,
        found.religion,
    )


@given(indices)
def test_spouses_name_each_other_and_are_married(index: int) -> None:
    home_of = household(LARGE, index)
    person = LARGE.person(index)
    spouse = home_of.spouse(person)

    assert (spouse is not None) is (person.marital is Marital.MARRIED)
    if spouse is not None:
        assert home_of.spouse(spouse) == person
        assert spouse.marital is Marital.MARRIED
        assert spouse.male is not person.male


@given(indices)
def test_parents_and_children_name_each_other(index: int) -> None:
    found = household(LARGE, index)
    person = LARGE.person(index)

    father, mother = found.father(person), found.mother(person)
    assert father is None or (father.male and person in LARGE.children(father.index))
    assert mother is None or (not mother.male and person in LARGE.children(mother.index))
    assert father is None or mother is None or found.spouse(father) == mother
    for child in LARGE.children(index):
        assert person in (found.father(child), found.mother(child))


@given(indices)
def test_parents_are_at_least_eighteen_years_older(index: int) -> None:
    found = household(LARGE, index)

    for child in found.members:
        for parent in (found.father(child), found.mother(child)):
            assert parent is None or 19 <= child.year - parent.year <= 55


@given(indices)
def test_relations_to_the_head_agree_with_the_records(index: int) -> None:
    found = household(LARGE, index)
    head = found.head

    for person in found.members:
        relation = found.relation(person)
        assert relation in RELATIONS
        assert (relation == "head") is (person == head)
        assert (relation in ("wife", "husband")) is (person == found.spouse(head))
        assert relation != "wife" or not person.male
        assert (relation == "child") is (head in (found.father(person), found.mother(person)))
        assert (relation == "father") is (person == found.father(head))
        assert (relation == "mother") is (person == found.mother(head))


def test_every_relation_occurs_and_the_head_is_grown_up() -> None:
    seen: Counter[str] = Counter()
    for family in range(SMALL.families):
        found = household(SMALL, SMALL.principals(family)[0])
        seen.update(found.relation(person) for person in found.members)
        assert found.head.year <= 2000

    assert set(seen) == RELATIONS
    assert 0.7 < seen["wife"] / (seen["wife"] + seen["husband"]) < 0.95


@given(indices)
def test_a_child_bears_the_fathers_surname_and_shares_his_origin(index: int) -> None:
    found = household(LARGE, index)
    person = LARGE.person(index)
    father = found.father(person)

    assert found.origin_of(person).province_code == person.birthplace.province_code
    if father is not None:
        assert father.name.split()[0] == person.name.split()[0]
        assert found.origin_of(father) == found.origin_of(person) == found.origin


def test_wives_keep_their_own_surname_and_origin() -> None:
    found = [household(SMALL, SMALL.principals(n)[0]) for n in range(0, SMALL.families, 5)]
    couples = [
        (home_of, home_of.members[0], home_of.members[1])
        for home_of in found
        if home_of.spouse(home_of.members[0])
    ]

    same = sum(man.name.split()[0] == woman.name.split()[0] for _, man, woman in couples)
    assert 0.1 < same / len(couples) < 0.3  # chance alone makes 0.18
    assert all(home_of.origin_of(woman) == woman.birthplace for home_of, _, woman in couples)


def test_brothers_and_sisters_are_born_in_one_commune() -> None:
    for index in range(0, SMALL.size, 7):
        children = [one for one in SMALL.family(index) if one.role is Role.CHILD]
        assert len({child.birthplace for child in children}) <= 1
        assert all(child.birthplace == SMALL.birth_commune(index) for child in children)


def test_most_families_live_where_the_children_were_born() -> None:
    there = [home(SMALL, n).commune == SMALL.birth_commune(n) for n in range(0, SMALL.size, 9)]

    assert 0.8 < sum(there) / len(there) < 0.92


def test_only_grown_up_children_live_away_from_home() -> None:
    people = [SMALL.person(index) for index in range(SMALL.size)]
    away = [person for person in people if residence(SMALL, person) != home(SMALL, person.index)]

    assert 0.01 < len(away) / len(people) < 0.08
    assert all(person.role is Role.CHILD and 1987 <= person.year <= 2004 for person in away)


def test_every_household_has_a_book_of_its_own() -> None:
    starts = [SMALL.principals(family)[0] for family in range(SMALL.families)]
    books = {household(SMALL, index).book for index in starts}

    assert len(books) == SMALL.families
    assert all(len(book) == 9 and book.isdigit() for book in books)
