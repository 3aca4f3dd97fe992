"""Reading what registries send: JSON with lists that are not lists, texts that are not clean.

Whatever is not what it should be raises RegistryFailedError with words of ours: a registry's own
words may hold personal data and go no further.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from adapters.base import JsonObject
from gateway.errors import InvalidBodyError, RegistryFailedError
from gateway.formats import is_identity_number
from gateway.strict_json import parse_json

Record = Mapping[str, object]

_WHOLE = re.compile(r"[0-9]{1,18}|[0-9]{1,3}(?:(?:\.[0-9]{3}){1,5}|(?:,[0-9]{3}){1,5})")
_DECIMAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")


def json_record(body: bytes) -> Record:
    """Read a body that has to be one JSON object."""
    try:
        return record(parse_json(body))
    except InvalidBodyError:
        raise RegistryFailedError("the answer is not JSON") from None


def record(value: object) -> Record:
    """Read an object; nothing at all counts as an empty one, and a list of one as that one."""
    if value is None or value == "":
        return {}
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise RegistryFailedError("something stands where an object should")
    return value


def records(value: object) -> Sequence[Record]:
    """Read a list of objects. Services made from XML write a list of one without its brackets."""
    if value is None or value == "":
        return []
    return [record(one) for one in value] if isinstance(value, list) else [record(value)]


def line(value: object) -> str:
    """Read a text or a number as one line in NFC; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RegistryFailedError("something stands where a text should")
    text = " ".join(unicodedata.normalize("NFC", str(value)).split())
    return text if text.isprintable() else "".join(filter(str.isprintable, text)).strip()


def whole(value: object) -> int | None:
    """Read a whole number, also as 5.0, "5" and "5.000.000"; None for nothing."""
    if isinstance(value, str):
        return _whole_text(value.strip())
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise RegistryFailedError("something stands where a whole number should")
    return value


def decimal(value: object) -> float | None:
    """Read a number, also as "12.5" and "12,5"; None for nothing."""
    if isinstance(value, str):
        if not value.strip():
            return None
        match = _DECIMAL.fullmatch(value.strip().replace(",", "."))
        value = float(match[0]) if match else value
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise RegistryFailedError("something stands where a number should")
    return value


def identity(value: object) -> str:
    """Read a personal identity number; empty for the old numbers and passports that stand there."""
    number = line(value)
    return number if is_identity_number(number) else ""


def filled(**fields: object) -> JsonObject:
    """Keep what has a value: nothing, an empty text and an empty object are left out."""
    return {name: value for name, value in fields.items() if value not in (None, "", {})}


def _whole_text(text: str) -> int | None:
    if not text:
        return None
    if _WHOLE.fullmatch(text) is None:
        raise RegistryFailedError("something stands where a whole number should")
    return int(text.replace(".", "").replace(",", ""))
