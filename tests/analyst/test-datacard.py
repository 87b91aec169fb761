#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright 2026 The Sandpiper Authors
"""What datacard.py finds out about files of our own making. Speaks TAP."""

import json
import os
import sys
import tempfile
import traceback

sys.path.insert(0, os.environ.get("SANDPIPER_KERNEL_DIR", os.path.join(os.path.dirname(__file__), "../../data/kernel")))
import datacard  # noqa: E402


def card(name, contents):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as stream:
            stream.write(contents if isinstance(contents, bytes) else contents.encode())
        return datacard.look(path).cards[0]


def column(found, name):
    return next(entry for entry in found["columns"] if entry["name"] == name)


def kinds(entry):
    return {fault["kind"] for fault in entry["faults"]}


def test_types():
    found = card("a.csv", "id,name,size,when,on,none\n1,ann,2.5,2024-01-31,true,\n2,bob,3,2024-02-01,false,\n")
    assert found["n_rows"] == 2 and found["sep"] == "," and found["encoding"] == "utf-8"
    assert [entry["type"] for entry in found["columns"]] == ["integer", "text", "number", "date", "boolean", "empty"]
    assert column(found, "size")["min"] == 2.5 and column(found, "size")["max"] == 3
    assert column(found, "when")["first"].startswith("2024-01-31")


def test_values_are_counted():
    found = card("a.csv", "k\n" + "x\n" * 5 + "y\n" * 2)
    assert column(found, "k")["values"] == [["x", 5], ["y", 2]]
    assert column(found, "k")["values_complete"]


def test_separators():
    for sep in ",;\t|":
        rows = [["name", "size", "note"]] + [[f"n{i}", str(i), "a b"] for i in range(6)]
        found = card("a.txt", "\n".join(sep.join(row) for row in rows))
        assert found["sep"] == sep, (sep, found["sep"])
        assert len(found["columns"]) == 3 and found["n_rows"] == 6


def test_quotes():
    found = card("a.csv", 'name,note\n"Smith, Ann","says ""hi"""\n"B\nC",x\n')
    assert found["n_rows"] == 2
    assert column(found, "name")["values"][0][0] == "Smith, Ann"


def test_decimal_comma():
    found = card("a.csv", "Ort;Umsatz;Anteil\nUlm;1.234,50;0,5\nJena;2.000,00;1,25\nKiel;7,10;3\n")
    assert found["decimal"] == "," and found["thousands"] == "."
    assert column(found, "Umsatz")["type"] == "number" and column(found, "Umsatz")["max"] == 2000
    assert column(found, "Anteil")["min"] == 0.5


def test_text_numbers():
    found = card("a.csv", 'price,share\n"$1,200.50",12%\n$3,8%\n(7.5),9%\n"€ 9",1%\nn.a.,2%\n')
    price = column(found, "price")
    assert price["type"] == "number" and price["max"] == 1200.5 and price["min"] == -7.5
    assert "text-numbers" in kinds(price) and "mixed" in kinds(price)
    assert column(found, "share")["max"] == 12


def test_codes_stay_text():
    found = card("a.csv", "zip,code\n01234,A1\n99999,7\n05555,9\n")
    assert column(found, "zip")["type"] == "text" and "leading-zeros" in kinds(column(found, "zip"))
    assert column(found, "code")["type"] == "text"


def test_encodings():
    text = "Stadt,Größe\nKöln,3\nMünchen,5\n"
    assert card("a.csv", text.encode("utf-8"))["encoding"] == "utf-8"
    assert card("a.csv", text.encode("utf-8-sig"))["encoding"] == "utf-8-sig"
    assert card("a.csv", text.encode("cp1252"))["encoding"] == "cp1252"
    assert card("a.csv", text.encode("utf-16"))["encoding"] == "utf-16"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        assert card("a.csv", text.encode(encoding))["columns"][1]["name"] == "Größe"


def test_preamble():
    found = card("a.csv", "Report of May;;\n;;\nname;size;cost\na;1;2\nb;2;3\nc;4;5\n")
    assert found["skip_rows"] == 2 and [entry["name"] for entry in found["columns"]] == ["name", "size", "cost"]
    assert "preamble" in kinds(found)


def test_no_header():
    found = card("a.csv", "1,2.5,2024-01-01\n2,3.5,2024-01-02\n3,4.5,2024-01-03\n")
    assert not found["has_header"] and found["n_rows"] == 3
    assert [entry["name"] for entry in found["columns"]] == ["0", "1", "2"]


def test_years_may_be_a_header():
    found = card("a.csv", "country,2019,2020,2021\nA,1,2,3\nB,4,5,6\n")
    assert found["has_header"] and found["columns"][2]["name"] == "2020"


def test_ragged():
    found = card("a.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n")
    assert found["skip_bad_lines"] and {"ragged", "dropped"} <= kinds(found)
    assert found["n_rows"] == 3


def test_repeated_names():
    found = card("a.csv", "a,a,\n1,2,3\n4,5,6\n")
    assert [entry["name"] for entry in found["columns"]] == ["a", "a.1", "Unnamed: 2"]


