"""People who moved and died, as the registries show them."""

from mock_registries.overlay import ChangedCountry
from tests.mock_registries.citizens import N
from tests.mock_registries.overlay.family_life import HANOI, die, grown_family, move, young_family
from tests.mock_registries.overlay.wires import Wires, household_where


def test_a_household_moves_with_its_head(changed: ChangedCountry, wires: Wires) -> None:
    family = young_family(changed)

    move(changed, family.head)

    for member in family.members:
        assert wires.citizen(member, "ThuongTru/MaPhuongXa") == HANOI
        assert wires.citizen(member, "ThuongTru/ChiTiet") == "Số 1, đường Láng"
        assert wires.citizen(member, "NoiOHienTai/MaPhuongXa") == HANOI
    number = changed.insurance.number(family.members[2].index)
    household = wires.household(number)
    assert (household["maXa"], household["diaChi"]) == (HANOI, "Số 1, đường Láng")
    assert len(household["dsThanhVien"]) == 3


def test_a_moved_household_keeps_its_cards(changed: ChangedCountry) -> None:
    family = young_family(changed)
    before = [changed.insurance.card(one.index) for one in family.members]

    move(changed, family.head)

    assert [changed.insurance.card(one.index) for one in family.members] == before


def test_who_moves_alone_leaves_the_household(changed: ChangedCountry, wires: Wires) -> None:
    family = grown_family(changed)
    father, mother, son, daughter = family.members

    move(changed, daughter)

    assert wires.citizen(daughter, "ThuongTru/MaPhuongXa") == HANOI
    assert wires.citizen(daughter, "ChuHo/SoDinhDanh") == daughter.identity
    assert wires.citizen(daughter, "ChuHo/QuanHe") == "CH01"
    assert wires.citizen(daughter, "Me/SoDinhDanh") == mother.identity
    assert wires.citizen(daughter, "SoSoHoKhau") != family.book
    assert wires.citizen(father, "SoSoHoKhau") == family.book
    assert wires.citizen(son, "ThuongTru/MaPhuongXa") == family.home.commune.code
    assert changed.population.family(father.index) == (father, mother, son)
    assert changed.population.family(daughter.index) == (daughter,)
    assert daughter in changed.population.children(father.index)
    codes = [changed.insurance.household_code(one.index) for one in family.members]
    assert codes[0] == codes[1] == codes[2] != codes[3]
    assert changed.insurance.household(codes[3]) == daughter.index


def test_a_head_who_moves_alone_leaves_the_next_grown_up_as_head(
    changed: ChangedCountry, wires: Wires
) -> None:
    father, mother, child = young_family(changed).members

    move(changed, father, only=True)

    assert wires.citizen(mother, "ChuHo/QuanHe") == "CH01"
    assert wires.citizen(child, "ChuHo/SoDinhDanh") == mother.identity
    assert wires.citizen(mother, "VoChong/SoDinhDanh") == father.identity
    assert wires.citizen(father, "ThuongTru/MaPhuongXa") == HANOI


def test_the_dead_are_not_found_and_it_says_why(changed: ChangedCountry, wires: Wires) -> None:
    father = young_family(changed).members[0]

    die(changed, father)

    found = wires.citizens(father)
    assert found.get("SoCongDan") == "0"
    assert found.get("GhiChu") == "Công dân đã chết ngày 20/12/2022"
    assert found.find(f"{N}CongDan") is None
    assert wires.exists(father) == "false"


def test_nobody_else_learns_of_a_death_by_the_number_alone(
    changed: ChangedCountry, wires: Wires
) -> None:
    father = young_family(changed).members[0]

    die(changed, father)

    assert wires.citizens(father._replace(name="NGUYỄN VĂN KHÔNG")).get("GhiChu") == ""


def test_the_family_of_the_dead_goes_on(changed: ChangedCountry, wires: Wires) -> None:
    family = young_family(changed)
    father, mother, child = family.members

    die(changed, father)

    assert wires.citizen(mother, "TinhTrangHonNhan") == "4"
    assert wires.citizen(mother, "VoChong/SoDinhDanh") is None
    assert wires.citizen(mother, "ChuHo/QuanHe") == "CH01"
    assert wires.citizen(child, "ChuHo/SoDinhDanh") == mother.identity
    assert wires.citizen(child, "Cha/SoDinhDanh") is None
    assert wires.citizen(child, "NguoiDaiDien/SoDinhDanh") == mother.identity
    assert wires.citizen(child, "SoSoHoKhau") == family.book
    assert wires.related(mother, "VoChong", father) == "false"
    members = wires.household(changed.insurance.number(child.index))["dsThanhVien"]
    assert [one["mqhChuHo"] for one in members] == ["Chủ hộ", "Con"]


def test_a_dead_persons_card_and_job_end(changed: ChangedCountry) -> None:
    people = changed.population
    index = next(
        n
        for n in range(people.size)
        if changed.insurance.covered(n)
        and changed.insurance.employer(n) is not None
        and people.person(n).year > 1962
    )
    employer = changed.insurance.employer(index)
    assert employer is not None
    assert index in changed.insurance.employees(employer)

    die(changed, people.person(index))

    card = changed.insurance.card(index)
    assert card is not None
    assert f"{card.valid_until}" == "2022-12-20"
    assert not changed.insurance.covered(index)
    assert changed.insurance.employer(index) is None
    assert index not in changed.insurance.employees(employer)


def test_a_household_may_die_out(changed: ChangedCountry, wires: Wires) -> None:
    alone = household_where(
        changed,
        lambda one: len(one.members) == 1 and changed.insurance.insured(one.head.index),
    ).head

    die(changed, alone)

    assert changed.population.family(alone.index) == ()
    assert wires.household(changed.insurance.number(alone.index))["dsThanhVien"] == []
