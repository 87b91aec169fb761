# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors

"""Values as MIME bundles, in the way of Jupyter: everything has text/plain, most have something richer."""

import math
import sys
import types
from binascii import b2a_base64

TABLE_TYPE = "application/vnd.sandpiper.table+json"
MAX_TEXT = 100_000
MAX_HTML = 500_000
MAX_BINARY = 5_500_000
MAX_ROWS = 50
MAX_COLUMNS = 100
MAX_CELL = 500

REPRESENTATIONS = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_latex_", "text/latex"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_json_", "application/json"),
)


def cut(text, size, what="text"):
    if len(text) <= size:
        return text
    return text[:size] + "\n… %d more characters of %s …" % (len(text) - size, what)


def plain_text(value):
    if isinstance(value, (str, bytes, bytearray)) and len(value) > MAX_TEXT:
        return repr(value[:MAX_TEXT]) + " … (%d in all)" % len(value)
    text = repr(value)
    if isinstance(value, (list, tuple, dict, set)) and 100 < len(text) < MAX_TEXT:
        import pprint
        text = pprint.pformat(value, width=110, compact=True, sort_dicts=False)
    return cut(text, MAX_TEXT)


def make_plain(value, depth=0):
    """JSON has no NaN, no tuples as keys, no dates: whatever it lacks becomes text or null. The service's strings end
    at a NUL."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, int):
        return int(value) if -2 ** 63 <= value < 2 ** 63 else str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if depth > 20:
        return "…"
    if isinstance(value, dict):
        return {str(key): make_plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [make_plain(item, depth + 1) for item in value]
    return cut(str(value), MAX_CELL)


def binary(data):
    return b2a_base64(data, newline=False).decode("ascii")


def column_type(dtype):
    kind = getattr(dtype, "kind", "O")
    name = str(dtype)
    if kind == "b" or name == "boolean":
        return "boolean"
    if kind in "iu" or name.startswith(("Int", "UInt")):
        return "integer"
    if kind == "f" or name.startswith("Float"):
        return "number"
    if kind == "M" or name.startswith(("datetime", "period")):
        return "date"
    if kind == "m":
        return "duration"
    return "text"


def table_cell(value, kind):
    if value is None:
        return None
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 and kind in ("boolean", "integer", "number"):
        value = value.item()
    if isinstance(value, (bool, int, float)):
        return make_plain(value)
    text = value if isinstance(value, str) else str(value)
    if text in ("NaT", "<NA>", "nan") and not isinstance(value, str):
        return None
    if kind == "date" and text.endswith(" 00:00:00"):
        text = text[:-9]
    return text if len(text) <= MAX_CELL else text[:MAX_CELL] + "…"


def make_table(frame, with_index=None):
    """The first rows of a DataFrame with the types of its columns; an index that says something comes first."""
    pandas = sys.modules["pandas"]
    shown = frame.iloc[:MAX_ROWS, :MAX_COLUMNS]
    columns = []
    contents = []
    if with_index is None:
        with_index = not isinstance(frame.index, pandas.RangeIndex)
    if with_index:
        for level in range(frame.index.nlevels):
            values = shown.index.get_level_values(level)
            columns.append({"name": "" if values.name is None else str(values.name),
                            "type": column_type(values.dtype), "index": True})
            contents.append(values)
    for i, name in enumerate(shown.columns):
        label = " / ".join(map(str, name)) if isinstance(name, tuple) else str(name)
        columns.append({"name": label, "type": column_type(shown.dtypes.iloc[i])})
        contents.append(shown.iloc[:, i])
    cells = [[table_cell(value, column["type"]) for value in values] for column, values in zip(columns, contents)]
    return {"columns": columns, "rows": [list(row) for row in zip(*cells)],
            "n_rows": int(frame.shape[0]), "n_cols": int(frame.shape[1])}


def add_pandas(bundle, value):
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return
    if isinstance(value, pandas.Series):
        value = value.to_frame(value.name if value.name is not None else "value")
    if isinstance(value, pandas.DataFrame):
        bundle[TABLE_TYPE] = make_table(value)
        if "text/html" not in bundle:
            bundle["text/html"] = value._repr_html_() or ""


def add_representations(bundle, value):
    for method, mime in REPRESENTATIONS:
        function = getattr(type(value), method, None)
        if function is None:
            continue
        content = function(value)
        if isinstance(content, tuple):
            content = content[0]
        if content is not None:
            bundle[mime] = content


def bounded(bundle):
    result = {}
    for mime, content in bundle.items():
        if isinstance(content, (bytes, bytearray)):
            if len(content) <= MAX_BINARY:
                result[mime] = binary(bytes(content))
        elif isinstance(content, str) and not mime.startswith("image/p") and not mime.startswith("image/j"):
            if len(content) <= MAX_HTML or mime == "text/plain":
                result[mime] = cut(content, MAX_HTML)
        else:
            result[mime] = content
    return result


def make_bundle(value):
    bundle = {}
    if isinstance(value, type):
        return {"text/plain": plain_text(value)}
    own = getattr(type(value), "_repr_mimebundle_", None)
    try:
        if own is not None:
            content = own(value)
            content = content[0] if isinstance(content, tuple) else content
            bundle.update({str(mime): data for mime, data in (content or {}).items()})
        add_representations(bundle, value)
        add_pandas(bundle, value)
    except Exception as error:
        print("A rich display failed (%s: %s); the plain one is shown." % (type(error).__name__, error),
              file=sys.stderr)
    if "text/plain" not in bundle:
        bundle["text/plain"] = plain_text(value)
    return bounded(bundle)


# What notebooks import from IPython, for code that was written for them.

class Shown:
    mime = "text/plain"

    def __init__(self, data=None, *_, **__):
        self.data = data

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self.mime: self.data, "text/plain": self.data if isinstance(self.data, str) else plain_text(self.data)}


class Markdown(Shown):
    mime = "text/markdown"


class HTML(Shown):
    mime = "text/html"


class Latex(Shown):
    mime = "text/latex"


class Math(Latex):
    def __init__(self, data, *_, **__):
        super().__init__("$\\displaystyle %s$" % data.strip("$"))


class JSON(Shown):
    mime = "application/json"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self.mime: make_plain(self.data), "text/plain": plain_text(self.data)}


class SVG(Shown):
    mime = "image/svg+xml"


class Image(Shown):
    def __init__(self, data=None, filename=None, *_, **__):
        if filename is None and isinstance(data, str):
            filename, data = data, None
        if data is None:
            with open(filename, "rb") as file:
                data = file.read()
        super().__init__(data)
        self.mime = "image/jpeg" if data[:2] == b"\xff\xd8" else "image/png"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self.mime: self.data, "text/plain": "<Image, %d bytes>" % len(self.data)}


def provide_ipython(display):
    """`from IPython.display import display, Markdown` works, whether or not IPython is installed."""
    root = types.ModuleType("IPython")
    root.__path__ = []
    root.display = types.ModuleType("IPython.display")
    root.get_ipython = lambda: None
    for kind in (Markdown, HTML, Latex, Math, JSON, SVG, Image):
        setattr(root.display, kind.__name__, kind)
    root.display.display = display
    root.display.clear_output = lambda *_, **__: None
    sys.modules["IPython"] = root
    sys.modules["IPython.display"] = root.display