def test_faults():
    found = card("a.csv", "k,v\nx,1\nx,1\n y ,\nTotal,9\n")
    assert {"duplicates", "totals"} <= kinds(found)
    assert "missing" in kinds(column(found, "v")) and "spaces" in kinds(column(found, "k"))


def test_spreadsheet_dates():
    small = [f"{i * 1.7:.1f}" for i in range(60)]
    dates = [f"{45300 + i * 7}.00" for i in range(12)]
    found = card("a.csv", "v\n" + "\n".join(small + dates))
    fault = next(entry for entry in column(found, "v")["faults"] if entry["kind"] == "spreadsheet-dates")
    assert fault["count"] == 12 and fault["low"] == 45300 and fault["high"] == 45377


def test_large_numbers_are_no_dates():
    spread = card("a.csv", "v\n" + "\n".join(str(i * 500) for i in range(400)))
    assert "spreadsheet-dates" not in kinds(column(spread, "v"))
    salaries = card("a.csv", "v\n" + "\n".join(str(30000 + i * 97) for i in range(400)))
    assert "spreadsheet-dates" not in kinds(column(salaries, "v"))
    all_dates = card("a.csv", "v\n" + "\n".join(str(45000 + i) for i in range(40)))
    assert "spreadsheet-dates" not in kinds(column(all_dates, "v"))


def test_dates_of_other_countries():
    assert column(card("a.csv", "d\n31.12.2023\n01.02.2024\n"), "d")["day_first"]
    assert not column(card("a.csv", "d\n12/31/2023\n02/01/2024\n"), "d")["day_first"]
    assert column(card("a.csv", "d\n2023-12-31 10:20:00\n2024-01-01 00:00:00\n"), "d")["type"] == "date"
    doubtful = column(card("a.csv", "d\n01/02/2023\n03/04/2024\n"), "d")
    assert doubtful["type"] == "date" and "mixed" in kinds(doubtful)


def test_json_forms():
    records = card("a.json", json.dumps([{"a": 1, "b": {"c": "x"}}, {"a": 2.5, "b": {"c": "y"}}]))
    assert [entry["name"] for entry in records["columns"]] == ["a", "b.c"] and records["n_rows"] == 2
    nested = card("a.json", json.dumps({"meta": 1, "rows": [{"a": 1}, {"a": 2}, {"a": 3}]}))
    assert nested["record_path"] == "rows" and nested["n_rows"] == 3
    columns = card("a.json", json.dumps({"a": [1, 2], "b": ["x", "y"]}))
    assert columns["layout"] == "columns" and columns["n_rows"] == 2
    index = card("a.json", json.dumps({"r1": {"a": 1}, "r2": {"a": 2}}))
    assert index["layout"] == "index" and index["columns"][0]["name"] == "index"
    lines = card("a.ndjson", '{"a": 1}\n{"a": 2}\n')
    assert lines["format"] == "ndjson" and lines["n_rows"] == 2


def test_unreadable_files_have_a_card():
    for name, contents in (("a.csv", b""), ("b.csv", b"\n\n"), ("c.csv", b"PK\x03\x04zip"), ("d.csv", bytes(range(8)) * 90), ("e.json", "{"),
                           ("f.json", "7"), ("g.xlsx", b"no workbook"), ("h.csv", b"\x89PNG\r\n\x1a\n123")):
        found = card(name, contents)
        assert found["error"] and found["columns"] == [], name
    assert "no such file" in datacard.look("/nonexistent/x.csv").cards[0]["error"]


def test_bounded():
    wide = card("a.csv", ",".join(f"c{i}" for i in range(1500)) + "\n" + ",".join("1" for i in range(1500)) + "\n")
    assert len(wide["columns"]) == 1000
    long = card("a.csv", "t,u\n" + "".join(f"{'x' * 100}{i},{i}\n" for i in range(30000)))
    assert len(json.dumps(long)) < 600_000 and long["n_rows"] == 30000
    assert not column(long, "t")["values_complete"]


def test_shown():
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name in ("a.csv", "b.csv"):
            paths.append(os.path.join(folder, name))
            with open(paths[-1], "w", encoding="utf-8") as stream:
                stream.write("k,v\nx,1\ny,2\n")
        one, two = datacard.look(paths[0]), datacard.look(*paths)
    assert "2 rows, 2 columns" in repr(one)
    assert one._repr_mimebundle_()[datacard.MIME]["n_rows"] == 2
    assert len(two._repr_mimebundle_()[datacard.MIME]["cards"]) == 2


def test_workbook():
    try:
        import openpyxl
    except ImportError:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.xlsx")
        book = openpyxl.Workbook()
        book.active.append(["name", "size"])
        for i in range(5):
            book.active.append([f"n{i}", i * 1.5])
        book.create_sheet("Empty")
        book.save(path)
        found = datacard.look(path).cards[0]
    assert found["format"] == "xlsx" and found["sheet"] == "Sheet" and found["n_rows"] == 5
    assert column(found, "size")["type"] == "number" and "sheets" in kinds(found)


def main():
    tests = [(name, function) for name, function in sorted(globals().items()) if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}")
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} /sp/datacard/{name[5:].replace('_', '-')}")
        except Exception:
            failed += 1
            print(f"not ok {number} /sp/datacard/{name[5:].replace('_', '-')}")
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
