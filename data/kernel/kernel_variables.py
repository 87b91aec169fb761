# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors

"""What the session holds: its variables in a list, and a table of them page by page.

A look must not change anything and must not hang, so nothing that a cell has defined is called for the list: types are
asked of `type`, values are shown only where they are Python's own, and of an object of a foreign class its attributes
are shown instead of its repr(). Tables of pandas are the exception, their cells are turned into text; the service
interrupts a look that takes too long."""

import sys
import types

MAX_VARIABLES = 500
MAX_NAME = 120
MAX_PREVIEW = 200
MAX_ITEMS = 12
MAX_SAMPLE = 50
MAX_DEPTH = 3
MAX_ROWS = 200
MAX_COLUMNS = 200
PAGE_TEXT = 1_000_000

# Asked of `type` itself, so that no metaclass of a cell answers.
CLASS_NAME = type.__dict__["__name__"].__get__
CLASS_ORDER = type.__dict__["__mro__"].__get__
CLASS_FLAGS = type.__dict__["__flags__"].__get__
MADE_BY_CODE = 1 << 9

HIDDEN = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)
OPEN = {list: "[]", tuple: "()", set: "{}", frozenset: "{}"}
# Their repr() is short, and the library's.
SIMPLE = (("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"), ("datetime", "timedelta"),
          ("decimal", "Decimal"), ("fractions", "Fraction"), ("uuid", "UUID"), ("pathlib", "PosixPath"),
          ("pandas", "Timestamp"), ("pandas", "Timedelta"))


def descends(kind, wanted):
    return any(base is wanted for base in CLASS_ORDER(kind))


def is_hidden(name, value):
    kind = type(value)
    return type(name) is not str or name.startswith("_") or any(descends(kind, hidden) for hidden in HIDDEN)


def known(module, name):
    """A class of a library that was imported; a look imports nothing."""
    found = getattr(sys.modules.get(module), name, None)
    return found if type(found) is type else None


def is_kind(value, module, name):
    wanted = known(module, name)
    return wanted is not None and descends(type(value), wanted)


def is_builtin(kind, *wanted):
    """Whether it is exactly one of these; never compares classes, which a metaclass could answer."""
    return any(kind is one for one in wanted)


def clip(text, size):
    return text if len(text) <= size else text[:size - 1] + "…"


def brief_items(items, depth):
    parts = []
    room = MAX_PREVIEW
    for item in items:
        if len(parts) == MAX_ITEMS or room <= 0:
            parts.append("…")
            break
        parts.append(item if type(item) is str else brief(item[0], depth + 1))
        room -= len(parts[-1])
    return ", ".join(parts)


def first_items(values):
    """The first few; a set or a dict may change under us, from a thread of the cell."""
    found = []
    for value in values:
        found.append(value)
        if len(found) > MAX_ITEMS:
            break
    return found


def brief_dict(value, depth):
    return brief_items([brief(key, depth + 1) + ": " + brief(item, depth + 1)
                        for key, item in first_items(value.items())], depth)


def brief(value, depth=0):
    """A short text of a value. Only types that are exactly Python's own show what they hold."""
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is complex or value is Ellipsis:
        return repr(value)
    if kind is int:
        return repr(value) if value.bit_length() <= 256 else "an integer of %d bits" % value.bit_length()
    if is_builtin(kind, str, bytes, bytearray):
        return clip(repr(value[:MAX_PREVIEW]), MAX_PREVIEW)
    if kind is range:
        return clip(repr(value), MAX_PREVIEW)
    if depth >= MAX_DEPTH:
        return "…"
    if is_builtin(kind, *OPEN):
        text = brief_items([(item,) for item in first_items(value)], depth)
        return OPEN[kind][0] + text + ("," if kind is tuple and len(value) == 1 else "") + OPEN[kind][1]
    if kind is dict:
        return "{" + brief_dict(value, depth) + "}"
    if any(kind is known(*name) for name in SIMPLE):
        return clip(repr(value), MAX_PREVIEW)
    if is_kind(value, "numpy", "generic") and not CLASS_FLAGS(kind) & MADE_BY_CODE:
        return clip(str(value.item()), MAX_PREVIEW)
    return brief_object(value, kind, depth)


def brief_object(value, kind, depth):
    if is_builtin(kind, known("pandas", "DataFrame"), known("pandas", "Series"), known("numpy", "ndarray")):
        return "%s %s" % (CLASS_NAME(kind), " × ".join(map(str, value.shape)))
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        attributes = None
    if type(attributes) is not dict:
        return "<%s>" % CLASS_NAME(kind)
    shown = [key + "=" + brief(item, depth + 1) for key, item in first_items(attributes.items())
             if type(key) is str and not key.startswith("_")]
    return "%s(%s)" % (CLASS_NAME(kind), brief_items(shown, depth))


