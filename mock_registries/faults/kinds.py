"""Every fault of a registry by its name, with the parameters that it takes."""

from collections.abc import Mapping
from typing import Final

from mock_registries.faults import answers, places, repeats, shapes, transport, values
from mock_registries.faults.orders import LONGEST_S, Kind, Mark, Number, Word

KINDS: Final[Mapping[str, Kind]] = {
    # The numbers are those of the fifteen pains of docs/faults.md: 1
    "element_order": Kind(shapes.element_order),
    "namespace_prefixes": Kind(shapes.namespace_prefixes),
    # 2
    "name_in_ten": Kind(values.name_in_ten),
    "name_split": Kind(values.name_split),
    # 3
    "decomposed_letters": Kind(values.decomposed_letters),
    "capital_names": Kind(values.capital_names, {"diacritics": Word(("lost", "kept"))}),
    # 4
    "date_form": Kind(values.date_form, {"form": Word(("iso", "compact", "slashed", "year"))}),
    # 5
    "sex_code": Kind(values.sex_code, {"list": Word(("judicial", "words", "numbers"))}),
    # 6
    "nine_digit_number": Kind(values.nine_digit_number),
    # 7
    "object_for_list": Kind(shapes.object_for_list),
    "list_for_object": Kind(shapes.list_for_object),
    "head_office_spelt_right": Kind(shapes.head_office_spelt_right),
    # 8
    "empty_body": Kind(answers.empty_body),
    "error_body": Kind(answers.error_body, {"words": Word(("own", "proxy"))}),
    # 9
    "latency": Kind(
        transport.latency,
        {
            "distribution": Word(("fixed", "uniform", "log_normal")),
            # The time if it is fixed, the least of a uniform one, the median of a log-normal one.
            "seconds": Number(5, 0, LONGEST_S),
            "most_seconds": Number(10, 0, LONGEST_S),  # of uniform
            "sigma": Number(0.5, 0, 3),  # of log_normal
        },
    ),
    # 12
    "rejected_once": Kind(repeats.rejected_once, {"memory": Mark("shared")}),
    # 13
    "still_processing": Kind(
        repeats.still_processing, {"polls": Number(3, 1, 1000), "memory": Mark("shared")}
    ),
    "duplicate_rows": Kind(shapes.duplicate_rows),
    # 14
    "address_codes": Kind(places.address_codes, {"units": Word(("new", "old"))}),
    "missing_district": Kind(places.missing_district),
    # what any server does
    "error": Kind(answers.error, {"status": Word(("500", "502", "503", "504"))}),
    "wrong_content_type": Kind(answers.wrong_content_type),
    "hang": Kind(transport.hang, {"seconds": Number(300, 0, LONGEST_S)}),
    "connection_reset": Kind(transport.connection_reset),
    "truncated_body": Kind(transport.truncated_body, {"share": Number(0.5, 0, 0.99)}),
    "slow_trickle": Kind(transport.slow_trickle, {"bytes_per_s": Number(100, 1, 1_000_000)}),
}
