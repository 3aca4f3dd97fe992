"""Faults of the form: order, prefixes, lists and objects, rows; the values stay as they are."""

from xml.etree.ElementTree import Element

from mock_registries.faults import content
from mock_registries.faults.content import ENVELOPE, Json
from mock_registries.faults.orders import Order
from mock_registries.faults.scene import Scene, Sending

_WRITTEN, _OTHER = "soapenv:", "S:"
_HEAD_OFFICE, _SPELT_RIGHT = "HOAdress", "HOAddress"
_CITIZENS, _CITIZEN = "CongdanCollection", "CongDan"


def element_order(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write the elements within every other one in the reverse order; JSON has no order to change."""
    return content.of_xml(scene, sending, _reverse)


def _reverse(root: Element) -> None:
    for element in root.iter():
        element[:] = reversed(element)


def namespace_prefixes(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Give the envelope another prefix, and one to the namespaces that have none."""
    prefixes = {ENVELOPE: _OTHER.rstrip(":")}

    def change(root: Element) -> None:
        for element in root.iter():
            if namespace := content.namespace_of(element):
                prefixes.setdefault(namespace, f"ns{len(prefixes) + 1}")
            if (element.text or "").startswith(_WRITTEN):  # the name in a faultcode
                element.text = str(element.text).replace(_WRITTEN, _OTHER, 1)

    return content.of_xml(scene, sending, change, prefixes)


def object_for_list(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write a list of one object as that object."""

    def change(value: Json) -> Json:
        single = isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict)
        return value[0] if single else value

    return content.of_json(scene, sending, lambda value: content.walk(value, change))


def list_for_object(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write every object within the answer as a list of it."""

    def change(value: Json) -> Json:
        if not isinstance(value, dict):
            return value
        return {name: [one] if isinstance(one, dict) else one for name, one in value.items()}

    return content.of_json(scene, sending, lambda value: content.walk(value, change))


def head_office_spelt_right(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write HOAddress, which the real wire misspells."""

    def change(value: Json) -> Json:
        if not isinstance(value, dict):
            return value
        return {_SPELT_RIGHT if name == _HEAD_OFFICE else name: one for name, one in value.items()}

    return content.of_json(scene, sending, lambda value: content.walk(value, change))


def duplicate_rows(scene: Scene, sending: Sending, _order: Order) -> Sending:
    """Write every record of a list twice; counts stay as they are."""

    def change(value: Json) -> Json:
        rows = isinstance(value, list) and all(isinstance(one, dict) for one in value)
        return [row for one in value for row in (one, one)] if rows else value

    def twice(root: Element) -> None:
        for found in root.iter():
            if content.local(found) == _CITIZENS:
                citizens = [one for one in found if content.local(one) == _CITIZEN]
                found[:] = [row for one in citizens for row in (one, one)]

    sending = content.of_json(scene, sending, lambda value: content.walk(value, change))
    return content.of_xml(scene, sending, twice)
