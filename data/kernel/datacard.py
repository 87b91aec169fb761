# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors

"""Looks at data files before anyone computes with them.

``datacard.look("file.csv")`` says how the file has to be read, what its columns
hold and what is wrong with it. It prints as a table, and as a MIME bundle it is
what the built-in analyst reads. Only the standard library is needed, except for
workbooks (openpyxl, or xlrd for the old form). Everything that it returns is bounded.
"""

import codecs
import collections
import csv
import datetime
import io
import json
import math
import os
import re

MIME = "application/vnd.sandpiper.datacard+json"

MAX_BYTES = 128 * 1024 * 1024    # of a file that is looked through whole
MAX_ROWS = 1_000_000
MAX_COLUMNS = 1000
MAX_UNIQUE = 20_000              # different values counted in a column
MAX_VALUES = 1000                # of them listed
MAX_VALUE_CHARS = 120
MAX_LIST_CHARS = 40_000          # of one column's list
MAX_CARD_CHARS = 400_000         # of all lists

# What pandas takes for a missing value, and what people write for one.
MISSING = {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
           "NA", "NULL", "NaN", "n/a", "nan", "null"}
WRITTEN_MISSING = {"-", "--", "?", "none", "None", "n.a.", "missing", "#REF!", "#VALUE!", "#DIV/0!"}

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")
GROUPED = {",": re.compile(r"[-+]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?$"),
           ".": re.compile(r"[-+]?\d{1,3}(\.\d{3})+(,\d+)?$"),
           " ": re.compile(r"[-+]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?$"),
           "'": re.compile(r"[-+]?\d{1,3}(['\u2019]\d{3})+(\.\d+)?$")}
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+$")
DECORATION = re.compile(r"^\s*[($€£¥₹]?\s*(?:USD|EUR|GBP|INR|Rs\.?)?\s*|\s*(?:%|€|£|kr|zł|USD|EUR|GBP|INR|\))?\s*$")

DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y",
                "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%Y-%m", "%b %Y", "%B %Y"]
DATE_SHAPE = re.compile(r"\d{1,4}[-/. ]\s?\w|[^\W\d]{3,9} \d")
TIME_SUFFIXES = ["", " %H:%M:%S", " %H:%M", "T%H:%M:%S", " %H:%M:%S.%f", "T%H:%M:%S.%f"]

# Serial numbers that a spreadsheet gives to the days of 2017-09 to 2028-09.
SERIAL_LOW, SERIAL_HIGH = 43000, 47000


class UnreadableFile(ValueError):
    """The file cannot be read as a table; the text says why."""


def fault(kind, text, count=0, **more):
    return {"kind": kind, "text": text, "count": count, **more}


def is_missing(text):
    return text is None or text.strip() in MISSING


def plain_number(text):
    return float(text) if NUMBER.match(text) else None


def strip_decoration(text):
    bare = DECORATION.sub("", text)
    negative = text.strip().startswith("(") and text.strip().endswith(")")
    return "-" + bare if negative else bare


def decorated_number(text, decimal):
    """The number in a text like "€ 1.234,50", "(12%)" or "1 000", or None."""
    if len(text) > 40:
        return None
    bare = strip_decoration(text.strip())
    if decimal == ",":
        if DECIMAL_COMMA.match(bare) or GROUPED["."].match(bare) or GROUPED[" "].match(bare):
            bare = re.sub(r"[. \u00a0\u202f]", "", bare).replace(",", ".")
    elif any(GROUPED[mark].match(bare) for mark in (",", " ", "'")):
        bare = re.sub(r"[, '\u2019\u00a0\u202f]", "", bare)
    return plain_number(bare)


