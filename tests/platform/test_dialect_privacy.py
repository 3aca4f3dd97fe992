"""What callers of API gateways put into URLs, headers and forms is in no log, metric, file, record or error."""

import base64
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
import structlog

from gateway.applications import digest
from ndxp.registries import Registries
from tests.gateway.edge.apis.calling import CLIENT, PATIENCE_S, native
from tests.platform.client import exchange, message
from tests.platform.leaks import files, found, personal
from tests.platform.speaking import account, grant, speaking

KEY, SECRET, PASSWORD = "khoa-cua-motcua", "bi-mat-cua-motcua", "mat-khau-can-bo"
SERVICES = {
    "dkdn": ("chiTietDoanhNghiep",),
    "bhxh": ("getTraCuuTtHgdByMaSoBhxh", "kiemTraTheBhyt"),
    "datdai": ("traCuuGiayChungNhan",),
}
LGSP = {
    "AppName": "motcua",
    "AccessKey": KEY,
    "SecretKey": SECRET,
    "PartnerCode": "",
    "PartnerCodeCus": "",
}


# What registries call what says something about a person, an enterprise or a parcel.
NATIVE = {
    *("NAME", "SHORT_NAME", "LEGAL_NAMES", "FULL_NAME", "IDENTITY_NO", "AddressFullText"),
    *("hoTen", "diaChi", "maHo", "maSo", "maThe", "diachi", "sovaosogcn"),
    *("hovatenchusudung", "sodinhdanhcanhan"),
}


def spoken(value: object, key: str = "") -> Iterator[str]:
    """Every text of a registry's answer that is somebody's."""
    if isinstance(value, dict):
        yield from (text for name, member in value.items() for text in spoken(member, name))
    elif isinstance(value, list):
        yield from (text for member in value for text in spoken(member, key))
    elif isinstance(value, str) and key in NATIVE and len(value) > 8:
        yield value


class Talk:
    """Calls in one dialect; keeps what may be nowhere else, and every refusal."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        form = {"grant_type": "client_credentials"}
        auth = None if headers else (KEY, SECRET)
        given = requests.post(
            f"{self.url}/token", data=form, headers=headers, auth=auth, timeout=PATIENCE_S
        )
        self.token = given.json()["access_token"]
        self.headers = {**headers, "Authorization": f"Bearer {self.token}"}
        self.good = 0
        self.refusals: list[bytes] = []

    def hold(self, registries: Registries, registry: str, code: str) -> set[str]:
        """Good calls, and each value where it does not belong; gives the values."""
        values: set[str] = set()
        unknown = registries.unknown(code)
        for sample in (*registries.sample(registry, 2, 7, code), unknown):
            values |= set(personal(sample))
            call = native(code, sample)
            values |= set(spoken(self._ask(call.path, params=call.params, json=call.json)))
            for text in personal(sample):
                self._ask(call.path, params={**call.params, text: text}, json={text: text})
                self._ask(f"{call.path}/{text}", params=call.params)
                self._ask(f"/{text}/1.0/{text}", params=call.params)
                self._ask(call.path, params={"msdn": text * 9}, headers={"Accept": quote(text)})
                self._ask(f"/token?{text}={text}", data={text: text, "client_id": text})
        return values

    def _ask(self, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> object:
        """A call with or without a body, as there is one; what was answered, if it was good."""
        posted = more.get("json") is not None or "data" in more
        answer = requests.request(
            "POST" if posted else "GET",
            self.url + path,
            headers={**self.headers, **(headers or {})},
            timeout=PATIENCE_S,
            **more,
        )
        body = answer.json()
        if answer.ok and b'"Status":0' not in answer.content and "INVALID" not in answer.text:
            self.good += 1
            return body
        self.refusals.append(answer.content + str(answer.headers).encode())
        return {}


def test_nothing_of_a_call_is_left_behind(
    tmp_path: Path, registries: Registries, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="urllib3")  # the client's own
    places: dict[str, bytes] = {}
    accounts = [
        replace(
            account(name, KEY, SECRET, CLIENT), name="motcua", officers={"cb": digest(PASSWORD)}
        )
        for name in ("wso2", "lgsp")
    ]
    officer = base64.b64encode(f"cb:{PASSWORD}".encode()).decode()
    lgsp = base64.b64encode(json.dumps(LGSP).encode()).decode()

    with (
        structlog.testing.capture_logs() as lines,
        speaking(tmp_path, registries.wires(), ["wso2", "lgsp"]) as ports,
    ):
        grant(tmp_path, *accounts)
        talks = [
            Talk(ports["wso2"], {}),
            Talk(ports["lgsp"], {"lgspaccesstoken": lgsp, "AuthHash": officer}),
        ]
        values = {SECRET, PASSWORD, officer, lgsp, *(talk.token for talk in talks)}
        for talk in talks:
            for registry, codes in SERVICES.items():
                for code in codes:
                    values |= talk.hold(registries, registry, code)
        for path in ("/metrics", "/monitoring/operational", "/monitoring/health"):
            asked = message(b"", method="GET", path=path, headers=[("X-Road-Client", CLIENT)])
            places[path] = exchange(ports["r1"], asked).body
        places |= files(tmp_path)

    places["log lines"] = json.dumps(lines, ensure_ascii=False, default=str).encode()
    places["foreign log lines"] = caplog.text.encode()
    for talk in talks:
        places |= {f"refusal {at} of {talk.url}": said for at, said in enumerate(talk.refusals)}
        assert talk.good >= 12
        assert len(talk.refusals) >= 50
    assert len(values) > 30
    assert len(lines) > 50
    assert {"table entries", "/metrics"} <= {place for place, _ in found({CLIENT}, places)}
    assert found(values, places) == []
