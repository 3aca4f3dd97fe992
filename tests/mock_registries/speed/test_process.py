"""What a full country costs a reader's machine: memory of the server, and time from a cold start."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ndxp.bench.children import Ask
from ndxp.bench.questions import SERVICES, questions
from ndxp.load.http import Pool, http_bytes
from ndxp.load.target import Target
from ndxp.registries import Registries

pytestmark = pytest.mark.alone

REQUESTS = 2000
MOST_RESIDENT_KB = 150_000
MOST_SECONDS = 1.0
PATIENCE_S = 30

COMMAND = [sys.executable, "-c", "from ndxp.cli import main; raise SystemExit(main())"]
# As a user's: what measures the coverage of these tests costs memory and time of its own.
ENVIRONMENT = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE")}


@contextmanager
def serving() -> Iterator[tuple[int, str]]:
    """`ndxp registries` at full scale; gives process and URL."""
    with subprocess.Popen(
        [*COMMAND, "registries", "--listen", "127.0.0.1:0"],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            url = re.search(r"http://\S+", process.stdout.readline())
            assert url is not None
            yield process.pid, url[0]
        finally:
            process.terminate()


def resident(pid: int) -> int:
    """Memory of a process, in kB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0])


async def mixed_questions() -> list[Ask]:
    """Questions to all registries in turn."""
    registries = Registries()
    each = [await questions(registries, name, REQUESTS // len(SERVICES)) for name in SERVICES]
    return [ask for turn in zip(*each, strict=True) for ask in turn]


async def test_the_whole_country_is_served_from_little_memory() -> None:
    asks = await mixed_questions()
    with serving() as (pid, url):
        target = Target.parse(url)
        pool = Pool(target, PATIENCE_S)
        for ask in asks:
            request = http_bytes(target, ask["what"], ask["headers"], ask["body"].encode())
            assert (await pool.send(request)).body.decode() == ask["expect"]
        pool.close()
        resident_kb = resident(pid)

    assert len(asks) == REQUESTS
    assert resident_kb < MOST_RESIDENT_KB


def test_five_people_come_within_a_second_of_a_cold_start() -> None:
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run(
            [*COMMAND, "sample", "dancu", "-n", "5", "--json"],
            env=ENVIRONMENT,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
        seconds.append(time.perf_counter() - start)
        assert len(json.loads(done.stdout)) == 5

    assert min(seconds) < MOST_SECONDS
