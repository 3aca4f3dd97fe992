"""Requests that the land registry answers about parcels of this country."""

from urllib.parse import quote

from mock_registries.country.parcels import Land, Parcel
from mock_registries.land_keys import Keys
from mock_registries.pages import Example

_MOST_TRIED = 100  # nine in ten parcels have a certificate


def examples(land: Land, keys: Keys, path: str) -> list[Example]:
    """Make one request for each operation, about the first parcel that has a certificate.

    In the smallest countries no parcel has one, and the example of a certificate is left out.
    """
    parcel = _certified(land)
    key, owner = keys.of(parcel), parcel.owners[0]
    if owner.person is not None:
        asked = f"sodinhdanh={owner.person.identity}"
    else:
        asked = f"masodoanhnghiep={owner.tax_code}"
    where = f"maxa={key.commune.code}&soto={key.sheet}&sothua={key.number}"
    found = [
        ("thuadat: một thửa đất / a parcel", f"thuadat?{where}"),
        ("chusudung: thửa đất của một người / what an owner has", f"chusudung?{asked}"),
    ]
    if parcel.certificate is not None:
        serial = quote(parcel.certificate.serial)
        request = f"giaychungnhan?sophathanh={serial}"
        found.append(("giaychungnhan: một giấy chứng nhận / a certificate", request))
    return [Example(title=title, path=f"{path}/{request}") for title, request in found]


def _certified(land: Land) -> Parcel:
    parcels = map(land.parcel, range(min(land.size, _MOST_TRIED)))
    return next((one for one in parcels if one.certificate is not None), land.parcel(0))
