import hashlib
import hmac

from gateway.jws import unb64url
from gateway.references import REFERENCE_BYTES, References
from tests.gateway.members import PERSON

KEY = bytes(range(32))


def test_a_reference_is_a_cut_hmac_over_kind_and_value() -> None:
    whole = hmac.new(KEY, b"subject\0" + PERSON.encode(), hashlib.sha256).digest()

    assert unb64url(References(key=KEY).of("subject", PERSON)) == whole[:REFERENCE_BYTES]


def test_the_same_value_has_the_same_reference() -> None:
    assert References(key=KEY).of("user", "An") == References(key=KEY).of("user", "An")


def test_another_kind_key_or_value_has_another_reference() -> None:
    references = References(key=KEY)

    found = {
        references.of("user", PERSON),
        references.of("case", PERSON),
        references.of("subject", PERSON),
        references.of("subject", PERSON + "1"),
        References(key=bytes(32)).of("subject", PERSON),
    }

    assert len(found) == 5


def test_the_key_is_not_printed() -> None:
    assert repr(References(key=KEY)) == "References()"
