"""Requests that the land registry answers about parcels of this country."""

from urllib.parse import quote

from mock_registries.country.certificates import Certificate
from mock_registries.country.parcels import Land, Parcel
from mock_registries.land_keys import Keys
from mock_registries.pages import Example


def examples(land: Land, keys: Keys, path: str) -> list[Example]:
    """Make one request for each operation, about the first parcel that has a certificate."""
    parcel, certificate = _certified(land)
    key, owner = keys.of(parcel), parcel.owners[0]
    if owner.person is not None:
        asked = f"sodinhdanh={owner.person.identity}"
    else:
        asked = f"masodoanhnghiep={owner.tax_code}"
    where = f"maxa={key.commune.code}&soto={key.sheet}&sothua={key.number}"
    found = [
        ("thuadat: một thửa đất / a parcel", f"thuadat?{where}"),
        (
            "giaychungnhan: một giấy chứng nhận / a certificate",
            f"giaychungnhan?sophathanh={quote(certificate.serial)}",
        ),
        ("chusudung: thửa đất của một người / what an owner has", f"chusudung?{asked}"),
    ]
    return [Example(title=title, path=f"{path}/{request}") for title, request in found]


def _certified(land: Land) -> tuple[Parcel, Certificate]:
    parcels = map(land.parcel, range(land.size))
    return next((one, one.certificate) for one in parcels if one.certificate is not None)
