"""Parcels that were transferred, as the land registry shows them."""

from mock_registries.country.parcels import Parcel
from mock_registries.overlay import Change, ChangedCountry
from tests.mock_registries.overlay.wires import Wires


def certified(country: ChangedCountry, parcels: int, *, business: bool = False) -> Parcel:
    """A parcel under a certificate that covers so many, of people or of an enterprise."""
    return next(
        parcel
        for parcel in map(country.land.parcel, range(country.land.size))
        if parcel.certificate
        and len(parcel.certificate.parcels) == parcels
        and (parcel.owners[0].person is None) == business
    )


def buyers(country: ChangedCountry, count: int = 1) -> list[str]:
    """People who have no land."""
    people, land = country.population, country.land
    found = (
        n for n in range(people.size) if not land.of_person(n) and people.person(n).year < 2000
    )
    return [people.identity(next(found)) for _ in range(count)]


def transfer(country: ChangedCountry, parcel: Parcel, to: object) -> Change:
    key = {"commune": parcel.commune.code, "sheet": parcel.sheet, "parcel": parcel.number}
    return country.changes.make("parcel.transferred", {**key, "to": to, "date": "2022-12-31"})


def test_a_transferred_parcel_has_other_owners_both_ways(
    changed: ChangedCountry, wires: Wires
) -> None:
    parcel = certified(changed, 1)
    key = (parcel.commune.code, parcel.sheet, parcel.number)
    sellers = [one.person.identity for one in parcel.owners if one.person]
    to = buyers(changed, 2)
    assert all(key in wires.holding(sodinhdanh=one) for one in sellers)

    transfer(changed, parcel, to)

    found = wires.parcel(*key)
    assert [one["sodinhdanhcanhan"] for one in found["chusudung"]] == to
    assert all(wires.holding(sodinhdanh=one) == [key] for one in to)
    assert all(key not in wires.holding(sodinhdanh=one) for one in sellers)
    assert found["dientich"] == parcel.area


def test_a_transfer_brings_a_certificate_that_was_never_issued(
    changed: ChangedCountry, wires: Wires
) -> None:
    parcel = certified(changed, 1)
    assert parcel.certificate is not None

    serial = str(transfer(changed, parcel, buyers(changed)).data["serial"])

    certificate = wires.certificate(serial)
    assert changed.land.computed.certificate(serial) is None
    assert certificate["ngaycapgcn"] == "31/12/2022"
    assert [one["sothua"] for one in certificate["thuadat"]] == [parcel.number]
    assert wires.parcel(parcel.commune.code, parcel.sheet, parcel.number)["sophathanhgcn"] == serial
    assert wires.certificate(parcel.certificate.serial)["maloi"] == "KHONG_TIM_THAY"


def test_the_other_parcel_of_a_certificate_stays_with_its_owners(
    changed: ChangedCountry, wires: Wires
) -> None:
    parcel = certified(changed, 2)
    assert parcel.certificate is not None
    other = changed.land.parcel(
        next(index for index in parcel.certificate.parcels if index != parcel.index)
    )
    key = (other.commune.code, other.sheet, other.number)

    transfer(changed, parcel, buyers(changed))

    found = wires.parcel(*key)
    assert changed.land.parcel(other.index).owners == other.owners
    assert found["sophathanhgcn"] != parcel.certificate.serial
    assert [one["sothua"] for one in wires.certificate(found["sophathanhgcn"])["thuadat"]] == [
        other.number
    ]
    assert other.owners[0].person is not None
    assert wires.holding(sodinhdanh=other.owners[0].person.identity).count(key) == 1


def test_an_enterprise_may_buy_and_sell(changed: ChangedCountry, wires: Wires) -> None:
    parcel = certified(changed, 1, business=True)
    key = (parcel.commune.code, parcel.sheet, parcel.number)
    seller = parcel.owners[0].tax_code or ""
    buyer = next(
        changed.enterprises.code(n)
        for n in range(changed.enterprises.size)
        if changed.enterprises.active(n) and not changed.land.of_enterprise(n)
    )

    transfer(changed, parcel, buyer)

    assert wires.holding(masodoanhnghiep=buyer) == [key]
    assert key not in wires.holding(masodoanhnghiep=seller)
    assert wires.parcel(*key)["chusudung"][0]["masodoanhnghiep"] == buyer


def test_a_parcel_goes_from_hand_to_hand(changed: ChangedCountry, wires: Wires) -> None:
    parcel = certified(changed, 1)
    key = (parcel.commune.code, parcel.sheet, parcel.number)
    first, second = buyers(changed, 2)

    serials = [str(transfer(changed, parcel, [one]).data["serial"]) for one in (first, second)]

    assert wires.holding(sodinhdanh=first) == []
    assert wires.holding(sodinhdanh=second) == [key]
    assert wires.certificate(serials[0])["maloi"] == "KHONG_TIM_THAY"
    assert wires.certificate(serials[1])["chusudung"][0]["sodinhdanhcanhan"] == second
    assert changed.land.unknown_serial(1) not in serials
