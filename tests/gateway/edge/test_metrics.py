"""What an operator's Prometheus reads: every number documented, and no series that a caller made."""

import re
from collections.abc import Iterator

from tests.docs.blocks import ROOT
from tests.platform.client import CLIENT, SERVICE, Connection, exchange, message

NAME = re.compile(r"^# TYPE (\S+) ", re.MULTILINE)
ROW = re.compile(r"^\| `((?:ndxp|process)_[a-z_]+)(?:\{([a-z, ]+)\})?` \|", re.MULTILINE)
HOSTILE = 1000


def scrape(port: int) -> str:
    return exchange(port, message(b"", method="GET", path="/metrics", headers=())).body.decode()


def series(port: int) -> set[str]:
    """Each line without its value."""
    lines = scrape(port).splitlines()
    return {line.rpartition(" ")[0] for line in lines if not line.startswith("#")}


def hostile(number: int) -> Iterator[bytes]:
    """A made-up client, a made-up service, and both; their names may be somebody's number."""
    name = f"{79203004567 + number:012}"
    made_up = [("X-Road-Client", f"VN/GOV/H29/{name}"), ("Content-Type", "application/json")]
    yield message(headers=made_up)
    yield message(path=f"/r1/VN/GOV/G01/dancu/{name}")
    yield message(path=f"/r1/VN/GOV/{name}/dancu/{name}", headers=made_up)


def send(port: int, numbers: range) -> None:
    for number in numbers:
        for data in hostile(number):
            with Connection(port) as connection:
                connection.send(data)
                assert connection.answer().status in (403, 404)


def test_a_thousand_hostile_names_make_no_series(port: int) -> None:
    send(port, range(1))
    before = series(port)

    send(port, range(1, 1 + HOSTILE))

    assert series(port) == before
    assert not re.search(r"[0-9]{9,}", "".join(before))


def test_sizes_are_counted_for_calls_that_are_answered(port: int, person: dict[str, str]) -> None:
    body = (
        f'{{"SoDinhDanh":"{person["SoDinhDanh"]}","HoVaTen":"{person["HoVaTen"]}",'
        f'"NgayThangNamSinh":"{person["NgayThangNamSinh"]}"}}'
    )
    answer = exchange(port, message(body.encode()))
    assert answer.status == 200

    metrics = scrape(port)

    service = SERVICE.removeprefix("/r1/")
    assert f'ndxp_request_bytes_sum{{service="{service}"}}' in metrics
    assert f'ndxp_response_bytes_bucket{{le="256.0",service="{service}"}}' in metrics
    label = f'client="{CLIENT}",outcome="ok",service="{service}"'
    assert f"ndxp_exchanges_total{{{label}}}" in metrics


def test_every_metric_is_in_the_document_and_the_document_has_no_other(port: int) -> None:
    exchange(port, message())
    text = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")

    documented = {name for name, _ in ROW.findall(text)}
    told = {name for name in NAME.findall(scrape(port)) if not name.endswith("_created")}

    assert documented == told


def test_the_document_names_the_labels_of_every_metric(port: int) -> None:
    exchange(port, message())
    text = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in series(port):
        name, _, labels = line.partition("{")
        plain = re.sub(r"_(bucket|sum|count)$", "", name)
        names = set(re.findall(r'(\w+)="', labels)) - {"le"}
        found.setdefault(plain, set()).update(names)

    for name, labels in ROW.findall(text):
        if name in found:
            assert set(filter(None, labels.split(", "))) == found[name], name
