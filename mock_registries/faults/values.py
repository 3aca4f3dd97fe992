"""Faults of the values: names, letters, dates, sexes, numbers."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from mock_registries.faults import content, fields
from mock_registries.faults.content import Json
from mock_registries.faults.orders import Order
from mock_registries.faults.scene import Scene, Sending

_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"  # yyyyMMdd
    r"|(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})"  # dd/MM/yyyy
)
_FORMS: Final = {
    "iso": "{0}-{1}-{2}",
    "compact": "{0}{1}{2}",
    "slashed": "{2}/{1}/{0}",
    "year": "{0}",
}
_MALE, _FEMALE = ("1", "Nam"), ("2", "Nữ")
_SEXES: Final = {"judicial": ("1", "0"), "words": ("Nam", "Nữ"), "numbers": ("1", "2")}
_IDENTITY = re.compile(r"[0-9]{12}", re.ASCII)
_FULL_NAME, _SURNAME, _MIDDLE, _GIVEN = "HoVaTen", "Ho", "ChuDem", "Ten"


def name_in_ten(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write every name of the population registry whole in Ten, with Ho and ChuDem empty."""
    return _names(scene, sending, lambda name: ("", "", name))


def name_split(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write every name of the population registry as Ho, ChuDem and Ten."""
    return _names(scene, sending, _split)


def _split(name: str) -> tuple[str, str, str]:
    surname, _, rest = name.partition(" ")
    middle, _, given = rest.rpartition(" ")
    return surname, middle, given


def _names(scene: Scene, sending: Sending, parts: Callable[[str], tuple[str, ...]]) -> Sending:
    def change(root: Element) -> None:
        for element in [one for one in root.iter() if content.local(one) == _FULL_NAME]:
            space = str(element.tag).rpartition("}")[0]
            whole = " ".join(text for one in (element, *element) if (text := one.text))
            element.text, element[:] = None, []
            for name, part in zip((_SURNAME, _MIDDLE, _GIVEN), parts(whole), strict=True):
                SubElement(element, f"{space}}}{name}").text = part

    return content.of_xml(scene, sending, change)


def decomposed_letters(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write all text in NFD: letters and their marks one after the other."""
    return content.texts(scene, sending, lambda _, text: unicodedata.normalize("NFD", text))


def capital_names(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Write names of people in capitals, without their diacritics unless these are kept."""
    kept = order.word("diacritics") == "kept"

    def change(name: str, text: str) -> str:
        if name not in fields.NAMES:
            return text
        return text.upper() if kept else _without_marks(text).upper()

    return content.texts(scene, sending, change)


def _without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def date_form(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Write dates in another form; `year` is for births, of which often no more is known."""
    form = order.word("form")
    concerned = fields.BIRTHS if form == "year" else fields.DAYS

    def change(name: str, text: str) -> str:
        match = _DAY.fullmatch(text) if name in concerned else None
        if match is None:
            return text
        day = (
            match["year"] or match["y"],
            match["month"] or match["m"],
            match["day"] or match["d"],
        )
        return _FORMS[form].format(*day)

    sending = content.texts(scene, sending, change)
    return _year_alone(scene, sending) if form == "year" else sending


def _year_alone(scene: Scene, sending: Sending) -> Sending:
    """Say that it is a year: by an element of its own, or in loaiNgaySinh."""

    def rename(root: Element) -> None:
        for element in root.iter():
            if content.local(element) == "NgayThangNam":
                element.tag = str(element.tag).replace("NgayThangNam", "Nam")

    def mark(value: Json) -> Json:
        known = isinstance(value, dict) and "loaiNgaySinh" in value
        return {**value, "loaiNgaySinh": "1"} if known else value

    sending = content.of_json(scene, sending, lambda value: content.walk(value, mark))
    return content.of_xml(scene, sending, rename)


def sex_code(scene: Scene, sending: Sending, order: Order) -> Sending:
    """Write the sex by another registry's list."""
    male, female = _SEXES[order.word("list")]

    def change(name: str, text: str) -> str:
        if name not in fields.SEXES:
            return text
        return male if text in _MALE else female if text in _FEMALE else text

    return content.texts(scene, sending, change)


def nine_digit_number(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write the last nine digits where a personal number of twelve is due."""

    def change(name: str, text: str) -> str:
        short = name in fields.PERSONAL_NUMBERS and _IDENTITY.fullmatch(text) is not None
        return text[3:] if short else text

    return content.texts(scene, sending, change)
