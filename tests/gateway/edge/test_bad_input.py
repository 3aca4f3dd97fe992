"""What a caller may get wrong: each is refused under a stable code, with help, and without an echo."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from gateway.errors import Language
from tests.platform.client import CLIENT, SERVICE, Headers, exchange, message

MARKER = "079203004567"  # what an identity number looks like; no answer may repeat it
JSON = ("Content-Type", "application/json")
FROM = ("X-Road-Client", CLIENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A call that is refused, and how."""

    status: int
    code: str
    body: bytes = f'{{"SoDinhDanh":"{MARKER}"}}'.encode()
    method: str = "POST"
    path: str | bytes = SERVICE
    headers: Headers = (FROM, JSON)
    more: Headers = field(default=())


def _path(text: str) -> str:
    return SERVICE.replace("TraCuuThongTinCongDan", text)


BAD: Mapping[str, Bad] = {
    "not JSON": Bad(status=400, code="invalid_body", body=f"<a>{MARKER}</a>".encode()),
    "an empty body": Bad(status=400, code="invalid_body", body=b""),
    "two JSON values": Bad(status=400, code="invalid_body", body=f'{{}} "{MARKER}"'.encode()),
    "a key twice": Bad(
        status=400, code="invalid_body", body=f'{{"{MARKER}":1,"{MARKER}":2}}'.encode()
    ),
    "NaN": Bad(status=400, code="invalid_body", body=f'{{"{MARKER}":NaN}}'.encode()),
    "infinity": Bad(status=400, code="invalid_body", body=f'{{"{MARKER}":1e999}}'.encode()),
    "10,000 nested arrays": Bad(
        status=400, code="invalid_body", body=b"[" * 10_000 + MARKER.encode() + b"]" * 10_000
    ),
    "invalid UTF-8": Bad(
        status=400, code="invalid_body", body=f'{{"{MARKER}":"'.encode() + b'\xff\xfe"}'
    ),
    "a lone surrogate": Bad(
        status=400, code="invalid_body", body=f'{{"HoVaTen":"{MARKER}\\ud800"}}'.encode()
    ),
    "a byte order mark": Bad(status=400, code="invalid_body", body=b"\xef\xbb\xbf{}"),
    "a field that is not in the schema": Bad(
        status=422, code="schema_violation", body=f'{{"{MARKER}":"{MARKER}"}}'.encode()
    ),
    "an array for an object": Bad(
        status=422, code="schema_violation", body=f'["{MARKER}"]'.encode()
    ),
    "11 MiB": Bad(status=413, code="body_too_large", body=MARKER.encode() * 1_000_000),
    "another content type": Bad(
        status=415, code="invalid_content_type", headers=(FROM, ("Content-Type", "text/" + MARKER))
    ),
    "no content type": Bad(status=415, code="invalid_content_type", headers=(FROM,)),
    "no client": Bad(status=400, code="missing_header_field", headers=(JSON,)),
    "an empty client": Bad(
        status=400, code="missing_header_field", headers=(("X-Road-Client", ""), JSON)
    ),
    "a client that is no identifier": Bad(
        status=400,
        code="invalid_client_identifier",
        headers=(("X-Road-Client", f"VN/GOV/{MARKER}"), JSON),
    ),
    "an unknown client": Bad(
        status=403,
        code="unknown_member",
        headers=(("X-Road-Client", f"VN/GOV/{MARKER}/motcua"), JSON),
    ),
    "an unknown subsystem of a known member": Bad(
        status=403, code="unknown_member", headers=(("X-Road-Client", f"VN/GOV/H29/{MARKER}"), JSON)
    ),
    "a client without the right": Bad(
        status=403, code="access_denied", headers=(("X-Road-Client", "VN/GOV/G14/lgsp"), JSON)
    ),
    "an unknown service": Bad(status=404, code="unknown_service", path=_path(MARKER)),
    "an unknown provider": Bad(
        status=404, code="unknown_service", path=f"/r1/VN/GOV/G99/{MARKER}/TraCuu"
    ),
    "a path under a service": Bad(
        status=404, code="unknown_service", path=_path(f"TraCuuThongTinCongDan/{MARKER}")
    ),
    "a path that is not ours": Bad(status=404, code="unknown_service", path=f"/{MARKER}"),
    "the root": Bad(status=404, code="unknown_service", path="/"),
    "a target of *": Bad(status=404, code="unknown_service", path="*", method="OPTIONS"),
    "an absolute target": Bad(
        status=404, code="unknown_service", path=f"http://localhost{SERVICE}/{MARKER}"
    ),
    "too short a path": Bad(status=400, code="bad_request", path=f"/r1/VN/GOV/{MARKER}"),
    "..": Bad(status=400, code="bad_request", path=f"/r1/VN/GOV/G01/../{MARKER}"),
    ".. behind the service": Bad(status=404, code="unknown_service", path=f"{SERVICE}/../{MARKER}"),
    "an encoded ..": Bad(status=400, code="bad_request", path=f"/r1/VN/GOV/G01/%2e%2E/{MARKER}"),
    "an encoded slash": Bad(status=400, code="bad_request", path=f"/r1/VN/GOV/G01%2F{MARKER}/a/b"),
    "a character that no identifier has": Bad(
        status=400, code="bad_request", path=f"/r1/VN/GOV/G01/dancu/{MARKER}%00"
    ),
    "a path that is not UTF-8": Bad(
        status=400, code="bad_request", path=f"/r1/VN/GOV/G01/dancu/{MARKER}%ff"
    ),
    "an id with a blank": Bad(
        status=400, code="bad_request", more=[("X-Road-Id", f"{MARKER} {MARKER}")]
    ),
    "an id of 256 characters": Bad(
        status=400, code="bad_request", more=[("X-Road-Id", MARKER * 22)]
    ),
    "a user of 256 characters": Bad(
        status=400, code="bad_request", more=[("X-Road-UserId", MARKER * 22)]
    ),
    "a user that is not UTF-8": Bad(
        status=400, code="bad_request", more=[("X-Road-UserId", MARKER.encode() + b"\xff")]
    ),
    "a foreign header that is not UTF-8": Bad(
        status=400, code="bad_request", more=[("X-Other", MARKER.encode() + b"\xff")]
    ),
    "a compressed body": Bad(status=400, code="bad_request", more=[("Content-Encoding", "gzip")]),
    "GET": Bad(status=405, code="invalid_http_method", method="GET"),
    "PUT": Bad(status=405, code="invalid_http_method", method="PUT"),
}


