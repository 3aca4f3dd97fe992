"""`ndxp adapter new`: a project that works as it is written, and is written over nothing."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from examples.vehicles.adapter import Vehicles
from gateway.network.proposal import load_proposal
from gateway.schema import Catalogue
from ndxp.cli import main
from ndxp.newadapter import TEMPLATE

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
VEHICLES = ROOT / "examples" / "vehicles"
MOST_LINES = 60
OF_THE_PLATFORM = "/adapter/"  # where the image keeps the project


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project of an adapter named demo."""
    monkeypatch.chdir(tmp_path)
    assert main(["adapter", "new", "demo"]) == 0
    return tmp_path / "demo"


def test_its_tests_pass(
    demo: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # ours is enough, and faster alone
    monkeypatch.chdir(demo)

    result = pytester.runpytest_inprocess("-p", "ndxp.pytest_plugin", "--rootdir", str(demo))

    result.assert_outcomes(passed=4)


def test_the_adapter_is_shorter_than_sixty_lines(demo: Path) -> None:
    assert len((demo / "adapter.py").read_text("utf-8").splitlines()) < MOST_LINES


def test_nothing_of_it_has_another_name(demo: Path) -> None:
    files = [path for path in demo.rglob("*") if path.is_file()]

    named = [path for path in files if "vidu" in path.read_text("utf-8").lower()]
    assert named == []
    assert "class Demo:" in (demo / "adapter.py").read_text("utf-8")
    assert (demo / "schemas" / "demo" / "traCuu" / "v1" / "request.json").is_file()


def test_the_example_is_such_a_project(demo: Path) -> None:
    def names(project: Path) -> set[str]:
        inside = [path.relative_to(project) for path in project.glob("*")]
        return {path.as_posix() for path in inside} - {"__pycache__", ".pytest_cache"}

    assert names(demo) <= names(VEHICLES)
    for name in ("Dockerfile", ".dockerignore", ".gitignore"):
        assert (demo / name).read_text("utf-8") == (VEHICLES / name).read_text("utf-8")
    assert Vehicles.subsystem == str(load_proposal(VEHICLES / "proposal.toml").subsystem)


def test_what_it_proposes_has_schemas_and_is_what_the_adapter_serves(demo: Path) -> None:
    proposal = load_proposal(demo / "proposal.toml")

    Catalogue.load(demo / "schemas", proposal.described)
    assert f'subsystem = "{proposal.subsystem}"' in (demo / "adapter.py").read_text("utf-8")


def test_it_says_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    code = main(["adapter", "new", "demo", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["services"] == ["VN/COM/0199999991/demo/traCuu"]
    assert all((tmp_path / name).is_file() for name in told["files"])
    assert len(told["files"]) == len(
        [path for path in TEMPLATE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    )


def test_a_folder_that_is_there_is_left_alone(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (demo / "adapter.py").write_text("mine", "utf-8")

    code = main(["adapter", "new", "demo"])

    assert code == 2
    assert "demo is there already" in capsys.readouterr().err
    assert (demo / "adapter.py").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "name", ["Demo", "1demo", "de-mo", "../demo", "demo/x", "", ".", "đemo", "d" * 33, "de mo"]
)
def test_a_name_that_cannot_be_part_of_an_id_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    code = main(["adapter", "new", name])

    assert code == 2
    assert "small letters and digits" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_container_starts_the_adapter_with_what_it_copies(demo: Path, tmp_path: Path) -> None:
    lines = (demo / "Dockerfile").read_text("utf-8").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    image = tmp_path / "image"
    image.mkdir()

    for _, copied in (step for step in steps if step[0] == "COPY"):
        source, target = copied.split()
        place = image / target.removeprefix(OF_THE_PLATFORM)
        copy = shutil.copytree if (demo / source).is_dir() else shutil.copy
        copy(demo / source, place)
    said = {name: value for name, value in steps if name != "COPY"}
    command = [
        word.replace(OF_THE_PLATFORM, f"{image}/") for word in json.loads(said["ENTRYPOINT"])
    ]
    done = subprocess.run(
        [sys.executable, *command[1:], *json.loads(said["CMD"])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert said["FROM"] == compose["x-process"]["image"]
    assert (command[0], done.returncode) == ("python", 0)
    assert "The adapter of VN/COM/0199999991/demo." in done.stdout
    assert (image / "schemas/demo/traCuu/v1/response.json").is_file()


def test_the_image_gets_nothing_but_what_is_copied(demo: Path) -> None:
    ignored = [
        line
        for line in (demo / ".dockerignore").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    copied = re.findall(r"^COPY (\S+) ", (demo / "Dockerfile").read_text("utf-8"), re.MULTILINE)

    assert ignored == ["*", *(f"!{name}" for name in copied)]


def test_git_does_not_see_keys(demo: Path) -> None:
    assert ".ndxp/" in (demo / ".gitignore").read_text("utf-8").splitlines()


def test_where_nothing_can_be_written_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.rmdir()  # even root cannot write into a folder that is gone

    code = main(["adapter", "new", "demo"])

    assert code == 2
    assert "demo: No such file or directory" in capsys.readouterr().err
