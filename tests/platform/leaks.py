"""Looks for personal data and keys wherever the platform leaves something."""

import base64
import binascii
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

# Of an answer, these say something about a person, a household, an enterprise or a parcel.
PERSONAL = {
    "ChiTiet",
    "HoVaTen",
    "MaHo",
    "MaSoBhxh",
    "MaSoDoanhNghiep",
    "MaThe",
    "NgaySinh",
    "NgayThangNamSinh",
    "SoCMND",
    "SoDinhDanh",
    "SoHoSo",
    "SoPhatHanh",
    "SoSoHoKhau",
    "SoVaoSo",
}
_ENCODED = re.compile(rb"[A-Za-z0-9_\-]{40,}")


def personal(value: object, key: str = "") -> Iterator[str]:
    """Every text in a request or answer that is somebody's."""
    match value:
        case dict():
            for name, member in value.items():
                yield from personal(member, name)
        case list():
            for member in value:
                yield from personal(member, key)
        case str() if key in PERSONAL and len(value) > 5:
            yield value


def found(values: set[str], places: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Where one of the values stands, in any spelling, also within base64url (a JWS)."""
    spellings = {form: value for value in values for form in _spellings(value)}
    pattern = re.compile(b"|".join(re.escape(form) for form in spellings))
    return [
        (place, spellings[hit])
        for place, data in places.items()
        for text in (data, *_decoded(data))
        for hit in pattern.findall(text)
    ]


def files(folder: Path) -> dict[str, bytes]:
    """Every file under a state folder as it is on disk, and each column of the log."""
    places = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with closing(sqlite3.connect(f"file:{folder / 'log.db'}?mode=ro", uri=True)) as connection:
        columns_of = {"entries": "kind, jws, facts", "documents": "document", "exchanges": "*"}
        for table, columns in columns_of.items():
            rows = connection.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608
            places[f"table {table}"] = "\n".join(str(row) for row in rows).encode()
    return places


def secrets(folder: Path) -> dict[str, list[bytes]]:
    """What of each private key must stand in no other file: its PEM lines and its bytes."""
    kept = {}
    for path in folder.rglob("*.key"):
        data = path.read_bytes()
        lines = [line for line in data.splitlines() if len(line) > 30 and b"-----" not in line]
        if lines and b"PRIVATE KEY" in data:
            kept[str(path)] = [*lines[:-1], b"".join(lines), base64.b64decode(b"".join(lines))]
        else:
            kept[str(path)] = [data, base64.urlsafe_b64encode(data).rstrip(b"="), _hex(data)]
    return kept


def _hex(data: bytes) -> bytes:
    return binascii.hexlify(data)


def _spellings(value: str) -> set[bytes]:
    escaped = json.dumps(value)[1:-1]
    return {
        form.encode()
        for form in (value, value.upper(), escaped, quote(value), quote(value, safe=""))
    }


def _decoded(data: bytes) -> Iterator[bytes]:
    for run in _ENCODED.findall(data):
        try:
            yield base64.urlsafe_b64decode(run + b"=" * (-len(run) % 4))
        except binascii.Error:
            continue
