"""Form-encoded parameters of a request, read and checked against stripe-python's own parameter types."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, Final, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from stripe import StripeContext, StripeObject
from stripe._request_options import RequestOptions

from donations.stand_in.errors import Refusal

KEY: Final = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
PART: Final = re.compile(r"\[([^\[\]]*)\]")
OPTIONS: Final = frozenset(RequestOptions.__annotations__)
BOOLEANS: Final = {"true": True, "false": False}


def read(query: str, schema: type) -> dict[str, Any]:
    """The parameters of `query`, nested and typed as `schema` (a TypedDict of stripe.params) says.

    Raises Refusal for an unknown or missing parameter, a wrong type, or a value outside a list of literals.
    """
    value = _read_object(_nest(query), schema, "")
    return dict(value)


def _nest(query: str) -> dict[str, Any]:
    """`a[b][0]=c` becomes `{"a": {"b": {"0": "c"}}}`; what is a list is known from the schema alone."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        match = KEY.fullmatch(name)
        if match is None:
            raise Refusal(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
        path = [match[1], *PART.findall(match[2])]
        branch = tree
        for part in path[:-1]:
            branch = branch.setdefault(part, {})
            if not isinstance(branch, dict):
                raise Refusal(f"Invalid object: {name}", param=name)
        if path[-1] in branch:
            raise Refusal(f"Parameter given twice: {name}", param=name)
        branch[path[-1]] = value
    return tree


@cache
def _fields(schema: type) -> dict[str, tuple[Any, bool]]:
    """Name → (type, required) of a TypedDict, without the options that the library keeps for itself."""
    hints = get_type_hints(schema, localns={"StripeContext": StripeContext, "Mapping": Mapping}, include_extras=True)
    fields = {}
    for name, hint in hints.items():
        if name in OPTIONS:
            continue
        kind = get_origin(hint)
        fields[name] = (get_args(hint)[0] if kind in (NotRequired, Required) else hint, name in schema.__required_keys__)  # type: ignore[attr-defined]
    return fields


def _is_object(hint: Any) -> bool:
    # Whichever TypedDict the library was built on, typing's or that of typing_extensions.
    return hasattr(hint, "__required_keys__")


def _inside(param: str, name: str) -> str:
    return f"{param}[{name}]" if param else name


def _read_object(value: Any, schema: type, param: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("Invalid object", param=param)
    fields = _fields(schema)
    for name in value:
        if name not in fields:
            raise Refusal(f"Received unknown parameter: {_inside(param, name)}", code="parameter_unknown", param=_inside(param, name))
    for name, (_hint, required) in fields.items():
        if required and name not in value:
            raise Refusal(f"Missing required param: {_inside(param, name)}.", code="parameter_missing", param=_inside(param, name))
    return {name: _read_value(item, fields[name][0], _inside(param, name)) for name, item in value.items()}


def _read_value(value: Any, hint: Any, param: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _read_union(value, get_args(hint), param)
    if origin is Literal:
        return _read_literal(value, get_args(hint), param)
    if origin is list:
        return _read_list(value, get_args(hint)[0], param)
    if origin is dict:
        return _read_mapping(value, get_args(hint)[1], param)
    if _is_object(hint):
        return _read_object(value, hint, param)
    return _read_scalar(value, hint, param)


def _read_union(value: Any, options: tuple[Any, ...], param: str) -> Any:
    """`Literal[…] | str` is how the library writes an enumeration that may grow: Stripe itself takes the literals alone.
    `Literal[""] | …` means that an empty value unsets the parameter."""
    literals = {choice for option in options if get_origin(option) is Literal for choice in get_args(option)}
    others = [option for option in options if get_origin(option) is not Literal and not _is_answer(option) and option is not type(None)]
    if value == "" and "" in literals:
        return ""
    if literals - {""} and all(option is str for option in others):
        return _read_literal(value, tuple(literals), param)
    nested = [option for option in others if _is_object(option) or get_origin(option) in (list, dict)]
    fitting = nested if isinstance(value, dict) else [option for option in others if option not in nested]
    if not fitting:
        raise Refusal("Invalid object" if nested else "Invalid string", param=param)
    return _read_value(value, fitting[0], param)


def _is_answer(option: Any) -> bool:
    return isinstance(get_origin(option) or option, type) and issubclass(get_origin(option) or option, StripeObject)


def _read_literal(value: Any, choices: tuple[Any, ...], param: str) -> str:
    if value not in choices:
        raise Refusal(f"Invalid {param}: must be one of {', '.join(sorted(map(str, choices)))}", param=param)
    return str(value)


def _read_list(value: Any, hint: Any, param: str) -> list[Any]:
    if not isinstance(value, dict) or list(value) != [str(number) for number in range(len(value))]:
        raise Refusal("Invalid array", param=param)
    return [_read_value(item, hint, _inside(param, number)) for number, item in value.items()]


def _read_mapping(value: Any, hint: Any, param: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("Invalid object", param=param)
    return {name: _read_value(item, hint, _inside(param, name)) for name, item in value.items()}


def _read_scalar(value: Any, hint: Any, param: str) -> Any:
    if not isinstance(value, str):
        raise Refusal("Invalid string", param=param)
    if hint is bool:
        if value not in BOOLEANS:
            raise Refusal(f"Invalid boolean: {value}", param=param)
        return BOOLEANS[value]
    if hint is int:
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise Refusal(f"Invalid integer: {value}", code="parameter_invalid_integer", param=param)
        return int(value)
    if hint in (Decimal, float):
        try:
            return Decimal(value)
        except InvalidOperation:
            raise Refusal(f"Invalid decimal: {value}", param=param) from None
    return value
