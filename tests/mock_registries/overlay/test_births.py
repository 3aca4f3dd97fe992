"""Children who were born, as the registries show them."""

from mock_registries.country import households
from mock_registries.country.families import Marital, Role
from mock_registries.overlay import ChangedCountry
from tests.mock_registries.overlay.family_life import (
    HANOI,
    bear,
    die,
    grown_family,
    move,
    roles,
    young_family,
)
from tests.mock_registries.overlay.wires import Wires, household_where


def test_a_child_is_born_with_a_number_of_its_own(changed: ChangedCountry, wires: Wires) -> None:
    family = young_family(changed)
    father, mother, first = family.members
    place = family.home.commune.province_code

    child = bear(changed, mother)

    assert child.identity[:6] == f"0{place}322"
    assert changed.population.computed.index_of(child.identity) is None
    assert child.index == changed.population.size
    assert child.name == f"{father.name.split()[0]} An Nhiên"
    assert wires.citizen(child, "HoVaTen/Ten") == child.name
    assert wires.citizen(child, "Cha/SoDinhDanh") == father.identity
    assert wires.citizen(child, "Me/SoDinhDanh") == mother.identity
    assert wires.citizen(child, "ChuHo/QuanHe") == "CH04"
    assert wires.citizen(child, "SoSoHoKhau") == family.book
    assert wires.citizen(child, "ThuongTru/ChiTiet") == family.home.detail
    assert wires.related(mother, "Con", child) == "true"
    assert wires.related(child, "Cha", father) == "true"
    assert wires.exists(child) == "true"
    assert changed.population.children(mother.index) == (first, child)


def test_the_insurer_knows_a_newborn(changed: ChangedCountry, wires: Wires) -> None:
    mother = young_family(changed).members[1]

    child = bear(changed, mother)

    number = changed.insurance.number(child.index)
    members = wires.household(number)["dsThanhVien"]
    assert [one["hoTen"] for one in members if one["maSo"] == number] == [child.name]
    assert len(members) == 4
    assert wires.numbers(child)["maSoBhxh"] == number
    assert list(changed.population.search(child.name, child.born, False, child.identity[1:3])) == [
        child
    ]


def test_the_child_of_a_woman_alone_makes_a_family(changed: ChangedCountry, wires: Wires) -> None:
    mother = household_where(
        changed,
        lambda one: roles(one) == [Role.SINGLE] and not one.head.male and one.head.year > 1975,
    ).head

    child = bear(changed, mother, given="Thị Bình Minh")

    assert child.name == f"{mother.name.split()[0]} Thị Bình Minh"
    assert wires.citizen(child, "Me/SoDinhDanh") == mother.identity
    assert wires.citizen(child, "Cha/SoDinhDanh") is None
    assert wires.citizen(child, "ChuHo/QuanHe") == "CH04"
    assert wires.citizen(mother, "ChuHo/QuanHe") == "CH01"


def test_a_daughters_child_is_a_grandchild(changed: ChangedCountry, wires: Wires) -> None:
    _, mother, son, daughter = grown_family(changed).members

    child = bear(changed, daughter)

    assert wires.citizen(child, "Me/SoDinhDanh") == daughter.identity
    assert wires.citizen(child, "Cha/SoDinhDanh") is None
    assert wires.citizen(child, "ChuHo/QuanHe") == "CH07"
    assert changed.population.children(daughter.index) == (child,)
    assert changed.population.children(mother.index) == (son, daughter)


def test_a_son_as_head_has_relatives_for_whom_there_is_a_word(
    changed: ChangedCountry, wires: Wires
) -> None:
    father, mother, son, daughter = grown_family(changed).members
    child = bear(changed, daughter)

    die(changed, father)
    die(changed, mother)

    assert wires.citizen(son, "ChuHo/QuanHe") == "CH01"
    assert wires.citizen(daughter, "ChuHo/QuanHe") == "CH09"
    assert wires.citizen(child, "ChuHo/QuanHe") == "CH09"


def test_a_newborn_moves_with_the_household(changed: ChangedCountry, wires: Wires) -> None:
    family = young_family(changed)
    child = bear(changed, family.members[1])

    move(changed, family.head)

    assert wires.citizen(child, "ThuongTru/MaPhuongXa") == HANOI


def test_a_child_born_after_a_move_lives_where_the_mother_does(
    changed: ChangedCountry, wires: Wires
) -> None:
    family = young_family(changed)
    move(changed, family.head)

    child = bear(changed, family.members[1])

    assert wires.citizen(child, "ThuongTru/MaPhuongXa") == HANOI
    assert child.birthplace.code == HANOI
    assert child.identity.startswith("001")


def test_many_children_of_one_place_and_year_have_different_numbers(
    changed: ChangedCountry,
) -> None:
    mother = young_family(changed).members[1]

    children = [bear(changed, mother) for _ in range(30)]

    assert len({child.identity for child in children}) == 30
    assert len({changed.insurance.number(child.index) for child in children}) == 30
    assert len(changed.population.children(mother.index)) == 31


def test_a_birth_is_no_change_for_others(changed: ChangedCountry) -> None:
    family, other = young_family(changed), grown_family(changed)
    before = households.household(changed.population.computed, other.head.index)

    bear(changed, family.members[1])

    assert households.household(changed.population, other.head.index) == before
    assert changed.population.person(family.members[0].index).marital is Marital.MARRIED
