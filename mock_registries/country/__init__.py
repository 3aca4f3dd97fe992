"""A synthetic country: every record is computed from its number, nothing is stored.

    country = Country()                        seed 2022, as of 2022-12-31, 99 million people
    country = Country(scale=0.001)             a thousandth of it
    person = country.population.person(0)
    country.population.index_of(person.identity) == 0

One seed gives the same country on every machine. Cost and memory do not depend on the number of
people. Nobody in it exists: names are combined from lists, numbers come from a permutation.
"""

from datetime import date

from mock_registries.country.cards import Insurance
from mock_registries.country.dossiers import Dossiers
from mock_registries.country.enterprises import Enterprises
from mock_registries.country.families import BLOCK, LAST_BIRTH_YEAR
from mock_registries.country.figures import ENTERPRISES, MAX_SCALE, PARCELS, PEOPLE, scaled
from mock_registries.country.parcels import Land
from mock_registries.country.people import Population

DEFAULT_SEED = 2022
DEFAULT_AS_OF = date(LAST_BIRTH_YEAR, 12, 31)
LAST_AS_OF = date(2099, 12, 31)


class Country:
    """The registers of one seed as of a date. Immutable; safe to share between threads.

    `scale` 1 is the country of the sources (figures.py), 0.001 a thousandth of it. Raises
    ValueError for a scale that is not above 0 and at most 2, and for a date before 2022-12-31, on
    which some of the people would not be born yet, or after 2099.
    """

    def __init__(
        self,
        seed: int = DEFAULT_SEED,
        as_of: date = DEFAULT_AS_OF,
        scale: float = 1.0,
    ) -> None:
        if not DEFAULT_AS_OF <= as_of <= LAST_AS_OF:
            message = f"the country begins on {DEFAULT_AS_OF} and ends on {LAST_AS_OF}"
            raise ValueError(message)
        if not 0 < scale <= MAX_SCALE:
            message = f"the scale is above 0 and at most {MAX_SCALE}"
            raise ValueError(message)
        self.seed = seed
        self.as_of = as_of
        self.scale = scale
        self.population = Population(seed, scaled(PEOPLE, scale, multiple=BLOCK))
        self.enterprises = Enterprises(seed, scaled(ENTERPRISES, scale), self.population)
        self.dossiers = Dossiers(seed, as_of, self.enterprises)
        self.insurance = Insurance(seed, as_of, self.population, self.enterprises)
        self.land = Land(seed, scaled(PARCELS, scale), self.population, self.enterprises)

    def __repr__(self) -> str:
        return f"<Country seed={self.seed} as-of={self.as_of} scale={self.scale}>"
