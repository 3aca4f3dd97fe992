"""Linked sets: one family with its insurance cards, its enterprise and its parcels."""

from collections.abc import Iterable, Iterator

from mock_registries.country import Country
from mock_registries.country.permutation import mix, permute
from mock_registries.samples.drawing import MOST_DRAWN
from mock_registries.samples.records import RECORDS
from mock_registries.samples.requests import Request, lookup

Scenario = dict[str, list[dict[str, object]]]

_SUBJECTS = {  # what a scenario lists, from which register, and the service that asks about it
    "NguoiDan": ("dancu", "TraCuuThongTinCongDan"),
    "BaoHiem": ("bhxh", "kiemTraTheBhyt"),
    "DoanhNghiep": ("dkdn", "chiTietDoanhNghiep"),
    "ThuaDat": ("datdai", "traCuuThuaDat"),
}


def families(country: Country, n: int, seed: int) -> list[Scenario]:
    """Return `n` families in which there is a child, a card, an enterprise and a parcel.

    Each has the records of its people (NguoiDan), of those with a card
    (BaoHiem), of enterprises that they lead or own (DoanhNghiep) and of their parcels (ThuaDat);
    YeuCau holds a request about each record: {"HeThong": registry, "DichVu": service code,
    "NoiDung": canonical request}. Raises ValueError when fewer than `n` are found.
    """
    found: dict[int, Scenario] = {}
    for first in _candidates(country, seed):
        if len(found) == n:
            break
        indices = _indices(country, first)
        if first not in found and all(indices.values()) and country.population.children(first):
            found[first] = _scenario(country, indices)
    if len(found) < n:
        message = f"only {len(found)} families with children, enterprise and parcel found"
        raise ValueError(message)
    return list(found.values())


def _candidates(country: Country, seed: int) -> Iterator[int]:
    """Yield the first member of families in which somebody leads an enterprise."""
    size, key = country.enterprises.size, mix(seed, 903)
    for turn in range(min(size, MOST_DRAWN)):
        leader = country.enterprises.enterprise(permute(turn, size, key)).representatives[0][0]
        yield country.population.family_start(leader.index)


def _indices(country: Country, first: int) -> dict[str, list[int]]:
    """Return what a family has, as indices into the four registers."""
    members = [person.index for person in country.population.family(first)]
    return {
        "NguoiDan": members,
        "BaoHiem": [index for index in members if country.insurance.card(index)],
        "DoanhNghiep": _together(country.enterprises.of_person(index) for index in members),
        "ThuaDat": _together(country.land.of_person(index) for index in members),
    }


def _together(groups: Iterable[Iterable[int]]) -> list[int]:
    """Return all indices, each once: a couple owns its parcels jointly."""
    return list(dict.fromkeys(index for group in groups for index in group))


def _scenario(country: Country, indices: dict[str, list[int]]) -> Scenario:
    scenario: Scenario = {}
    requests: list[dict[str, object]] = []
    for name, (registry, service) in _SUBJECTS.items():
        scenario[name] = [RECORDS[registry](country, index) for index in indices[name]]
        requests += [
            _request(registry, service, lookup(country, service, index)) for index in indices[name]
        ]
    return {**scenario, "YeuCau": requests}


def _request(registry: str, service: str, body: Request) -> dict[str, object]:
    return {"HeThong": registry, "DichVu": service, "NoiDung": body}