# Not readable as HTTP, so no language is known and the help is in English.
UNREADABLE: Mapping[str, Bad] = {
    "raw bytes in the path": Bad(
        status=400, code="bad_request", path=SERVICE.encode() + MARKER.encode() + b"\xff"
    ),
    "raw bytes in the query": Bad(
        status=400, code="bad_request", path=SERVICE.encode() + b"?" + MARKER.encode() + b"\xff"
    ),
    "a header of 64 KiB": Bad(status=400, code="bad_request", more=[("X-Long", MARKER * 5462)]),
    "a target of 64 KiB": Bad(status=414, code="uri_too_long", path="/" + MARKER * 5462),
    "a thousand headers": Bad(
        status=400, code="bad_request", more=[(f"X-Many-{n}", MARKER) for n in range(1000)]
    ),
    "a method that nobody knows": Bad(status=400, code="bad_request", method="BREW"),
}
ALL = {**BAD, **UNREADABLE}


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("bad", ALL.values(), ids=ALL.keys())
def test_a_bad_call_is_refused_with_help_and_without_an_echo(
    port: int, bad: Bad, language: Language
) -> None:
    headers = (*bad.headers, *bad.more, ("Accept-Language", language))
    data = message(bad.body, method=bad.method, path=bad.path, headers=headers)

    answer = exchange(port, data)

    assert (answer.status, answer.code) == (bad.status, bad.code)
    assert len(answer.problem["message"]) > 20
    assert MARKER not in answer.everything


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_the_help_is_in_the_language_of_the_caller(port: int, bad: Bad) -> None:
    messages = {
        language: exchange(
            port,
            message(
                bad.body,
                method=bad.method,
                path=bad.path,
                headers=(*bad.headers, *bad.more, ("Accept-Language", language)),
            ),
        ).problem["message"]
        for language in ("en", "vi")
    }

    assert messages["en"] != messages["vi"]
    assert not messages["vi"].isascii()


def test_a_wrong_method_is_told_the_right_one(port: int) -> None:
    answer = exchange(port, message(method="GET"))

    assert answer.headers["allow"] == "POST"
