"""The catalogue: what it takes, where it says something is wrong, and that it never says what."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import schemas
from gateway.errors import (
    ConfigurationError,
    InvalidAnswerError,
    InvalidBodyError,
    SchemaViolationError,
)
from gateway.message import ServiceId
from gateway.schema import Catalogue
from gateway.strict_json import parse_json

ROOT = Path(schemas.__file__).parent
LOOKUP = ServiceId.parse("VN/GOV/G01/dancu/TraCuuThongTinCongDan")
DOSSIERS = ServiceId.parse("VN/GOV/G05/dkdn/danhSachHoSo")
HOUSEHOLD = ServiceId.parse("VN/GOV/G24/bhxh/getTraCuuTtHgdByMaSoBhxh")
ASKED = {
    "SoDinhDanh": "001099000001",
    "HoVaTen": "NGUYỄN VĂN VÍ DỤ",
    "NgayThangNamSinh": "1999-01-01",
}
BY_OLD_NUMBER = {"SoCMND": "010000001", "HoVaTen": "NGUYỄN VĂN VÍ DỤ", "NgayThangNamSinh": "1970"}
SECRET = "SECRET079"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(ROOT, [LOOKUP, DOSSIERS, HOUSEHOLD])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the schemas that a test may spoil."""
    return Path(shutil.copytree(ROOT, tmp_path / "schemas"))


def refusal(catalogue: Catalogue, body: object) -> str:
    with pytest.raises(SchemaViolationError) as caught:
        catalogue.check_request(LOOKUP, body)
    return caught.value.where


@pytest.mark.parametrize("body", [ASKED, BY_OLD_NUMBER])
def test_a_valid_request_passes(catalogue: Catalogue, body: object) -> None:
    catalogue.check_request(LOOKUP, body)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({**ASKED, "SoDinhDanh": "0010990"}, "/SoDinhDanh: minLength (12)"),
        ({**ASKED, "SoDinhDanh": "00109900000A"}, "/SoDinhDanh: pattern (must match ^[0-9]{12}$)"),
        ({**ASKED, "SoDinhDanh": "003099000001"}, "/SoDinhDanh: format (vn-identity-number)"),
        ({**ASKED, "SoDinhDanh": 1}, "/SoDinhDanh: type (string)"),
        ({**ASKED, "NgayThangNamSinh": "1999-02-30"}, "/NgayThangNamSinh: format (date-or-year)"),
        ({**ASKED, "khac": 1}, "/*: additionalProperties"),
        ({**ASKED, **BY_OLD_NUMBER}, "/SoDinhDanh: not (allowed here)"),
        ({}, "/SoDinhDanh: required; /HoVaTen: required; /NgayThangNamSinh: required"),
        ([], "(the whole body): type (object)"),
    ],
)
def test_a_refusal_says_where_and_which_rule(
    catalogue: Catalogue, body: object, where: str
) -> None:
    assert sorted(refusal(catalogue, body).split("; ")) == sorted(where.split("; "))


def test_a_fault_deep_in_an_answer_has_its_pointer(catalogue: Catalogue) -> None:
    answer = json.loads(
        (ROOT / "bhxh" / HOUSEHOLD.code / "v1" / "response.json").read_text("utf-8")
    )
    body = answer["examples"][0]
    body["HoGiaDinh"]["ThanhVien"][0]["GioiTinh"] = "?"

    with pytest.raises(InvalidAnswerError) as caught:
        catalogue.check_response(HOUSEHOLD, body)

    assert caught.value.where == "/HoGiaDinh/ThanhVien/0/GioiTinh: enum (Nam, Nữ)"


def test_a_total_without_its_list_is_no_answer(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidAnswerError, match="/HoSo: "):
        catalogue.check_response(DOSSIERS, {"TongSo": 1})