def guess_decimal(texts):
    """The decimal sign of a column of texts: "," only when some value can mean nothing else."""
    comma = point = 0
    for text in texts[:2000]:
        bare = strip_decoration(text.strip()[:40])
        if GROUPED["."].match(bare) and ("," in bare or bare.count(".") > 1):
            comma += 1
        elif DECIMAL_COMMA.match(bare) and not GROUPED[","].match(bare):
            comma += 1
        elif "." in bare and plain_number(bare.replace(",", "")) is not None:
            point += 1
    return "," if comma > point else "."


def date_format(texts):
    """The first format that reads all of the texts."""
    if not texts or not all(len(text) <= 32 and DATE_SHAPE.match(text) for text in texts):
        return None
    for base in DATE_FORMATS:
        for suffix in TIME_SUFFIXES:
            try:
                for text in texts:
                    datetime.datetime.strptime(text, base + suffix)
            except ValueError:
                continue
            return base + suffix
    return None


class Column:
    """Gathers what one column holds."""

    def __init__(self, name):
        self.name = name
        self.n = self.n_missing = self.n_spaces = 0
        self.values = {}
        self.overflow = False

    def add(self, text):
        """Counts a cell. Everything else waits for the different values, which are fewer."""
        self.n += 1
        if text in self.values:
            self.values[text] += 1
        elif len(self.values) < MAX_UNIQUE:
            self.values[text] = 1
        elif is_missing(text):
            self.n_missing += 1
        else:
            self.overflow = True

    def settle(self):
        """Tells missing values and stray spaces from the values."""
        for text in [text for text in self.values if is_missing(text)]:
            self.n_missing += self.values.pop(text)
        self.n_spaces = sum(count for text, count in self.values.items() if text != text.strip())
        self.values = collections.Counter(self.values)

    def describe(self, budget, decimal):
        self.settle()
        card = {"name": self.name, "type": "text", "n_missing": self.n_missing, "n_unique": len(self.values),
                "values": [], "values_complete": False, "faults": []}
        faults = card["faults"]
        if self.n and self.n_missing:
            faults.append(fault("missing", f"{self.n_missing} of {self.n} values are missing", self.n_missing))
        if not self.values:
            card["type"] = "empty"
            return card
        if not (self.numbers(card, decimal) or self.booleans(card) or self.dates(card)):
            self.text_numbers(card)
        if card["type"] == "text" and self.n_spaces:
            faults.append(fault("spaces", f"{self.n_spaces} values have spaces around them", self.n_spaces))
        self.list_values(card, budget)
        return card

    def numbers(self, card, decimal):
        read = plain_number if decimal == "." else lambda text: decorated_number(text, decimal)
        values = [(read(text.strip()), count) for text, count in self.values.items()]
        if any(value is None for value, count in values):
            return False
        zeros = [text for text in self.values if re.match(r"0\d+$", text.strip())]
        if zeros:
            card["faults"].append(fault("leading-zeros", f"numbers with leading zeros such as {zeros[0]} are kept as text",
                                        len(zeros)))
            return False
        self.set_range(card, values)
        return True

    def set_range(self, card, values):
        finite = [(value, count) for value, count in values if math.isfinite(value)]
        whole = all(value.is_integer() for value, count in finite) and not any("." in text or "," in text
                                                                              for text in self.values)
        card["type"] = "integer" if whole else "number"
        if finite:
            card["min"] = min(value for value, count in finite)
            card["max"] = max(value for value, count in finite)
        self.serials(card, finite)

    @staticmethod
    def serials(card, values):
        """Part of the values whole numbers among the serials of recent days, crowded there, the rest elsewhere."""
        inside = [(v, n) for v, n in values if SERIAL_LOW <= v <= SERIAL_HIGH and v.is_integer()]
        n_inside = sum(n for v, n in inside)
        near = sum(n for v, n in values
                   if (SERIAL_LOW - 12000 <= v <= SERIAL_HIGH + 12000) and not (SERIAL_LOW <= v <= SERIAL_HIGH and v.is_integer()))
        total = sum(n for v, n in values)
        rest = sorted(abs(v) for v, n in values for _ in range(min(n, 50)) if not SERIAL_LOW <= v <= SERIAL_HIGH)
        if n_inside < 3 or not rest or n_inside == total:
            return
        if rest[len(rest) // 2] > SERIAL_LOW / 4 or n_inside < 4 * (near + 1) * 2000 / 12000 or n_inside < 2 * near:
            return
        low, high = min(v for v, n in inside), max(v for v, n in inside)
        days = [(datetime.date(1899, 12, 30) + datetime.timedelta(days=v)).isoformat() for v in (low, high)]
        card["faults"].append(fault("spreadsheet-dates",
                                    f"{n_inside} of {total} numbers, such as {inside[0][0]:.0f}, look like dates that a "
                                    f"spreadsheet turned into serial numbers ({days[0]} to {days[1]})",
                                    n_inside, low=low, high=high))

    def booleans(self, card):
        if {text.strip().lower() for text in self.values} <= {"true", "false"}:
            card["type"] = "boolean"
            return True
        return False

    def dates(self, card):
        sample = [text.strip() for text, count in self.values.most_common(400)]
        form = date_format(sample)
        if form is None:
            return False
        try:
            days = [datetime.datetime.strptime(text.strip(), form) for text in self.values]
        except ValueError:
            return False
        card["type"] = "date"
        card["date_format"] = form
        card["first"], card["last"] = min(days).isoformat(), max(days).isoformat()
        card["day_first"] = form.startswith("%d") and form[2] in "./-"
        both = form.startswith("%d/%m") or form.startswith("%d-%m-")
        if both and all(day.day <= 12 for day in days):
            card["faults"].append(fault("mixed", "day and month cannot be told apart: read as day first", len(days)))
        return True

    def text_numbers(self, card):
        """Numbers behind currency signs, per cent signs or separators, with a few words among them at most."""
        words = [text for text in self.values if text.strip() not in WRITTEN_MISSING]
        decimal = guess_decimal(words)
        values = [(decorated_number(text, decimal), count) for text, count in self.values.items()]
        good = [(value, count) for value, count in values if value is not None]
        n_good = sum(count for value, count in good)
        total = sum(self.values.values())
        bad = [text for text in self.values if decorated_number(text, decimal) is None]
        plain = sum(count for text, count in self.values.items() if plain_number(text.strip()) is not None)
        if n_good < 0.8 * total or len(bad) > max(3, 0.1 * len(self.values)):
            if 0 < n_good < total and min(n_good, total - n_good) >= 0.02 * total:
                card["faults"].append(fault("mixed", f"{n_good} numbers among {total - n_good} texts", n_good))
            return
        if any(re.match(r"0\d+$", text.strip()) for text in self.values):
            return
        # A code with a stray word in it stays a code: nearly all different whole numbers.
        if bad and plain == n_good and len(self.values) > 0.9 * total and not set(bad) <= WRITTEN_MISSING:
            if all(value.is_integer() for value, count in good):
                card["faults"].append(fault("mixed", f"numbers, and texts such as “{bad[0][:40]}”", len(bad)))
                return
        example = next((text for text in self.values if plain_number(text.strip()) is None), "")
        card["faults"].append(fault("text-numbers", f"numbers written as text, such as “{example[:40]}”" +
                                    (f"; “{bad[0][:40]}” is no number and counts as missing" if bad else ""), n_good))
        card["decimal"] = decimal
        if bad:
            card["faults"].append(fault("mixed", f"{total - n_good} values are no numbers, such as “{bad[0][:40]}”",
                                        total - n_good))
        self.set_range(card, good)

    def list_values(self, card, budget):
        limit = min(MAX_LIST_CHARS, budget[0])
        listed = self.values.most_common(MAX_VALUES if card["type"] in ("text", "boolean") else 20)
        for text, count in listed:
            limit -= len(text) + 8
            if len(text) > MAX_VALUE_CHARS or limit < 0:
                break
            card["values"].append([text, count])
            budget[0] -= len(text) + 8
        card["values_complete"] = len(card["values"]) == len(self.values) and not self.overflow


def unique_names(names):
    """The names as pandas makes them: empty ones numbered, repeated ones with a suffix."""
    seen, result = collections.Counter(), []
    for position, name in enumerate(names):
        name = name if name != "" else f"Unnamed: {position}"
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name}.{seen[name] - 1}")
    return result


