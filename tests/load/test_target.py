"""Load is sent to this machine and nowhere else."""

import pytest

from gateway.errors import ConfigurationError
from ndxp.load.target import Target


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.9.9:1/", "http://127.9.9.9:1"),
        ("http://localhost:65535", "http://localhost:65535"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_listener_on_this_machine_is_a_target(url: str, text: str) -> None:
    assert str(Target.parse(url)) == text


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "0.0.0.0", "example.vn", "127.0.0.1.example.vn", "[::2]", "[2001:db8::1]"],  # noqa: S104
)
def test_another_machine_is_refused_by_name(host: str) -> None:
    with pytest.raises(ConfigurationError, match="is not this machine"):
        Target.parse(f"http://{host}:80")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8080",
        "https://127.0.0.1:8080",
        "http://127.0.0.1",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://user@127.0.0.1:8080",
        "http://127.0.0.1:8080/r1",
        "http://127.0.0.1:8080@example.vn:80",
        "http://127.0.0.1:8080\n",
        "http://[::ffff:10.0.0.1]:80",
    ],
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="must read http://HOST:PORT"):
        Target.parse(url)
