"""Jobs: which enterprise employs whom, computed from either side.

Every enterprise has a size class by its place in a permutation, and the class a fixed number of
jobs. All jobs of the country are counted through, and a permutation of the people says on whom
each job falls. Whether that person takes it (age, being insured) is not decided here: about three
of five do, so that enterprises of one class differ in their number of employees.

The size classes are in kind those of Nghị định 39/2018/NĐ-CP; that about seven enterprises in ten
are micro and three in a hundred large is the statistics of enterprises from memory, and the jobs are
set so that the country comes out at the 17.5 million insured workers of the end of 2022.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from mock_registries.country.enterprises import Enterprises
from mock_registries.country.permutation import Split, mix, permute, unpermute

# Enterprises in a thousand, and jobs at each: large, medium, small, micro. The last class takes
# what is left over by rounding.
_CLASSES: Final = ((30, 780), (40, 160), (240, 30), (690, 7))


class Jobs:
    """The jobs at the enterprises of one seed. Immutable; everything is constant time."""

    def __init__(self, seed: int, people: int, enterprises: Enterprises) -> None:
        self._people = people
        self._enterprises = enterprises
        self._person_key, self._rank_key = mix(seed, 611), mix(seed, 612)
        self._ranks = Split(enterprises.size, [share for share, _ in _CLASSES])
        sizes = [self._ranks.size(class_) * jobs for class_, (_, jobs) in enumerate(_CLASSES)]
        self._starts = [0, *accumulate(sizes)]

    def enterprise(self, person: int) -> int | None:
        """Return the enterprise that has a job for a person, None where there is none."""
        job = unpermute(person, self._people, self._person_key)
        if job >= self._starts[-1]:
            return None
        class_ = bisect_right(self._starts, job) - 1
        rank = self._ranks.start(class_) + (job - self._starts[class_]) // _CLASSES[class_][1]
        enterprise = unpermute(rank, self._enterprises.size, self._rank_key)
        return enterprise if self._enterprises.active(enterprise) else None

    def people(self, enterprise: int) -> Iterator[int]:
        """Yield everybody for whom an enterprise has a job; nobody if it is dissolved."""
        if not self._enterprises.active(enterprise):
            return
        rank = permute(enterprise, self._enterprises.size, self._rank_key)
        class_, place = self._ranks.locate(rank)
        jobs = _CLASSES[class_][1]
        first = self._starts[class_] + place * jobs
        for job in range(first, first + jobs):
            yield permute(job, self._people, self._person_key)
