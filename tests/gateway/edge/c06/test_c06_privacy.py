"""Of what a C06 client says about people nothing stays: not in a line, the log, a metric or a Fault."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import structlog

from ndxp.registries import Registries
from tests.gateway.edge.c06.calling import (
    CLIENT,
    LEADING,
    LOOKUP,
    SECRET,
    USER,
    call,
    envelope,
    person,
    proof,
)
from tests.platform.client import Answer, exchange, message
from tests.platform.leaks import files, found, personal
from tests.platform.speaking import account, grant, speaking


def test_nothing_of_it_is_left_behind(tmp_path: Path, registries: Registries) -> None:
    (sample,) = registries.sample("dancu", 1, 9, LOOKUP)
    values = set(personal(sample))

    with (
        structlog.testing.capture_logs() as lines,
        speaking(tmp_path, registries.wires(), ["c06"]) as ports,
    ):
        grant(tmp_path, account("c06", USER, SECRET, CLIENT))
        good = call(ports["c06"], envelope((*LEADING, *person(sample))))
        refused = list(misuses(ports["c06"], sample))
        metrics = exchange(ports["r1"], message(b"", method="GET", path="/metrics", headers=()))
        kept = files(tmp_path)

    told = {f"fault {number}": each.everything.encode() for number, each in enumerate(refused)}
    told |= {"lines": json.dumps(lines, ensure_ascii=False, default=str).encode()}
    told |= {"metrics": metrics.body, **kept}
    assert good.status == 200
    assert {each.status for each in refused} == {401, 500}
    assert found({CLIENT}, told)
    assert found(values, told) == []


def misuses(port: int, sample: dict[str, object]) -> Iterator[Answer]:
    """A person's data where they do not belong."""
    number, name = str(sample["SoDinhDanh"]), str(sample["HoVaTen"])
    kind, named, born = person(sample)
    yield call(port, envelope((*LEADING, kind, kind, born)))
    yield call(port, envelope((*LEADING, (f"n{number}", ""), named, born)))
    yield call(port, envelope((*LEADING, ("SoDinhDanh", f"9{number[1:]}"), named, born)))
    yield call(port, envelope((*LEADING, ("SoDinhDanh", name), ("HoVaTen", number), born)))
    yield call(port, envelope((("MaYeuCau", number), *LEADING[1:], kind, named)))
    yield call(port, envelope((*LEADING, *person(sample)), f"n{number}"))
    yield call(port, envelope((*LEADING, *person(sample)), namespace=f"urn:{number}"))
    yield call(port, f"<a>{name}".encode())
    yield call(port, envelope((*LEADING, *person(sample))), proof(user=number))
    yield call(port, envelope((*LEADING, *person(sample))), {"Timestamp": number})
    yield exchange(port, message(b"", path=f"/dancu/{number}?ten={quote(name)}", headers=()))
