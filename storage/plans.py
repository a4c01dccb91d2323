"""What SQLAlchemy makes of a statement for SQLite, kept: its SQL, how values go into it, what its rows are called."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Dialect, Executable, SelectBase, UpdateBase
from sqlalchemy.engine.result import SimpleResultMetaData

LONGEST = 60
"""Values of an IN (...) up to which it is kept: each length is an SQL of its own."""
MOST = 100
"""Plans of one statement."""

Values = Mapping[str, Any]
Place = tuple[str | None, int | None, Any]
"""A question mark: the parameter, its position where it is a list, how its value is turned (or None).

Without a parameter the third is the value itself, which the statement brings.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """`shape` of its rows, None where it has none; `several`: it may be executed once for each of several values."""

    sql: str
    places: Sequence[Place]
    shape: SimpleResultMetaData | None
    several: bool

    def values(self, rows: Sequence[Values]) -> list[list[Any]] | None:
        """For each row its values in the order of the SQL; None where they are not what the statement wants."""
        try:
            return [[_value(row, *place) for place in self.places] for row in rows]
        except Exception:  # types raise what they like; SQLAlchemy will say what is wrong
            return None


def _value(given: Values, name: str | None, position: int | None, turn: Any) -> Any:
    if name is None:
        return turn
    value = given[name] if position is None else given[name][position]
    return value if turn is None else turn(value)


Key = tuple[tuple[str, ...], tuple[int, ...]]
Plans = WeakKeyDictionary[Executable, dict[Key, Plan | None]]
"""By statement, which is forgotten with it; and by the names of its values and the lengths of those that are lists."""


def find(plans: Plans, statement: Executable, rows: Sequence[Values], dialect: Callable[[], Dialect]) -> Plan | None:
    """Made the second time that a statement comes, for many come once; None where SQLAlchemy is to execute it."""
    if not isinstance(statement, SelectBase | UpdateBase):
        return None
    own = plans.get(statement)
    if own is None:
        plans[statement] = {}
        return None
    given = rows[0]
    lengths = tuple([len(value) if type(value) in (list, tuple) else -1 for value in given.values()])
    key = tuple(given), lengths
    if key not in own:
        if max(lengths, default=0) > LONGEST or len(own) >= MOST:
            return None
        own[key] = _made(statement, given, dialect())
    plan = own[key]
    return plan if plan is None or plan.several or len(rows) == 1 else None


def _made(statement: Any, given: Values, dialect: Dialect) -> Plan | None:
    """None too where the values are wrong: then SQLAlchemy says so."""
    if statement.get_execution_options():
        return None
    try:
        compiled = statement.compile(dialect=dialect, column_keys=list(given))
        if _is_special(compiled) or not all(_fits(bind, given) for bind in compiled.post_compile_params):
            return None
        state = compiled.construct_expanded_state(given)
        places = _places(compiled, given, state)
    except Exception:  # types raise what they like
        return None
    shape = _shape(compiled, dialect) if compiled._result_columns else None
    several = not any(bind.key in given for bind in compiled.post_compile_params) and (
        shape is None or compiled.isinsert
    )
    return Plan(state.statement, places, shape, several)


def _is_special(compiled: Any) -> bool:
    """Values are made up at each execution, or what it returns is known from its execution only."""
    names = [column.keyname for column in compiled._result_columns]
    return bool(
        compiled.insert_prefetch
        or compiled.update_prefetch
        or compiled.literal_execute_params
        or compiled.implicit_returning
        or compiled._textual_ordered_columns
        or not compiled._ordered_columns
        or len(set(names)) < len(names)
        or any(bind.callable for bind in compiled.bind_names)
    )


def _fits(bind: Any, given: Values) -> bool:
    """An IN of plain values of a known type; pairs, and what may be pairs, have another SQL."""
    return isinstance(given.get(bind.key, bind.value), list | tuple) and not (
        bind.type._is_tuple_type or bind.type._isnull
    )


def _places(compiled: Any, given: Values, state: Any) -> list[Place]:
    keys = {own: bind.key for bind, own in compiled.bind_names.items()}
    turns = {**compiled._bind_processors, **state.processors}
    expanded = {
        told: (keys[own], place) for own, many in state.parameter_expansion.items() for place, told in enumerate(many)
    }
    return [
        _place(name, expanded.get(name, (keys.get(name), None)), turns.get(name), (given, state))
        for name in state.positiontup
    ]


def _place(name: str, origin: tuple[str | None, int | None], turn: Any, known: tuple[Values, Any]) -> Place:
    given, state = known
    if origin[0] in given:
        return *origin, turn
    value = state.parameters[name]
    return None, None, value if turn is None else turn(value)


def _shape(compiled: Any, dialect: Dialect) -> SimpleResultMetaData:
    """Its columns by name, and as the tables' columns; other objects could keep the statement alive."""
    columns = compiled._result_columns
    turns = [column.type._cached_result_processor(dialect, None) for column in columns]
    objects = [tuple(one for one in column.objects if isinstance(one, Column)) for column in columns]
    return SimpleResultMetaData([column.keyname for column in columns], extra=objects, _processors=turns)