secrets = st.recursive(
    st.sampled_from([SECRET, SECRET * 100, f"{SECRET}\n", 1, None]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ASKED, SECRET, f"a/{SECRET}"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(body=secrets)
@example(body={**ASKED, SECRET: SECRET})
@example(body={**ASKED, "HoVaTen": {SECRET: SECRET}})
def test_a_refusal_never_holds_what_was_sent(catalogue: Catalogue, body: object) -> None:
    with pytest.raises(SchemaViolationError) as caught:
        catalogue.check_request(LOOKUP, body)

    assert SECRET not in caught.value.where
    assert SECRET not in caught.value.message("vi")


@pytest.mark.parametrize(
    "body", [[{}] * 1_000_000, {f"k{n}": n for n in range(500_000)}], ids=["items", "keys"]
)
def test_a_huge_wrong_body_is_refused_before_it_holds_up_others(
    catalogue: Catalogue, body: object
) -> None:
    began = time.perf_counter()

    where = refusal(catalogue, body)

    assert where == "(the whole body): more than 3000 values"
    assert time.perf_counter() - began < 0.5


def test_the_subject_of_a_lookup_is_whom_it_is_about(catalogue: Catalogue) -> None:
    assert catalogue.subject(LOOKUP, ASKED) == ASKED["SoDinhDanh"]
    assert catalogue.subject(LOOKUP, BY_OLD_NUMBER) == BY_OLD_NUMBER["SoCMND"]


@pytest.mark.parametrize("body", [{}, [], None, {"SoDinhDanh": 12}])
def test_a_body_that_names_nobody_has_no_subject(catalogue: Catalogue, body: object) -> None:
    assert catalogue.subject(LOOKUP, body) is None


def test_a_service_about_nobody_has_no_subject(catalogue: Catalogue) -> None:
    assert catalogue.subject(DOSSIERS, {"TuNgay": "2022-12-01"}) is None


def test_every_fault_of_every_schema_is_told_at_once(root: Path) -> None:
    folder = root / "dancu" / LOOKUP.code / "v1"
    dialect = '"$schema": "https://json-schema.org/draft/2020-12/schema"'
    (folder / "request.json").write_text(f'{{{dialect}, "type": "strin"}}', "utf-8")
    (folder / "response.json").write_text('{"a": 1, "a": 2}', "utf-8")
    other = root / "bhxh" / HOUSEHOLD.code / "v1"
    (other / "request.json").unlink()
    (other / "response.json").write_text(f'{{{dialect}, "format": "odd"}}', "utf-8")
    third = root / "dkdn" / DOSSIERS.code / "v1"
    (third / "request.json").write_text(f'{{{dialect}, "x-subject": ["/Khong"]}}', "utf-8")
    (third / "response.json").write_text('{"$schema": "http://json-schema.org/schema#"}', "utf-8")

    with pytest.raises(ConfigurationError) as caught:
        Catalogue.load(root, [LOOKUP, HOUSEHOLD, DOSSIERS])

    faults = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 6
    for fault in (
        "strin",
        "duplicate key",
        "No such file",
        "odd",
        "x-subject",
        "$schema has to be",
    ):
        assert fault in faults


def test_a_reference_to_another_document_is_not_followed(root: Path) -> None:
    path = root / "dancu" / LOOKUP.code / "v1" / "request.json"
    schema = json.loads(path.read_text("utf-8"))
    schema["properties"]["SoDinhDanh"] = {"$ref": "http://127.0.0.1:1/schema"}
    path.write_text(json.dumps(schema), "utf-8")

    with pytest.raises(ConfigurationError, match=r"request\.json"):
        Catalogue.load(root, [LOOKUP])


@pytest.mark.parametrize("code", ["..", ".", "KhongCo"])
def test_a_service_without_a_folder_is_a_fault(code: str) -> None:
    with pytest.raises(ConfigurationError):
        Catalogue.load(ROOT, [ServiceId(provider=LOOKUP.provider, code=code)])


def test_a_start_does_not_pay_for_checking_listed_schemas() -> None:
    program = (
        "import sys; from pathlib import Path; from gateway.message import ServiceId; "
        "from gateway.schema import Catalogue; "
        f"Catalogue.load(Path({str(ROOT)!r}), [ServiceId.parse({str(LOOKUP)!r})]); "
        "sys.exit('jsonschema' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT.parent, check=False, timeout=30)

    assert done.returncode == 0


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a":[1,2.5,"\\u1ec7",null,true]}', {"a": [1, 2.5, "ệ", None, True]}),
        (b" [1e5] \n", [100000.0]),
        (b'"x"', "x"),
    ],
)
def test_one_json_value_is_read(body: bytes, value: object) -> None:
    assert parse_json(body) == value


@pytest.mark.parametrize(
    ("body", "phrase"),
    [
        (b'{"SECRET079":1,"SECRET079":2}', "line 1 column 28: duplicate key"),
        (b'{"a at line 7 column 7":1,"a at line 7 column 7":2}', "duplicate key"),
        (b'{"a":{"b":1,"b":1}}', "duplicate key"),
        (b'{"a":1,"\\u0061":1}', "duplicate key"),
        (b"[NaN]", "not JSON"),
        (b"[-Infinity]", "not JSON"),
        (b"[1e999]", "a number is too large"),
        (b'{"a":[{"b":-1E+400}]}', "a number is too large"),
        (b"1" + b"0" * 400 + b".5", "a number is too large"),
        (b"9" * 5000, "a number is too large"),
        (b'["\xff"]', "not UTF-8"),
        (b'["\\ud800"]', "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        ("{}".encode("utf-16"), "not JSON"),
        (b"[" * 10_000, "nested too deeply"),
        (b'{"a":' * 10_000, "nested too deeply"),
        (b"", "ends too early"),
        (b'{"a"', "ends too early"),
        (b"{} SECRET079", "something follows the value"),
        (b"SECRET079", "not JSON"),
        (b"{'a':1}", "not JSON"),
        (b'["\x01"]', "control character"),
    ],
)
def test_anything_else_is_refused_without_repeating_it(body: bytes, phrase: str) -> None:
    with pytest.raises(InvalidBodyError) as caught:
        parse_json(body)

    assert phrase in caught.value.where
    assert SECRET not in caught.value.where
    assert "line 7" not in caught.value.where
    assert caught.value.__cause__ is None


@given(
    body=st.binary(max_size=60)
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_no_body_ends_in_another_error(body: bytes) -> None:
    try:
        parse_json(body)
    except InvalidBodyError as error:
        where = error.where
    else:
        where = ""

    assert len(where) < 80
