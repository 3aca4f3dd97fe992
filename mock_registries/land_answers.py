"""What the land registry writes: parcels, certificates and holdings as its assumed JSON."""

from collections.abc import Sequence

from mock_registries.country.certificates import Certificate
from mock_registries.country.parcels import Parcel
from mock_registries.country.tenure import Owner
from mock_registries.land_keys import Key, Keys
from mock_registries.wire import write_day

Record = dict[str, object]

# A couple counts as one user; land that several users share is not modelled.
_FORM_OF_USE = "Sử dụng riêng"


def parcel(found: Parcel, keys: Keys) -> Record:
    """Write all that is known of a parcel."""
    key = keys.of(found)
    answer: Record = {**_where(found, key), "matinh": key.commune.province_code}
    if key.commune.district_code:
        answer["mahuyen"] = key.commune.district_code
    answer["diachi"] = found.address.detail
    for turn, (kind, area) in enumerate(found.uses, start=1):
        answer |= {f"loaidat{turn}": kind, f"dientich{turn}": area}
    answer |= {
        "nguongoc": found.origin,
        "hinhthucsudung": _FORM_OF_USE,
        "thoihansudung": write_day(found.until) if found.until else "Lâu dài",
    }
    if found.certificate:
        answer |= _issue(found.certificate)
    return {**answer, "chusudung": [_owner(owner) for owner in found.owners]}


def certificate(found: Certificate, parcels: Sequence[Parcel], keys: Keys) -> Record:
    """Write a certificate with its parcels."""
    return {
        **_issue(found),
        "thuadat": [_where(one, keys.of(one)) for one in parcels],
        "chusudung": [_owner(owner) for owner in found.owners],
    }


def holding(total: int, parcels: Sequence[Parcel], keys: Keys) -> Record:
    """Write a page of what an owner has, and how much it is in all."""
    return {"tongso": total, "thuadat": [_held(one, keys.of(one)) for one in parcels]}


def _held(found: Parcel, key: Key) -> Record:
    serial: Record = {"sophathanhgcn": found.certificate.serial} if found.certificate else {}
    return {**_where(found, key), **serial}


def _where(found: Parcel, key: Key) -> Record:
    before: Record = {}
    if not key.commune.district_code:
        before = {"madvhc_cu": found.commune.code, "soto_cu": found.sheet}
    return {
        "madvhc": key.commune.code,
        "soto": key.sheet,
        "sothua": key.number,
        **before,
        "dientich": found.area,
    }


def _issue(found: Certificate) -> Record:
    return {
        "sophathanhgcn": found.serial,
        "ngaycapgcn": write_day(found.issued),
        "sovaosogcn": found.register_number,
    }


def _owner(owner: Owner) -> Record:
    if owner.person is not None:
        return {"hovatenchusudung": owner.name, "sodinhdanhcanhan": owner.person.identity}
    return {"hovatenchusudung": owner.name, "masodoanhnghiep": owner.tax_code}
