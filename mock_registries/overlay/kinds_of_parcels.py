"""Changes of land: transferred."""

from datetime import date

from mock_registries.country.parcels import Parcel
from mock_registries.country.permutation import mix
from mock_registries.land_keys import Keys
from mock_registries.overlay.fields import Fields, RefusedError
from mock_registries.overlay.kinds_of_enterprises import enterprise
from mock_registries.overlay.kinds_of_people import living_holder
from mock_registries.overlay.made import Made, Registers

_Owners = list[tuple[int | None, int | None]]  # index of a person, or of an enterprise


def transferred(registers: Registers, fields: Fields) -> Made:
    """{commune, sheet, parcel, to, date}: new owners under a new certificate.

    `to` is a list of identity numbers or one tax code. The old certificate is withdrawn; another
    parcel that it covered gets one of its own. Only certified land can be transferred (Luật Đất đai
    2013 art. 188). The certificate is dated on the day of the transfer (assumed).
    """
    commune = fields.digits("commune", 5)
    sheet, number = fields.number("sheet"), fields.number("parcel")
    to, day = fields.owners("to"), fields.day("date")
    fields.end()
    index = Keys(registers.land, registers.as_of).find(commune, sheet, number)
    if index is None:
        raise RefusedError("parcel", "there is no such parcel")
    parcel = registers.land.parcel(index)
    if parcel.certificate is None:
        raise RefusedError("parcel", "it has no certificate, so it cannot be transferred")
    if day < parcel.certificate.issued:
        raise RefusedError("date", "is before its certificate was issued")
    owners = _owners(registers, to)
    if set(owners) == set(_holders(registers, parcel)):
        raise RefusedError("to", "they hold it already")
    old = parcel.certificate
    registers.store.write("INSERT OR IGNORE INTO withdrawn VALUES (?)", old.serial)
    for other in old.parcels:
        if other != index:
            _certify(registers, other, _holders(registers, registers.land.parcel(other)), day)
    serial = _certify(registers, index, owners, day)
    subject = f"{commune}/{sheet}/{number}"
    data = {"commune": commune, "sheet": sheet, "parcel": number, "to": to}
    return Made(
        subject, {**data, "date": day.isoformat(), "serial": serial, "withdrawn": old.serial}
    )


def _owners(registers: Registers, to: list[str] | str) -> _Owners:
    if isinstance(to, str):
        return [(None, enterprise(registers, "to", to)[0])]
    return [(living_holder(registers, "to", identity).index, None) for identity in to]


def _holders(registers: Registers, parcel: Parcel) -> _Owners:
    return [
        (owner.person.index, None)
        if owner.person
        else (None, registers.enterprises.index_of(owner.tax_code or ""))
        for owner in parcel.owners
    ]


def _certify(registers: Registers, parcel: int, owners: _Owners, day: date) -> str:
    """Give a parcel owners and a certificate with a serial that was never issued; return that."""
    store = registers.store
    store.write("DELETE FROM certificates WHERE parcel = ?", parcel)
    store.write("DELETE FROM owners WHERE parcel = ?", parcel)
    insert = "INSERT INTO certificates (parcel, issued) VALUES (?, ?)"
    number = store.write(insert, parcel, day.isoformat())
    serial = registers.land.computed.unknown_serial(number)
    register_number = f"CS{mix(number, 913) % 100_000:05d}"
    store.write(
        "UPDATE certificates SET serial = ?, register_number = ? WHERE number = ?",
        *(serial, register_number, number),
    )
    for place, (person, company) in enumerate(owners):
        store.write("INSERT INTO owners VALUES (?, ?, ?, ?)", parcel, place, person, company)
    return serial
