"""Faults of addresses: codes of before and since the merger of 1 July 2025, and no district.

An address with a district is one of before the merger, one without is one of since.
"""

from xml.etree.ElementTree import Element

from mock_registries.country import places
from mock_registries.country.places import MERGER, Commune
from mock_registries.faults import content
from mock_registries.faults.content import Json
from mock_registries.faults.fields import ADDRESSES, DISTRICTS, PARCEL, Units
from mock_registries.faults.orders import Order
from mock_registries.faults.scene import Scene, Sending
from mock_registries.land_keys import merged

_OLD_COMMUNE, _SHEET, _OLD_SHEET = "madvhc_cu", "soto", "soto_cu"


def missing_district(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Leave the districts out."""

    def change(value: Json) -> Json:
        if not isinstance(value, dict):
            return value
        return {name: one for name, one in value.items() if name not in DISTRICTS}

    def remove(root: Element) -> None:
        for element in root.iter():
            element[:] = [one for one in element if content.local(one) not in DISTRICTS]

    sending = content.of_json(scene, sending, lambda value: content.walk(value, change))
    return content.of_xml(scene, sending, remove)


def address_codes(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Write the codes of the other side of the merger; `old` takes the first of those merged."""
    new = order.word("units") == "new"

    def change(value: Json) -> Json:
        if not isinstance(value, dict):
            return value
        for units in ADDRESSES:
            value = _moved(value, units, new=new)
        return _parcel(value, new=new)

    def move(root: Element) -> None:
        for element in root.iter():
            _move(element, ADDRESSES[0], new=new)

    sending = content.of_json(scene, sending, lambda value: content.walk(value, change))
    return content.of_xml(scene, sending, move)


def _other_side(commune: str, district: str | None, *, new: bool) -> Commune | None:
    """Return what a commune is on the other side; None if it is there already, or unknown."""
    if bool(district) is not new:
        return None
    if not new:
        return next(iter(places.predecessors(commune)), None)
    number = places.commune_numbers().get(commune)
    return None if number is None else places.current(places.communes()[number], MERGER)


def _moved(value: Json, units: Units, *, new: bool) -> Json:
    commune = value.get(units.commune)
    found = _other_side(commune, value.get(units.district), new=new) if commune else None
    if found is None:
        return value
    codes = {
        units.province: found.province_code,
        units.district: found.district_code or None,
        units.commune: found.code,
    }
    return value | {name: code for name, code in codes.items() if name in value}


def _move(element: Element, units: Units, *, new: bool) -> None:
    province, commune = (content.child(element, name) for name in (units.province, units.commune))
    if province is None or commune is None:
        return
    district = content.child(element, units.district)
    found = _other_side(commune.text or "", None if district is None else district.text, new=new)
    if found is None:
        return
    province.text, commune.text = found.province_code, found.code
    if district is not None:
        element.remove(district)
    else:
        added = Element(str(commune.tag).replace(units.commune, units.district))
        added.text = found.district_code
        element.insert(list(element).index(commune), added)


def _parcel(value: Json, *, new: bool) -> Json:
    """Write a parcel's key of the other side; since the merger it has the old one beside it."""
    code, sheet = value.get(PARCEL.commune), value.get(_SHEET)
    if code is None or (_OLD_COMMUNE in value) is new:
        return value
    if new:
        found, number = merged(places.communes()[places.commune_numbers()[code]], sheet)
        before = {_OLD_COMMUNE: code, _OLD_SHEET: sheet}
    else:
        found = places.communes()[places.commune_numbers()[value[_OLD_COMMUNE]]]
        number, before = value[_OLD_SHEET], {_OLD_COMMUNE: None, _OLD_SHEET: None}
    codes = {PARCEL.province: found.province_code, PARCEL.district: found.district_code or None}
    key = {PARCEL.commune: found.code, _SHEET: number, **before}
    changed = {**value, **(codes if PARCEL.province in value else {}), **key}
    return {name: one for name, one in changed.items() if one is not None}