def own_size(value):
    """Bytes, asked of the types themselves: __sizeof__ of a class of the cell is never called."""
    for base in CLASS_ORDER(type(value)):
        if not CLASS_FLAGS(base) & MADE_BY_CODE:
            return int(base.__sizeof__(value))
    return 0


def size_of(value):
    """Bytes, about: of a container its own and those of its items, judged by the first few."""
    kind = type(value)
    size = own_size(value)
    items = value if is_builtin(kind, *OPEN) else value.values() if kind is dict else ()
    sample = []
    for item in items:
        sample.append(own_size(item))
        if len(sample) == MAX_SAMPLE:
            break
    return size + (sum(sample) * len(value) // len(sample) if sample else 0)


def describe_frame(value):
    names = ", ".join(brief(name) if type(name) is not str else name for name in first_items(value.columns))
    return {"shape": list(value.shape), "size": int(value.memory_usage(deep=False).sum()), "table": True,
            "preview": names}


def describe_series(value):
    return {"shape": list(value.shape), "size": int(value.memory_usage(deep=False)), "table": True,
            "preview": "%s: %s" % (value.dtype, brief_items([(item,) for item in value.iloc[:MAX_ITEMS].tolist()], 0))}


def describe_array(value):
    numbers = value.dtype.kind in "biufcSUmM"
    first = value[(0,) * (value.ndim - 1)][:MAX_ITEMS].tolist() if value.ndim and value.size and numbers else []
    return {"shape": list(value.shape), "size": int(value.nbytes),
            "preview": "%s: %s" % (value.dtype, brief_items([(item,) for item in first], 0))}


def describe_value(value):
    kind = type(value)
    if is_kind(value, "pandas", "DataFrame"):
        return describe_frame(value)
    if is_kind(value, "pandas", "Series"):
        return describe_series(value)
    if kind is known("numpy", "ndarray"):
        return describe_array(value)
    described = {"size": size_of(value), "preview": brief(value)}
    if is_builtin(kind, dict, str, bytes, bytearray, range, *OPEN):
        described["length"] = len(value)
    return described


def describe(name, value):
    described = {"name": name, "type": clip(CLASS_NAME(type(value)), MAX_NAME)}
    try:
        described.update(describe_value(value))
    except KeyboardInterrupt:
        raise
    except BaseException:  # pylint: disable=broad-except
        described["preview"] = ""
    described["preview"] = clip(described["preview"], MAX_PREVIEW)
    return described


def list_variables(names):
    """The variables of the namespace, in the order in which they were made."""
    found = [(name, value) for name, value in list(names.items())
             if not is_hidden(name, value) and len(name) <= MAX_NAME]
    return {"variables": [describe(name, value) for name, value in found[:MAX_VARIABLES]], "n_variables": len(found)}


def page_of(frame, offset, limit, first_column, n_columns):
    """Rows and columns of a DataFrame in the form of a table that is displayed, and where they stand in it."""
    import kernel_display
    offset = max(0, min(offset, frame.shape[0]))
    first_column = max(0, min(first_column, frame.shape[1]))
    shown = frame.iloc[offset:offset + min(limit, MAX_ROWS), first_column:first_column + min(n_columns, MAX_COLUMNS)]
    whole = (kernel_display.MAX_ROWS, kernel_display.MAX_COLUMNS, kernel_display.MAX_CELL)
    kernel_display.MAX_ROWS, kernel_display.MAX_COLUMNS = MAX_ROWS, MAX_COLUMNS
    kernel_display.MAX_CELL = max(20, min(whole[2], PAGE_TEXT // max(1, shown.shape[0] * (shown.shape[1] + 1))))
    try:
        table = kernel_display.make_table(shown, with_index=not is_kind(frame.index, "pandas", "RangeIndex"))
    finally:
        kernel_display.MAX_ROWS, kernel_display.MAX_COLUMNS, kernel_display.MAX_CELL = whole
    table.update(n_rows=int(frame.shape[0]), n_cols=int(frame.shape[1]), offset=offset, first_column=first_column)
    return table


def read_table(names, request):
    value = names.get(request["name"])
    if is_hidden(request["name"], value) or request["name"] not in names:
        return {"error": "missing"}
    if is_kind(value, "pandas", "Series"):
        value = value.to_frame(value.name if value.name is not None else "value")
    if not is_kind(value, "pandas", "DataFrame"):
        return {"error": "no-table"}
    return {"table": page_of(value, request["offset"], request["limit"], request["column"], request["columns"])}


def answer(names, request):
    return read_table(names, request) if "name" in request else list_variables(names)
