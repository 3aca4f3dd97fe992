"""What the insurer's warehouse says of a person, and how it comes to differ from the population's.

Three quarters of the records agree with the population database and are matched; each other record
differs in exactly one way. The kinds (a number never collected, a name keyed by ear, a day and a
month swapped) are plausible slips of clerks; they and their shares are invented.

`originals` goes the other way: what the population may say of somebody whom the warehouse knows by
a name, a birth and a sex. A record whose middle name is missing, or of whose birth only the year is
on file, has too many originals; it is found by its number, its card or its household alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from mock_registries.country.places import Commune


class Mismatch(Enum):
    """The one way in which an unmatched record differs from the population database."""

    NO_IDENTITY = "no identity number on file"
    OLD_NUMBER = "only the old nine-digit number on file"
    PLAIN_NAME = "name without diacritics"
    TONE = "hook and tilde (hỏi, ngã) confused in the name"
    LETTER = "given name with i for y"
    NO_MIDDLE_NAME = "middle name missing"
    YEAR_ONLY = "only the year of birth on file"
    DAY_AND_MONTH = "day and month of birth swapped"
    YEAR = "born a year too early"
    SEX = "the other sex"


class Insured(NamedTuple):
    """One person as the insurer's warehouse has them."""

    index: int  # type: ignore[assignment]  # hides tuple.index, as in people.Person
    number: str  # ten digits (mã số BHXH)
    name: str
    male: bool
    born: str  # YYYY-MM-DD, or YYYY where only the year is known
    identity: str | None  # 12 digits
    old_number: str | None  # 9 digits
    birthplace: Commune  # where the birth was registered (nơi khai sinh)
    mismatch: Mismatch | None

    @property
    def matched(self) -> bool:
        """Whether the record was matched with the population database."""
        return self.mismatch is None

    @property
    def year(self) -> int:
        """The year of birth on file."""
        return int(self.born[:4])


# Percent of the unmatched; invented. Who cannot have a kind (nobody called Lan is written with i
# for y) has NO_IDENTITY, which therefore comes out at about half.
_SHARES: Final[Mapping[Mismatch, int]] = {
    Mismatch.NO_IDENTITY: 26,
    Mismatch.OLD_NUMBER: 24,
    Mismatch.PLAIN_NAME: 8,
    Mismatch.TONE: 12,
    Mismatch.LETTER: 5,
    Mismatch.NO_MIDDLE_NAME: 6,
    Mismatch.YEAR_ONLY: 8,
    Mismatch.DAY_AND_MONTH: 5,
    Mismatch.YEAR: 4,
    Mismatch.SEX: 2,
}
_BY_PERCENT = tuple(kind for kind, share in _SHARES.items() for _ in range(share))
_HOOK, _TILDE = "\u0309", "\u0303"
_FINAL_Y = re.compile(r"(?<=[bcdđghklmnprstvx])y(?=[\u0300-\u0323]*\Z)", re.IGNORECASE)
_FINAL_I = re.compile(r"(?<=[bcdđghklmnprstvx])i(?=[\u0300-\u0323]*\Z)", re.IGNORECASE)


def mismatched(record: Insured, number: int) -> Insured:
    """Return an agreeing record as it stands in the warehouse with one mismatch, by a number."""
    kind = _BY_PERCENT[number % len(_BY_PERCENT)]
    changed = _CHANGES[kind](record)
    if changed == record:
        kind = Mismatch.NO_IDENTITY
        changed = _CHANGES[kind](record)
    return changed._replace(mismatch=kind)


def originals(name: str, born: str, male: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield name, birth and sex in the population of whoever the warehouse may know thus.

    Names are to be compared without diacritics. No two results can mean the same person.
    """
    yield name, born, male
    yield name, born, not male
    swapped = _swapped(born)
    if swapped != born:
        yield name, swapped, male
    later = _with_year(born, 1)
    if later is not None:
        yield name, later, male
    respelled = _decomposed_sub(_FINAL_I, "y", name)
    if respelled != name:
        yield respelled, born, male


def _old_number_only(record: Insured) -> Insured:
    return record if record.old_number is None else record._replace(identity=None)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.translate({ord("đ"): "d", ord("Đ"): "D"}))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _other_tone(name: str) -> str:
    """Exchange the first hook or tilde for the other; most often Nguyễn becomes Nguyển."""
    letters = unicodedata.normalize("NFD", name)
    at = next((at for at, letter in enumerate(letters) if letter in (_HOOK, _TILDE)), None)
    if at is None:
        return name
    other = _HOOK if letters[at] == _TILDE else _TILDE
    return unicodedata.normalize("NFC", f"{letters[:at]}{other}{letters[at + 1 :]}")


def _decomposed_sub(pattern: re.Pattern[str], letter: str, name: str) -> str:
    """Replace a letter under whatever tone mark it carries."""
    changed = pattern.sub(letter, unicodedata.normalize("NFD", name))
    return unicodedata.normalize("NFC", changed)


def _without_middle(name: str) -> str:
    words = name.split()
    return f"{words[0]} {words[-1]}"


def _swapped(born: str) -> str:
    """Exchange day and month where that gives another date of the calendar."""
    year, month, day = born[:4], born[5:7], born[8:]
    return f"{year}-{day}-{month}" if len(born) == 10 and day <= "12" else born


def _with_year(born: str, step: int) -> str | None:
    """Move a birth by whole years, None where that is no date or no birth was given."""
    moved = f"{int(born[:4]) + step}{born[4:]}" if born[:4].isdecimal() else ""
    try:
        date.fromisoformat(moved if len(moved) == 10 else f"{moved}-01-01")
    except ValueError:
        return None
    return moved


_CHANGES: Final[Mapping[Mismatch, Callable[[Insured], Insured]]] = {
    Mismatch.NO_IDENTITY: lambda one: one._replace(identity=None, old_number=None),
    Mismatch.OLD_NUMBER: _old_number_only,
    Mismatch.PLAIN_NAME: lambda one: one._replace(name=_plain(one.name)),
    Mismatch.TONE: lambda one: one._replace(name=_other_tone(one.name)),
    Mismatch.LETTER: lambda one: one._replace(name=_decomposed_sub(_FINAL_Y, "i", one.name)),
    Mismatch.NO_MIDDLE_NAME: lambda one: one._replace(name=_without_middle(one.name)),
    Mismatch.YEAR_ONLY: lambda one: one._replace(born=one.born[:4]),
    Mismatch.DAY_AND_MONTH: lambda one: one._replace(born=_swapped(one.born)),
    Mismatch.YEAR: lambda one: one._replace(born=_with_year(one.born, -1) or one.born),
    Mismatch.SEX: lambda one: one._replace(male=not one.male),
}
