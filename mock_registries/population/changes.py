"""When each record last changed, so that a mirror of the registry can be kept up to date.

Nobody's record changes in a computed country, so the moments are invented: the last change of every
record lies in the year that ends with `as_of`, spread evenly through a permutation of the people.
The records of any period are then one range of places, of which a page is a slice.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Final

from mock_registries.country import Country
from mock_registries.country.people import Person
from mock_registries.country.permutation import mix, permute, unpermute

VIETNAM: Final = timezone(timedelta(hours=7))
_PERIOD_MS: Final = 365 * 24 * 60 * 60 * 1000
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ChangeLog:
    """Last changes of the people of one country, in the order of their moments."""

    def __init__(self, country: Country) -> None:
        self._people = country.population
        self._key = mix(country.seed, 804)
        midnight = datetime.combine(country.as_of, time(), VIETNAM) + timedelta(days=1)
        self._start_ms = (midnight - _EPOCH) // _MILLISECOND - _PERIOD_MS

    def changed_ms(self, index: int) -> int:
        """Return when the record of the person at an index last changed: epoch milliseconds."""
        return self._moment_ms(permute(index, self._people.size, self._key))

    def places(self, first_ms: int, last_ms: int) -> range:
        """Return the places of the changes of a period, both ends included."""
        return range(self._place(first_ms), self._place(last_ms + 1))

    def people(self, places: range) -> Iterator[Person]:
        """Yield whose records they are, but for those born after their moment: too early to be."""
        for place in places:
            person = self._people.person(unpermute(place, self._people.size, self._key))
            if person.born <= self._day(place):
                yield person

    def _moment_ms(self, place: int) -> int:
        return self._start_ms + place * _PERIOD_MS // self._people.size

    def _place(self, moment_ms: int) -> int:
        """Return the first place that is not before a moment."""
        since = min(max(moment_ms - self._start_ms, 0), _PERIOD_MS)
        return -(-since * self._people.size // _PERIOD_MS)

    def _day(self, place: int) -> str:
        """Return the day of a place as YYYY-MM-DD, in Vietnam."""
        moment = _EPOCH + timedelta(milliseconds=self._moment_ms(place))
        return moment.astimezone(VIETNAM).date().isoformat()
