"""A synthetic country: every record is computed from its number, nothing is stored.

    country = Country()                        seed 2022, as of 2022-12-31, ten thousand people
    person = country.population.person(0)
    country.population.index_of(person.identity) == 0

One seed gives the same country on every machine. Cost and memory do not depend on the number of
people. Nobody in it exists: names are combined from lists, numbers come from a permutation.
"""

from datetime import date

from mock_registries.country.cards import Insurance
from mock_registries.country.dossiers import Dossiers
from mock_registries.country.enterprises import Enterprises
from mock_registries.country.families import LAST_BIRTH_YEAR
from mock_registries.country.parcels import Land
from mock_registries.country.people import Population

DEFAULT_SEED = 2022
DEFAULT_AS_OF = date(LAST_BIRTH_YEAR, 12, 31)
DEFAULT_PEOPLE = 10_000


class Country:
    """The registers of one seed as of a date. Immutable; safe to share between threads.

    Raises ValueError for a number of people that is not a multiple of 20 or is above 200 million,
    and for a date before 2022-12-31, on which some of the people would not be born yet.
    """

    def __init__(
        self,
        seed: int = DEFAULT_SEED,
        as_of: date = DEFAULT_AS_OF,
        people: int = DEFAULT_PEOPLE,
    ) -> None:
        if as_of < DEFAULT_AS_OF:
            message = f"the country begins on {DEFAULT_AS_OF}"
            raise ValueError(message)
        self.seed = seed
        self.as_of = as_of
        self.population = Population(seed, people)
        self.enterprises = Enterprises(seed, self.population)
        self.dossiers = Dossiers(seed, as_of, self.enterprises)
        self.insurance = Insurance(seed, as_of, self.population)
        self.land = Land(seed, self.population, self.enterprises)

    def __repr__(self) -> str:
        return f"<Country seed={self.seed} as-of={self.as_of} people={self.population.size}>"