def describe_rows(card, header, rows, decimal="."):
    """Fills the card with what the rows hold; every row is a list of texts or None."""
    columns = [Column(name) for name in unique_names(header)[:MAX_COLUMNS]]
    seen, repeated, totals, n = set(), 0, 0, 0
    for row in rows:
        n += 1
        for position, column in enumerate(columns):
            column.add(row[position] if position < len(row) else None)
        if len(seen) < 300_000:
            key = hash(tuple(row))
            repeated += key in seen
            seen.add(key)
        if row and row[0] and re.match(r"\s*(grand\s+)?(sub)?-?(total|sum|summe|gesamt|всего)s?\b[:\s]*$", row[0], re.I):
            totals += 1
    budget = [MAX_CARD_CHARS]
    card["n_rows"] = n
    card["columns"] = [column.describe(budget, decimal) for column in columns]
    if repeated:
        card["faults"].append(fault("duplicates", f"{repeated} rows repeat an earlier one", repeated))
    if totals:
        card["faults"].append(fault("totals", f"{totals} rows look like totals of other rows", totals))
    if len(header) > MAX_COLUMNS:
        card["faults"].append(fault("columns", f"only the first {MAX_COLUMNS} of {len(header)} columns are described"))
    return card


def decode(data, whole):
    """Text and the name of its encoding, as pandas knows it."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
                       (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    if data[1::2].count(0) > 0.4 * (len(data) // 2 + 1):
        return data.decode("utf-16-le", "replace"), "utf-16-le"
    try:
        return data.decode("utf-8") if whole else codecs.getincrementaldecoder("utf-8")().decode(data), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def records(text, sep, quote='"'):
    return csv.reader(io.StringIO(text, newline=""), delimiter=sep, quotechar=quote, skipinitialspace=False)


def cell_type(text):
    if is_missing(text):
        return "-"
    if plain_number(text.strip()) is not None or decorated_number(text, ",") is not None:
        return "n"
    return "d" if date_format([text.strip()]) else "t"


def guess_separator(text):
    """The separator that cuts most lines into the same number of telling cells, more than one."""
    best, best_score = ",", 0
    head = text[:200_000]
    for sep in (",", ";", "\t", "|", ":", "~", "^"):
        try:
            rows = [row for _, row in zip(range(300), records(head, sep)) if row]
        except csv.Error:
            continue
        if len(rows) > 2:
            rows = rows[:-1] if len(text) > len(head) else rows
        if not rows:
            continue
        width, count = collections.Counter(len(row) for row in rows).most_common(1)[0]
        # Colons stand in times, too: they separate only when every line has them.
        if width < 2 or (sep in ":~^" and min(len(row) for row in rows) < 2):
            continue
        cells = [cell for row in rows[:100] if len(row) == width for cell in row]
        typed = sum(cell_type(cell) in "nd" for cell in cells) / len(cells)
        short = sum(len(cell) < 60 for cell in cells) / len(cells)
        score = (count / len(rows)) ** 2 * (1 + typed) * short * (1 + min(width, 20) / 100)
        if sep in ":~^":
            score *= 0.6
        if score > best_score + 1e-9:
            best, best_score = sep, score
    return best


def find_header(rows):
    """(lines before the header, whether there is one): the first row as wide as the table, above other kinds of cells."""
    widths = collections.Counter(len(row) for row in rows if row)
    width = widths.most_common(1)[0][0]
    wide = [i for i, row in enumerate(rows) if len(row) == width]
    skip = wide[0]
    for i in wide[:5]:
        if sum(cell.strip() != "" for cell in rows[i]) >= max(1, 0.6 * width):
            skip = i
            break
    # A title line of one cell in a table of one width only is padded with empty cells, and skipped above.
    first = rows[skip]
    below = [row for row in rows[skip + 1:skip + 60] if len(row) == width]
    kinds = [cell_type(cell) for cell in first]
    if not below:
        return skip, True
    if kinds.count("n") + kinds.count("d") > 0.5 * width and len(set(first)) > 0:
        numeric_below = [sum(cell_type(row[i]) in "nd" for row in below) > 0.5 * len(below) for i in range(width)]
        years = all(re.match(r"(19|20)\d\d$", cell.strip()) for cell, kind in zip(first, kinds) if kind == "n")
        if not years and all(numeric_below[i] for i in range(width) if kinds[i] in "nd"):
            return skip, False
    return skip, True


def look_text(path, card):
    size = os.path.getsize(path)
    with open(path, "rb") as stream:
        data = stream.read(MAX_BYTES)
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFile("the file is empty")
    if data[:4] == b"PK\3\4" or data[:5] == b"%PDF-" or data[:8] == b"\x89PNG\r\n\x1a\n":
        raise UnreadableFile("the file is not text: its name says one kind, its contents another")
    text, encoding = decode(data, size <= MAX_BYTES)
    if text.count("\0") > 0.01 * len(text):
        raise UnreadableFile("the file is not text")
    sep = "\t" if path.lower().endswith(".tsv") and "\t" in text[:20_000] else guess_separator(text)
    csv.field_size_limit(16 * 1024 * 1024)
    head = [row for _, row in zip(range(200), records(text[:1_000_000], sep))]
    head = [row for row in head] or [[]]
    # pandas leaves empty lines out, so they do not count among the lines to skip unless they stand above the table.
    skip, has_header = find_header(head)
    width = len(head[skip])
    card.update(encoding=encoding, sep=sep, skip_rows=skip, has_header=has_header)
    header = head[skip] if has_header else [str(i) for i in range(width)]
    body, ragged, long_rows = [], 0, 0
    for position, row in enumerate(records(text, sep)):
        if position < skip + has_header or not row:
            continue
        if len(row) != width:
            ragged += 1
            long_rows += len(row) > width
        if len(body) >= MAX_ROWS:
            break
        if len(row) <= width:
            body.append(row)
    if skip:
        card["faults"].append(fault("preamble", f"{skip} lines stand before the table and are left out", skip))
    if ragged:
        card["faults"].append(fault("ragged", f"{ragged} rows have another number of cells than the {width} of the header",
                                    ragged))
    if long_rows:
        card["skip_bad_lines"] = True
        card["faults"].append(fault("dropped", f"{long_rows} rows with too many cells are left out", long_rows))
    if encoding not in ("utf-8", "utf-8-sig"):
        card["faults"].append(fault("encoding", f"the text is not UTF-8; it is read as {encoding}"))
    if size > MAX_BYTES or len(body) >= MAX_ROWS:
        card["faults"].append(fault("part", "the file is large: the figures on this card are of its first part"))
    decimal = table_decimal(body, width, sep)
    if decimal == ",":
        card["decimal"] = ","
        if any("." in (cell or "") and GROUPED["."].match(cell.strip()) for row in body[:2000] for cell in row):
            card["thousands"] = "."
    elif sep != "," and any(GROUPED[","].match(cell.strip()) for row in body[:2000] for cell in row):
        card["thousands"] = ","
    return describe_rows(card, [cell.strip("\ufeff") for cell in header], body, decimal)


def table_decimal(rows, width, sep):
    """"," when whole columns are bare numbers with a decimal comma, so that the loader can read them."""
    if sep == ",":
        return "."
    for position in range(width):
        cells = [row[position].strip() for row in rows[:2000] if position < len(row) and not is_missing(row[position])]
        if cells and all(DECIMAL_COMMA.match(cell) or GROUPED["."].match(cell) or plain_number(cell) is not None
                         for cell in cells):
            if any(DECIMAL_COMMA.match(cell) and not GROUPED[","].match(cell) or "," in cell and "." in cell and
                   GROUPED["."].match(cell) for cell in cells):
                return ","
    return "."


def cell_text(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        text = value.isoformat(" ") if isinstance(value, datetime.datetime) else value.isoformat()
        return text[:-9] if text.endswith(" 00:00:00") else text
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)[:MAX_VALUE_CHARS]
    return str(value)


def sheet_rows(path):
    """(name, rows) of each sheet."""
    if path.lower().endswith(".xls"):
        import xlrd
        book = xlrd.open_workbook(path)
        return [(sheet.name, [[cell if cell != "" else None for cell in sheet.row_values(i)] for i in range(sheet.nrows)])
                for sheet in book.sheets()]
    import openpyxl
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return [(sheet.title, [list(row) for _, row in zip(range(MAX_ROWS), sheet.iter_rows(values_only=True))])
            for sheet in book.worksheets]


def look_sheet(path, card, wanted):
    sheets = sheet_rows(path)
    card["sheets"] = [name for name, rows in sheets]
    if wanted is not None:
        sheets = [sheet for sheet in sheets if sheet[0] == wanted]
    sheets = [(name, rows) for name, rows in sheets if any(any(cell is not None for cell in row) for row in rows)]
    if not sheets:
        raise UnreadableFile("the workbook holds no cells with values")
    # The first sheet, unless another holds ten times as many rows: cover sheets come first.
    first, largest = sheets[0], max(sheets, key=lambda sheet: len(sheet[1]))
    name, rows = largest if len(largest[1]) > 10 * len(first[1]) else first
    texts = [[cell_text(cell) or "" for cell in row] for row in rows]
    used = max((i + 1 for row in texts[:200] for i, cell in enumerate(row) if cell != ""), default=1)
    texts = [row[:used] for row in texts]
    skip, has_header = find_header(texts[:200])
    card.update(sheet=name, skip_rows=skip, has_header=has_header)
    if len(card["sheets"]) > 1:
        card["faults"].append(fault("sheets", f"the workbook has {len(card['sheets'])} sheets; this is “{name}”"))
    if skip:
        card["faults"].append(fault("preamble", f"{skip} rows stand before the table and are left out", skip))
    body = [row for row in texts[skip + has_header:] if any(cell != "" for cell in row)]
    return describe_rows(card, texts[skip] if has_header else [str(i) for i in range(used)], body)


def look_json(path, card):
    with open(path, encoding="utf-8-sig") as stream:
        text = stream.read(MAX_BYTES)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        try:
            data = [json.loads(line) for line in text.splitlines() if line.strip()]
            card["format"] = "ndjson"
        except json.JSONDecodeError:
            raise UnreadableFile(f"the file is not JSON: {error}") from None
    if isinstance(data, dict):
        lists = {key: value for key, value in data.items() if isinstance(value, list)}
        objects = [key for key, value in lists.items() if value and all(isinstance(item, dict) for item in value)]
        if objects:
            card["record_path"] = max(objects, key=lambda key: len(lists[key]))
            data = lists[card["record_path"]]
        elif lists and len(lists) == len(data) and len({len(value) for value in lists.values()}) == 1:
            card["layout"] = "columns"
            data = [dict(zip(data, row)) for row in zip(*data.values())]
        elif data and all(isinstance(value, dict) for value in data.values()):
            keys = list(dict.fromkeys(key for value in data.values() for key in value))
            data = [{"index": name, **{key: value.get(key) for key in keys}} for name, value in data.items()]
            card["layout"] = "index"
        else:
            data = [data]
            card["layout"] = "single"
    if not isinstance(data, list) or not data:
        raise UnreadableFile("the file holds no list of records")
    if not all(isinstance(item, dict) for item in data):
        if not all(isinstance(item, list) for item in data):
            raise UnreadableFile("the file's records are not objects")
        data = [{str(i): value for i, value in enumerate(item)} for item in data]
        card["layout"] = "rows"
    flat = []
    for item in data[:MAX_ROWS]:
        row = {}
        for key, value in item.items():
            if isinstance(value, dict):
                row.update({f"{key}.{inner}": deep for inner, deep in value.items()})
            else:
                row[key] = value
        flat.append(row)
    header = list(dict.fromkeys(key for row in flat for key in row))
    return describe_rows(card, header, ([cell_text(row.get(key)) for key in header] for row in flat))


def card_of(path, sheet=None):
    """The card of one file, as a dictionary."""
    card = {"file": os.path.basename(path) if os.path.dirname(path) in ("", ".", "/mnt/data") else path,
            "format": "csv", "n_rows": 0, "columns": [], "faults": []}
    suffix = os.path.splitext(path)[1].lower()
    if suffix in (".xlsx", ".xlsm", ".xls"):
        card["format"] = "xlsx"
        return look_sheet(path, card, sheet)
    if suffix in (".json", ".ndjson", ".jsonl", ".geojson"):
        card["format"] = "json"
        return look_json(path, card)
    return look_text(path, card)


def careful_card(path, sheet):
    try:
        return card_of(path, sheet)
    except ModuleNotFoundError as error:
        reason = f"the Python package {error.name} is missing"
    except UnreadableFile as error:
        reason = str(error)
    except FileNotFoundError:
        reason = "there is no such file"
    except Exception as error:  # whatever a library says about a broken workbook
        reason = f"{type(error).__name__}: {error}"[:300]
    return {"file": os.path.basename(path), "format": "unknown", "n_rows": 0, "columns": [], "faults": [], "error": reason}


class Look:
    """The cards of some files, for reading and for the analyst."""

    def __init__(self, cards):
        self.cards = cards

    def __repr__(self):
        return "\n\n".join(card_lines(card) for card in self.cards)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), MIME: self.cards[0] if len(self.cards) == 1 else {"cards": self.cards}}


def card_lines(card):
    if "error" in card:
        return f"{card['file']}: cannot be read as a table: {card['error']}"
    read = ", ".join(f"{key} {card[key]!r}" for key in ("sheet", "record_path", "encoding", "sep", "decimal", "thousands")
                     if card.get(key) not in (None, "utf-8", ",") or (key == "decimal" and card.get(key) == ","))
    lines = [f"{card['file']}: {card['n_rows']} rows, {len(card['columns'])} columns" + (f" ({read})" if read else "")]
    width = min(40, max([len(column["name"]) for column in card["columns"]] or [0]))
    for column in card["columns"][:60]:
        if "min" in column:
            what = f"{column['min']:g} to {column['max']:g}"
        elif "first" in column:
            what = f"{column['first'][:10]} to {column['last'][:10]}"
        else:
            what = ", ".join(text for text, count in column["values"][:3])[:60]
        lines.append(f"  {column['name'][:40]:<{width}}  {column['type']:<8} {column['n_unique']:>6} different  {what}")
    if len(card["columns"]) > 60:
        lines.append(f"  … and {len(card['columns']) - 60} more columns")
    faults = [entry["text"] for entry in card["faults"]]
    faults += [f"{column['name']}: {entry['text']}" for column in card["columns"] for entry in column["faults"]]
    lines += [f"  ! {text}" for text in faults[:40]]
    return "\n".join(lines)


def look(*paths, sheet=None):
    """Looks at one or more files; the answer prints itself and carries the cards.

    A file that cannot be read has a card too, which says why."""
    return Look([careful_card(os.fspath(path), sheet) for path in paths])
