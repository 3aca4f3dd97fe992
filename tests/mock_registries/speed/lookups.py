"""Lookups by identifier: what is asked, what counts as an answer, and how fast it must come."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mock_registries.country import Country

KEYS = 2000  # different ones, in every round

Key = tuple[str | int, ...]
Lookup = Callable[[Country, Key], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way to find a record; `lookup` computes it whole and says whether it is the right one."""

    name: str
    at_least: int  # lookups a second, on one core
    keys: Callable[[Country, random.Random], Sequence[Key]]
    lookup: Lookup

    def seconds(self, country: Country, keys: Sequence[Key]) -> float:
        """Processor time of a round."""
        start = time.thread_time()
        self.round(country, keys)
        return time.thread_time() - start

    def round(self, country: Country, keys: Sequence[Key]) -> None:
        """Look all of them up."""
        assert all(self.lookup(country, key) for key in keys)


def _people(country: Country, chance: random.Random) -> Sequence[Key]:
    population = country.population
    return [(population.person(n).identity,) for n in chance.sample(range(population.size), KEYS)]


def _person(country: Country, key: Key) -> bool:
    person = country.population.by_identity(str(key[0]))
    return person is not None and person.identity == key[0] and person.name != ""


def _codes(country: Country, chance: random.Random) -> Sequence[Key]:
    size = country.enterprises.size
    # A thousandth of the country has fewer enterprises than a round has lookups.
    return [(country.enterprises.code(chance.randrange(size)),) for _ in range(KEYS)]


def _enterprise(country: Country, key: Key) -> bool:
    found = country.enterprises.by_code(str(key[0]))
    return found is not None and found.code == key[0] and found.shares[0].person.name != ""


def _numbers(country: Country, chance: random.Random) -> Sequence[Key]:
    insurance, some = country.insurance, chance.sample(range(country.population.size), 2 * KEYS)
    return [(insurance.number(n),) for n in some if insurance.insured(n)][:KEYS]


def _insured(country: Country, key: Key) -> bool:
    index = country.insurance.index_of(str(key[0]))
    if index is None:
        return False
    record, card = country.insurance.record(index), country.insurance.card(index)
    return record.number == key[0] and (card is None or card.code.endswith(record.number))


def _parcels(country: Country, chance: random.Random) -> Sequence[Key]:
    return [country.land.key(n) for n in chance.sample(range(country.land.size), KEYS)]


def _parcel(country: Country, key: Key) -> bool:
    commune, sheet, number = key
    index = country.land.index_of(str(commune), int(str(sheet)), int(str(number)))
    if index is None:
        return False
    found = country.land.parcel(index)
    return (found.commune.code, found.sheet, found.number) == key and found.owners[0].name != ""


def _serials(country: Country, chance: random.Random) -> Sequence[Key]:
    some = map(country.land.parcel, chance.sample(range(country.land.size), 2 * KEYS))
    return [(one.certificate.serial,) for one in some if one.certificate is not None][:KEYS]


def _certificate(country: Country, key: Key) -> bool:
    found = country.land.certificate(str(key[0]))
    return found is not None and found.serial == key[0] and found.owners[0].name != ""


KINDS = [
    Kind(name="person by identity", at_least=20_000, keys=_people, lookup=_person),
    Kind(name="enterprise by tax code", at_least=10_000, keys=_codes, lookup=_enterprise),
    Kind(name="insurance record and card", at_least=10_000, keys=_numbers, lookup=_insured),
    Kind(name="parcel by key", at_least=10_000, keys=_parcels, lookup=_parcel),
    Kind(name="certificate by serial", at_least=10_000, keys=_serials, lookup=_certificate),
]
