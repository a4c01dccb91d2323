"""Is a call, or a value, what the Bot API's specification (api.json) says?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import orjson

from bot.sandbox.errors import Json, Refusal, broken
from bot.sandbox.parts import Upload


@dataclass(frozen=True)
class Spec:
    """Methods and types by name; each has `fields` of name, types, required, and maybe length and const."""

    version: str
    methods: dict[str, Json]
    types: dict[str, Json]


def load() -> Spec:
    """The copy that the sandbox carries."""
    read = orjson.loads(resources.files("bot.sandbox").joinpath("api.json").read_bytes())
    return Spec(read["version"], read["methods"], read["types"])


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


PRIMITIVES: dict[str, Callable[[Any], bool]] = {
    "Integer": _is_integer,
    "Float": lambda value: _is_integer(value) or isinstance(value, float),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: isinstance(value, Upload),
}
MEASURES: dict[str, Callable[[str], int]] = {"characters": len, "bytes": lambda text: len(text.encode())}


def check_call(spec: Spec, method: str, params: Json) -> Json:
    """The parameters with JSON-serialised ones decoded; Refusal 404 for an unknown method, 400 for the rest."""
    known = spec.methods.get(method)
    if known is None:
        raise Refusal(404, "Not Found", violation=True)
    given = decoded(spec, method, params)
    wrong = fields_problem(spec, given, known["fields"], method)
    if wrong:
        raise broken(wrong)
    return given


def decoded(spec: Spec, method: str, params: Json) -> Json:
    """The parameters as values of their types, as far as they can be read so."""
    types = {field["name"]: field["types"] for field in spec.methods.get(method, {}).get("fields", [])}
    return {name: decode(value, types.get(name, ["String"])) for name, value in params.items()}


def decode(value: Any, types: list[str]) -> Any:
    """Forms, and some clients' JSON bodies, carry numbers, booleans and objects as JSON in a string."""
    if not isinstance(value, str):
        return value
    if types == ["Integer", "String"] and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "String" in types or "InputFile" in types:
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return {"true": True, "false": False}.get(value.lower(), value)


def fields_problem(spec: Spec, given: Json, fields: list[Json], where: str) -> str | None:
    """What is wrong with an object's fields; None where nothing is."""
    known = {field["name"] for field in fields}
    unknown = sorted(set(given) - known)
    if unknown:
        return f"{where} has no parameter {unknown[0]}"
    missing = [field["name"] for field in fields if field["required"] and field["name"] not in given]
    if missing:
        return f"parameter {missing[0]} of {where} is required"
    present = (field for field in fields if field["name"] in given)
    problems = (field_problem(spec, given[field["name"]], field, where) for field in present)
    return next((problem for problem in problems if problem), None)


def field_problem(spec: Spec, value: Any, field: Json, where: str) -> str | None:
    """What is wrong with one field's value: its type, its constant, its length."""
    here = f"{where}.{field['name']}"
    wrong = problem(spec, value, field["types"], here)
    if wrong:
        return wrong
    if field.get("const", value) != value:
        return f"{here} must be {field['const']}"
    return length_problem(value, field.get("length"), here)


def length_problem(value: Any, length: list[Any] | None, where: str) -> str | None:
    """Lengths that count after entity parsing are looked at where the text is parsed."""
    if not length or length[2] == "parsed" or not isinstance(value, str):
        return None
    low, high, unit = length
    if low <= MEASURES[unit](value) <= high:
        return None
    if where.endswith("callback_data"):
        return "BUTTON_DATA_INVALID"
    return f"{where} must have {low}-{high} {unit}"


def problem(spec: Spec, value: Any, types: list[str], where: str) -> str | None:
    """None where the value is of one of the types, else what is wrong with it as the likeliest of them."""
    if len(types) > 1 and all(name.startswith("Array of ") for name in types):
        return _mixed_problem(spec, value, [name.removeprefix("Array of ") for name in types], where)
    problems = [_one_problem(spec, value, name, where) for name in types]
    if None in problems or not problems:
        return None
    if len(types) == 1:
        return problems[0]
    if not isinstance(value, dict):
        return f"{where} must be {' or '.join(types)}"
    return problems[_likeliest(spec, value, types)]


def _mixed_problem(spec: Spec, value: Any, types: list[str], where: str) -> str | None:
    """Arrays of several types may be mixed (an album of photos and videos)."""
    if not isinstance(value, list):
        return f"{where} must be an array"
    problems = (
        problem(spec, item, _narrowed(spec, item, types), f"{where}[{place}]") for place, item in enumerate(value)
    )
    return next((found for found in problems if found), None)


def _likeliest(spec: Spec, value: Json, types: list[str]) -> int:
    """Place of the type with the fewest fields that are strange to it or missing."""

    def strangers(name: str) -> int:
        fields = spec.types.get(name, {}).get("fields", [])
        missing = {field["name"] for field in fields if field["required"]} - set(value)
        return len(set(value) - {field["name"] for field in fields}) + len(missing)

    return min(range(len(types)), key=lambda place: strangers(types[place]))


def _one_problem(spec: Spec, value: Any, name: str, where: str) -> str | None:
    if name.startswith("Array of "):
        return _array_problem(spec, value, name.removeprefix("Array of "), where)
    if name in PRIMITIVES:
        return None if PRIMITIVES[name](value) else f"{where} must be {name}"
    known = spec.types[name]
    if known.get("subtypes"):
        return problem(spec, value, _narrowed(spec, value, known["subtypes"]), where)
    if not isinstance(value, dict):
        return f"{where} must be {name}"
    return fields_problem(spec, value, known["fields"], where)


def _array_problem(spec: Spec, value: Any, name: str, where: str) -> str | None:
    if not isinstance(value, list):
        return f"{where} must be an array of {name}"
    problems = (_one_problem(spec, item, name, f"{where}[{place}]") for place, item in enumerate(value))
    return next((found for found in problems if found), None)


def _narrowed(spec: Spec, value: Any, subtypes: list[str]) -> list[str]:
    """The subtypes whose constant (type, status, source) is the value's, for a complaint about the right one."""
    if not isinstance(value, dict):
        return subtypes
    fits = [name for name in subtypes if _const_fits(spec, value, name)]
    return fits or subtypes


def _const_fits(spec: Spec, value: Json, name: str) -> bool:
    consts = [field for field in spec.types.get(name, {}).get("fields", []) if "const" in field]
    return bool(consts) and all(value.get(field["name"]) == field["const"] for field in consts)
