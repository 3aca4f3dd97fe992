"""The fields of a change as they were given, read one by one; whatever is wrong names its field."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from mock_registries.country.places import Commune, commune_on

MOST_NUMBER: Final = 10**15  # dong of capital
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LONGEST_NAME = 50
_LONGEST_TEXT = 200
_MOST_OWNERS = 10
_BESIDE_LETTERS: Final = frozenset(" '’-")
_WHOLE: Final = ("sheet", "parcel", "capital")  # numbers; everything else is text ...
_LISTS: Final = ("to",)  # ... but for these and for `only`
_YES_OR_NO: Final = {"true": True, "false": False}


class RefusedError(ValueError):
    """A change that cannot be made; the text is for whoever asked for it and begins with a field.

    It repeats nothing of what was given but numbers of records.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")


class Fields:
    """What was given with a change; each field is taken once, and `end` refuses the rest."""

    def __init__(self, given: Mapping[str, object], as_of: date) -> None:
        self._given = dict(given)
        self._as_of = as_of

    def has(self, name: str) -> bool:
        """Say whether a field is given."""
        return name in self._given

    def digits(self, name: str, *lengths: int) -> str:
        """Take an identifier of so many digits."""
        value = self._text(name)
        if len(value) not in lengths or not (value.isascii() and value.isdigit()):
            raise RefusedError(name, f"has to be {' or '.join(map(str, lengths))} digits")
        return value

    def owners(self, name: str) -> list[str] | str:
        """Take a list of identity numbers, or one tax code."""
        value = self._given.get(name)
        if isinstance(value, str):
            return self.digits(name, 10)
        self._given.pop(name, None)
        if not isinstance(value, list) or not 1 <= len(value) <= _MOST_OWNERS:
            most = f"1 to {_MOST_OWNERS} identity numbers"
            raise RefusedError(name, f"has to be a list of {most}, or one tax code")
        found = [Fields({name: one}, self._as_of).digits(name, 12) for one in value]
        if len(set(found)) < len(found):
            raise RefusedError(name, "names somebody twice")
        return found

    def number(self, name: str) -> int:
        """Take a whole number from one on."""
        value = self._given.pop(name, None)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_NUMBER:
            raise RefusedError(name, f"has to be a whole number from 1 to {MOST_NUMBER:,}")
        return value

    def flag(self, name: str) -> bool:
        """Take yes or no; no where it is not given."""
        value = self._given.pop(name, False)
        if not isinstance(value, bool):
            raise RefusedError(name, "has to be true or false")
        return value

    def text(self, name: str) -> str:
        """Take a line of text, normalised to NFC."""
        value = unicodedata.normalize("NFC", self._text(name)).strip()
        if not 0 < len(value) <= _LONGEST_TEXT or not value.isprintable():
            raise RefusedError(name, f"has to be a line of 1 to {_LONGEST_TEXT} characters")
        return value

    def name(self, name: str, *, words: int) -> str:
        """Take a personal name of so many words at least; each begins with a capital."""
        value = " ".join(self.text(name).split())
        letters = all(one.isalpha() or one in _BESIDE_LETTERS for one in value)
        if not letters or len(value) > _LONGEST_NAME or len(value.split()) < words:
            least = "a name" if words == 1 else f"a name of {words} words or more"
            raise RefusedError(name, f"has to be {least}, up to {_LONGEST_NAME} letters")
        return " ".join(word[:1].upper() + word[1:] for word in value.split())

    def choice(self, name: str, meanings: Mapping[str, bool]) -> bool:
        """Take one of a few words, for what it means."""
        value = self._text(name)
        if value not in meanings:
            raise RefusedError(name, f"has to be {' or '.join(meanings)}")
        return meanings[value]

    def day(self, name: str) -> date:
        """Take a day YYYY-MM-DD, at most a year after the country's."""
        found = self.any_day(name)
        if found.toordinal() > self._as_of.toordinal() + 365:
            raise RefusedError(name, f"is more than a year after {self._as_of}, the country's day")
        return found

    def any_day(self, name: str) -> date:
        """Take a day YYYY-MM-DD."""
        value = self._text(name)
        try:
            found = date.fromisoformat(value) if _DAY.fullmatch(value) else None
        except ValueError:
            found = None
        if found is None:
            raise RefusedError(name, "has to be a day YYYY-MM-DD")
        return found

    def commune(self, name: str) -> Commune:
        """Take the code of a commune that there is on the country's day."""
        found = commune_on(self.digits(name, 5), self._as_of)
        if found is None:
            raise RefusedError(name, f"there is no commune of this code on {self._as_of}")
        return found

    def end(self) -> None:
        """Refuse whatever is left."""
        if self._given:
            raise RefusedError(
                "fields", "there are fields that a change of this kind does not have"
            )

    def _text(self, name: str) -> str:
        value = self._given.pop(name, None)
        if not isinstance(value, str):
            raise RefusedError(name, "is missing" if value is None else "has to be text")
        return value


def read_words(words: Sequence[str]) -> dict[str, object]:
    """Read `name=value` words as a change's fields; raises RefusedError.

    Several identity numbers stand in one word, with commas between.
    """
    found: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name in found:
            raise RefusedError("fields", "each is written once, as name=value")
        found[name] = _value(name, value)
    return found


def _value(name: str, text: str) -> object:
    if name in _WHOLE and text.isascii() and text.isdigit() and len(text) < 20:
        return int(text)
    if name == "only":
        return _YES_OR_NO.get(text, text)
    if name in _LISTS and len(text) != 10:
        return text.split(",")
    return text
