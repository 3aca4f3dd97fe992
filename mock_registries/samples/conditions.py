"""Conditions on sampled records, written `name=value`: under=6, has=parcel, owner=enterprise …"""

from collections.abc import Callable, Mapping, Sequence

from mock_registries.country import Country, places
from mock_registries.samples import traits
from mock_registries.samples.requests import OF_A_PERIOD

Condition = Callable[[Country, int], bool]
Trait = Callable[[Country, int, str], bool]

_ANY_NUMBER = ()
_YES_NO = ("yes", "no")
_OLD_NEW = ("old", "kept")
_PROVINCES = ("birthplace", "province")  # whose number is a code from before the merger
_PERSON: Mapping[str, tuple[Sequence[str], Trait]] = {
    "under": (_ANY_NUMBER, traits.under),
    "over": (_ANY_NUMBER, traits.over),
    "sex": (("male", "female"), traits.sex),
    "born": (("day", "year"), traits.born),
    "birthplace": (_ANY_NUMBER, traits.birthplace),
    "province": (_ANY_NUMBER, traits.lives_in),
    "commune": (_OLD_NEW, traits.lives_in_commune),
    "has": (tuple(traits.PERSON_HAS), traits.person_has),
}
_CONDITIONS: Mapping[str, Mapping[str, tuple[Sequence[str], Trait]]] = {
    "dancu": _PERSON,
    "bhxh": {
        **_PERSON,
        "matched": (_YES_NO, traits.matched),
        "card": (("valid", "expired", "none"), traits.card),
        "group": (("TE", "HS", "SV", "DN", "HT", "HN", "GD", "HC"), traits.card_group),
    },
    "dkdn": {
        "status": (("active", "dissolved"), traits.status),
        "founded": (_ANY_NUMBER, traits.founded),
        "province": (_ANY_NUMBER, traits.enterprise_province),
        "has": (("branch", "parcel", "employee"), traits.enterprise_has),
    },
    "datdai": {
        "owner": (("person", "couple", "enterprise"), traits.owner),
        "certificate": (_YES_NO, traits.certified),
        "use": (("ODT", "ONT", "LUC", "CLN", "SKC", "TMD"), traits.use),
        "province": (_ANY_NUMBER, traits.parcel_province),
        "commune": (_OLD_NEW, traits.parcel_commune),
    },
}


def read_conditions(registry: str, service: str, where: Sequence[str]) -> list[Condition]:
    """Read conditions for the records of a registry.

    Raises ValueError that names what there is, for an unknown name or value, and for a service
    whose requests are about no single record.
    """
    if where and service in OF_A_PERIOD:
        message = f"{service} asks for a period, which no condition can narrow"
        raise ValueError(message)
    return [_read(registry, text) for text in where]


def condition_names(registry: str) -> list[str]:
    """Return each condition of a registry as it is written, with its values; N is a number."""
    return [
        f"{name}={'|'.join(values) or 'N'}" for name, (values, _) in _CONDITIONS[registry].items()
    ]


def _read(registry: str, text: str) -> Condition:
    name, _, value = text.partition("=")
    values, trait = _CONDITIONS[registry].get(name, ((), None))
    number = value.isascii() and value.isdigit() and len(value) <= 5
    if trait is None or not (value in values if values else number):
        message = f"{text!r} is no condition of {registry}; there are: " + ", ".join(
            condition_names(registry)
        )
        raise ValueError(message)
    if name in _PROVINCES and value not in places.province_numbers():
        message = f"{text!r} names no province: a code has two digits, as before the merger of 2025"
        raise ValueError(message)
    return lambda country, index: trait(country, index, value)
