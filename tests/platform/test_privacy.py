"""What was exchanged is nowhere but in the exchange: no log, no metric, no file, no error has it."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog

from gateway.faults import Fault, Rule
from ndxp.registries import Registries
from tests.platform.client import CLIENT, Answer, exchange, message
from tests.platform.in_process import platform
from tests.platform.leaks import files, found, personal, secrets
from tests.platform.processes import Up

SERVICES = {
    "dancu": "VN/GOV/G01/dancu",
    "dkdn": "VN/GOV/G05/dkdn",
    "bhxh": "VN/GOV/G24/bhxh",
    "datdai": "VN/GOV/G13/datdai",
}
CODES = {
    "TraCuuThongTinCongDan": "dancu",
    "XacThucThongTinCongDan": "dancu",
    "XacMinhThongTinNhanThan": "dancu",
    "chiTietDoanhNghiep": "dkdn",
    "danhSachHoSo": "dkdn",
    "danhSachHoSoTrongNgay": "dkdn",
    "tinhTrangHoSo": "dkdn",
    "getTraCuuTtHgdByMaSoBhxh": "bhxh",
    "getMaSoBhxhTheoTieuChi": "bhxh",
    "getTraCuuThongTinHgd": "bhxh",
    "kiemTraTheBhyt": "bhxh",
    "traCuuThuaDat": "datdai",
    "traCuuGiayChungNhan": "datdai",
    "traCuuChuSuDung": "datdai",
}


class Talk:
    """What was said and heard: the values of people that may be nowhere else, and every refusal."""

    def __init__(self, port: int, registries: Registries) -> None:
        self._port = port
        self._registries = registries
        self.values: set[str] = set()
        self.good = 0
        self.refusals: dict[str, bytes] = {}

    def hold(self) -> None:
        """Good calls of every service, and each way of putting a value where it does not belong."""
        for code, registry in CODES.items():
            path = f"/r1/{SERVICES[registry]}/{code}"
            for sample in self._registries.sample(registry, 1, 7, code):
                self.values |= set(personal(sample))
                self._say(message(json.dumps(sample).encode(), path=path))
                for data in misuses(path, sample):
                    self._say(data)
            unknown = self._registries.unknown(code)
            self.values |= set(personal(unknown))
            self._say(message(json.dumps(unknown).encode(), path=path))

    def _say(self, data: bytes) -> None:
        answer = exchange(self._port, data)
        if answer.status == 200:
            self.good += 1
            self.values |= set(personal(answer.json()))
        else:
            self._keep(answer)

    def _keep(self, answer: Answer) -> None:
        self.refusals[f"refusal {len(self.refusals)}"] = answer.everything.encode()


def misuses(path: str, sample: dict[str, object]) -> Iterator[bytes]:
    """A person's data in wrong fields, in the query, the path and the headers."""
    body = json.dumps(sample).encode()
    texts = [*personal(sample), "079203004567"]
    text, last = texts[0], texts[-1]
    yield message(json.dumps({**sample, text: last}).encode(), path=path)
    yield message(json.dumps(dict.fromkeys(sample, text)).encode(), path=path)
    yield message(json.dumps([sample]).encode(), path=path)
    yield message(body[:-1], path=path)
    yield message(body[:-1] + b"," + body[1:], path=path)
    yield message(body, path=f"{path}?so={quote(text)}&ten={quote(last)}")
    yield message(body, path=f"{path}/{quote(text)}")
    yield message(body, path=f"/r1/VN/GOV/G01/dancu/{quote(text)}")
    yield message(body, path=path, method="PUT")
    yield message(body, path=path, headers=[("X-Road-Client", CLIENT), ("Content-Type", text)])
    json_type = ("Content-Type", "application/json")
    yield message(body, path=path, headers=[("X-Road-Client", f"VN/GOV/{last}/a"), json_type])
    yield message(body, path=path, headers=[("X-Road-Client", "VN/GOV/G14/lgsp"), json_type])
    yield message(body, path=path, more=[("X-Road-UserId", text), ("X-Road-Issue", last)])
    yield message(body, path=path, more=[("X-Ho-Ten", text), ("Accept-Language", last)])
    yield message(body, path=path, more=[("Authorization", f"Bearer {text}"), ("Prefer", last)])


def expect_no_leak(talk: Talk, state: Path, told: dict[str, bytes]) -> None:
    """Neither values of people nor keys anywhere in what the platform left."""
    places = {**files(state), **talk.refusals, **told}
    assert talk.good >= 30
    assert len(talk.refusals) >= 100
    assert len(talk.values) > 50
    assert {"table entries", "metrics"} <= {place for place, _ in found({CLIENT}, places)}
    assert found(talk.values, places) == []
    for owner, parts in secrets(state).items():
        elsewhere = [place for place, data in places.items() if place != owner]
        leaks = [place for place in elsewhere for part in parts if part in places[place]]
        assert leaks == []


def metrics(port: int) -> bytes:
    return exchange(port, message(b"", method="GET", path="/metrics", headers=())).body


def test_nothing_leaks_in_one_process(
    tmp_path: Path, registries: Registries, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: dict[str, bytes] = {}

    with structlog.testing.capture_logs() as lines, platform(tmp_path, registries) as port:
        talk = Talk(port, registries)
        talk.hold()
        registries.faults.add(Rule(fault=Fault.parse("error")))
        talk.hold()
        told["metrics"] = metrics(port)
        expect_no_leak(talk, tmp_path, told)

    told["log lines"] = json.dumps(lines, ensure_ascii=False, default=str).encode()
    told["foreign log lines"] = caplog.text.encode()
    assert len(lines) > 100
    expect_no_leak(talk, tmp_path, told)


@pytest.mark.rabbit
def test_nothing_leaks_over_a_broker(
    tmp_path: Path, registries: Registries, amqp_url: str, namespace: str
) -> None:
    told: dict[str, bytes] = {}

    with Up(tmp_path, "--bus", amqp_url, "--namespace", namespace) as up:
        talk = Talk(up.port, registries)
        talk.hold()
        told["metrics"] = metrics(up.port)
        expect_no_leak(talk, up.state, told)

    told["standard error"] = up.stderr.read_bytes()
    expect_no_leak(talk, up.state, told)


def test_private_keys_are_for_their_owner_only(tmp_path: Path, registries: Registries) -> None:
    with platform(tmp_path, registries):
        keys = list(tmp_path.rglob("*.key"))

    assert len(keys) > 7
    assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}


def test_the_search_finds_what_is_there() -> None:
    spelled = {
        "plain": "HoVaTen: NGUYỄN VĂN AN".encode(),
        "escaped": json.dumps({"HoVaTen": "NGUYỄN VĂN AN"}).encode(),
        "percent": quote("NGUYỄN VĂN AN").encode(),
        "in a JWS": b"eyJhbGciOiJFUzI1NiJ9." + _encoded('{"HoVaTen":"NGUYỄN VĂN AN","a":"bcd"}'),
        "nothing": b"NGUYEN VAN AN",
    }

    places = {place for place, _ in found({"NGUYỄN VĂN AN"}, spelled)}

    assert places == spelled.keys() - {"nothing"}


def _encoded(text: str) -> bytes:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=") + b".c2ln"
