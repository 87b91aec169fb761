#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data plane of dynamic sessions, over plain HTTP: both of its forms, each route as it succeeds and as it fails."""

import base64
import concurrent.futures
import itertools
import json
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import chosen, eventually, form, main

NEWER = ("2024-10-02-preview", "2025-02-02-preview", "2025-10-02-preview")
OLDER = "2024-02-02-preview"
POOL = "/subscriptions/s/resourceGroups/g/sessionPools/pool"
numbers = itertools.count()


class Session:
    """One identifier, in the newer form."""

    def __init__(self, service, identifier=None, base="", version=NEWER[0]):
        self.service = service
        self.identifier = identifier or f"test-{next(numbers)}"
        self.base = base
        self.version = version

    def url(self, route, **query):
        query = {"api-version": self.version, "identifier": self.identifier, **query}
        query = {name: value for name, value in query.items() if value is not None}
        return f"{self.base}{route}?{urllib.parse.urlencode(query)}"

    def call(self, method, route, body=None, headers=None, timeout=60, **query):
        return self.service.call(method, self.url(route, **query), body, headers=headers, timeout=timeout)

    def refused(self, status, method, route, body=None, code=None, **query):
        answer = self.call(method, route, body, **query)
        assert answer.status == status, (answer.status, answer.body[:500])
        error = answer.json["error"]
        assert error["message"] and error["traceId"] == answer.headers["x-request-id"], error
        assert code is None or error["code"] == code, error
        return error

    def execute(self, code, **more):
        body = {"codeInputType": "inline", "executionType": "synchronous", "code": code, **more}
        answer = self.call("POST", "/executions", body, timeout=240)
        assert answer.status in (200, 202), (answer.status, answer.body[:500])
        return answer.json

    def run(self, code, **more):
        execution = self.execute(code, **more)
        assert execution["status"] == "Succeeded", execution
        return execution["result"]

    def upload(self, name, content, route="/files", **query):
        body, kind = form(name, content)
        return self.call("POST", route, body, headers={"Content-Type": kind}, **query)

    def names(self, **query):
        answer = self.call("GET", "/files", **query)
        assert answer.status == 200, answer.body
        return sorted(entry["name"] for entry in answer.json["value"])


def test_execute(service):
    service.need_sandbox()
    session = Session(service)
    execution = session.execute("print(1)\n2+2", timeoutInSeconds=100)
    assert execution["identifier"] == session.identifier and execution["executionType"] == "synchronous", execution
    assert execution["status"] == "Succeeded" and "error" not in execution, execution
    result = execution["result"]
    assert result["stdout"] == "1\n" and result["stderr"] == "" and result["executionResult"] == 4, result
    assert 0 <= result["executionTimeInMilliseconds"] < 60000, result

    again = session.call("GET", f"/executions/{execution['id']}").json
    assert again["result"] == result and again["status"] == "Succeeded", again
    session.refused(404, "GET", "/executions/exec_nothing", code="ExecutionNotFound")
    other = Session(service)
    other.refused(404, "GET", f"/executions/{execution['id']}", code="ExecutionNotFound")


def test_values(service):
    service.need_sandbox()
    session = Session(service)
    for code, value in (("7", 7), ("-0.5", -0.5), ("True", True), ("None", None), ("x = 1", None), ("10**30", str(10**30)),
                        ("'4'", "'4'"), ("[1, 2]", "[1, 2]"), ("float('nan')", "nan"), ("''", "''")):
        got = session.run(code)["executionResult"]
        assert got == value and isinstance(got, type(value)), (code, got)
    result = session.run("import sys; print('e', file=sys.stderr); print('o')")
    assert (result["stdout"], result["stderr"]) == ("o\n", "e\n"), result


def test_python_error(service):
    service.need_sandbox()
    session = Session(service)
    execution = session.execute("print('before')\n1/0")
    assert execution["status"] == "Failed" and execution["result"]["stdout"] == "before\n", execution
    assert "ZeroDivisionError" in execution["result"]["stderr"], execution
    assert session.execute("if")["status"] == "Failed"
    assert session.run("1")["executionResult"] == 1


def test_state_and_isolation(service):
    service.need_sandbox()
    one, two = Session(service), Session(service)
    elsewhere = Session(service, one.identifier, POOL)
    one.run("x = 41\nopen('mine.txt', 'w').write('one')")
    assert one.run("x + 1")["executionResult"] == 42
    for other in (two, elsewhere):
        assert "NameError" in other.execute("x")["result"]["stderr"]
        assert other.run("import os; os.listdir('.')")["executionResult"] == "[]"
        assert other.names() == []
        other.refused(404, "GET", "/files/mine.txt")
    assert one.names() == ["mine.txt"]
    two.run("while False: pass\nx = 'two'")
    assert one.run("x")["executionResult"] == 41


def test_forms_of_paths(service):
    service.need_sandbox()
    for version in (*NEWER, None):
        assert Session(service, version=version).run("1+1")["executionResult"] == 2
    pool = Session(service, base=POOL)
    pool.run("y = 5")
    # Subscription and group say nothing on this computer; the pool does.
    assert Session(service, pool.identifier, "/subscriptions/a/resourceGroups/b/sessionPools/pool").run("y")["executionResult"] == 5
    odd = Session(service, "a|b-c&d^e%f$#(){}[];<>")
    odd.run("z = 1")
    assert odd.run("z")["executionResult"] == 1


def test_bad_requests(service):
    session = Session(service)
    for bad in (None, "", "abc", "a" * 129, "with space", "a/b/c", "../../etc", "schön", "a\nbcd"):
        error = session.refused(400, "POST", "/executions", {"code": "1"}, identifier=bad)
        assert error["target"] == "identifier", error
    session.refused(400, "POST", "/executions", {"code": "1"}, code="UnsupportedApiVersion", **{"api-version": "1999-01-01"})
    for body in ({}, {"code": 1}, {"code": "1", "executionType": "later"}, {"code": "1", "codeInputType": "file"},
                 {"code": "1", "timeoutInSeconds": 0}, {"code": "1", "timeoutInSeconds": 221},
                 {"code": "1", "timeoutInSeconds": "5"}, {"properties": {"code": "1"}}, b"{", b"[]"):
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        answer = session.call("POST", "/executions", body, headers=headers)
        assert answer.status == 400 and answer.json["error"]["message"], (body, answer.status, answer.body)
    session.refused(405, "GET", "/executions")
    session.refused(404, "POST", "/.management/nothing")
    for base in ("", POOL):
        answer = service.call("POST", Session(service, base=base).url("/executions"), {"code": "1"},
                              headers={"Authorization": "Bearer wrong"})
        assert answer.status == 401 and answer.json["error"]["traceId"], (answer.status, answer.body)


def test_timeout(service):
    service.need_sandbox()
    session = Session(service)
    session.run("kept = 1")
    begun = time.monotonic()
    execution = session.execute("print('on', flush=True)\nwhile True: pass", timeoutInSeconds=1)
    assert time.monotonic() - begun < 20
    assert execution["status"] == "Failed" and execution["error"]["code"] == "Timeout", execution
    assert execution["result"]["stdout"] == "on\n" and execution["error"]["message"], execution
    assert session.run("kept")["executionResult"] == 1
    # The time of one execution is not that of the next.
    assert session.run("import time; time.sleep(1.5); 3")["executionResult"] == 3


def test_death(service):
    service.need_sandbox()
    session = Session(service)
    session.run("x = 1\nopen('kept.txt', 'w').write('k')")
    execution = session.execute("import os; os.abort()")
    assert execution["status"] == "Failed" and execution["error"]["code"] == "ConnectionClosed", execution
    assert session.run("'x' in globals(), open('kept.txt').read()")["executionResult"] == "(False, 'k')"


def test_killed_for_want_of_an_end(service):
    service.need_sandbox()
    session = Session(service)
    session.run("x = 1")
    execution = session.execute("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
                                timeoutInSeconds=1)
    assert execution["error"]["code"] == "Timeout", execution
    # The next code gets a new session at once.
    assert session.run("'x' in globals()")["executionResult"] is False


def test_big_output(service):
    service.need_sandbox()
    session = Session(service)
    before = service.rss()[0]
    execution = session.execute("for i in range(4000): print(i, 'é' * 4999, i)", timeoutInSeconds=100)
    stdout = execution["result"]["stdout"]
    assert 1000000 < len(stdout.encode()) < 1024 * 1024 + 200, len(stdout)
    assert stdout.startswith("0 é") and "of output left out" in stdout and stdout.endswith("é 3999\n"), stdout[-200:]
    assert service.rss()[0] - before < 100, service.rss()
    assert len(json.dumps(session.execute("'x' * (50 << 20)"))) < 40 << 20
    assert session.run("1")["executionResult"] == 1


def test_picture(service):
    service.need_sandbox()
    session = Session(service)
    result = session.run("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])", timeoutInSeconds=200)
    image = result["executionResult"]
    assert image["type"] == "image" and image["format"] == "png", str(image)[:200]
    assert base64.b64decode(image["base64_data"]).startswith(b"\x89PNG"), image["base64_data"][:40]


def test_files(service):
    service.need_sandbox()
    session = Session(service)
    content = bytes(range(256)) * 1000
    for name in ("data.csv", "bytes.bin", "sheet.xlsx", "ohne endung", "schön ☂.parquet"):
        answer = session.upload(name, content)
        assert answer.status == 200, answer.body
        metadata = answer.json
        assert metadata["name"] == name and metadata["type"] == "file" and metadata["sizeInBytes"] == len(content), metadata
        assert metadata["contentType"] and metadata["directory"] == "/mnt/data", metadata
        assert time.strptime(metadata["lastModifiedAt"], "%Y-%m-%dT%H:%M:%SZ"), metadata
        quoted = urllib.parse.quote(name)
        assert session.call("GET", f"/files/{quoted}").json == metadata
        assert session.call("GET", f"/files/{quoted}/content").body == content
    result = session.run("import os; print(sorted(os.listdir('.'))); len(open('bytes.bin', 'rb').read())")
    assert result["executionResult"] == len(content) and "schön ☂.parquet" in result["stdout"], result

    # What code makes comes back, whatever it is, and also from folders.
    session.run("import os\nos.makedirs('out/deep', exist_ok=True)\nopen('out/a.db', 'wb').write(bytes(range(256)))\n"
                "open('out/deep/b', 'w').write('b')\nopen('top.html', 'w').write('<b>')\nopen('empty', 'w')")
    assert session.call("GET", "/files/a.db/content", path="out").body == bytes(range(256))
    assert session.call("GET", "/files/out%2Fdeep%2Fb/content").body == b"b"
    assert session.call("GET", "/files/empty/content").body == b""
    assert {"out", "top.html", "empty", "data.csv"} <= set(session.names())
    assert "a.db" not in session.names() and session.names(path="out") == ["a.db", "deep"]
    assert session.names(path="/mnt/data/out/") == ["a.db", "deep"] and session.names(path="nothing") == []
    assert {"a.db", "b", "top.html"} <= set(session.names(recursive="true"))
    folder = [entry for entry in session.call("GET", "/files").json["value"] if entry["name"] == "out"]
    assert folder[0]["type"] == "directory", folder


def test_replace_and_delete(service):
    service.need_sandbox()
    session = Session(service)
    session.upload("a.txt", b"first")
    assert session.run("open('a.txt').read()")["executionResult"] == "'first'"
    session.upload("a.txt", b"second")
    assert session.names() == ["a.txt"]
    assert session.run("open('a.txt').read()")["executionResult"] == "'second'"
    assert session.upload("c.txt", b"c").status == 200
    answer = session.call("DELETE", "/files/a.txt")
    assert answer.status == 204 and answer.body == b"", answer.body
    session.refused(404, "GET", "/files/a.txt", code="FileNotFound")
    session.refused(404, "GET", "/files/a.txt/content", code="FileNotFound")
    session.refused(404, "DELETE", "/files/a.txt", code="FileNotFound")
    assert session.run("import os; os.listdir('.')")["executionResult"] == "['c.txt']"


def test_upload_into_folder(service):
    service.need_sandbox()
    session = Session(service)
    body, kind = form("f.csv", b"1,2\n")
    answer = service.call("POST", session.url("/files", path="in/put"), body, headers={"Content-Type": kind})
    assert answer.status == 200 and answer.json["directory"] == "/mnt/data/in/put", answer.body
    assert session.run("open('/mnt/data/in/put/f.csv').read()")["executionResult"] == "'1,2\\n'"
    for path in ("..", "a/../../b", "/".join("x" * 20)):
        body, kind = form("f.csv", b"1")
        answer = service.call("POST", session.url("/files", path=path), body, headers={"Content-Type": kind})
        assert answer.status == 400 and answer.json["error"]["code"] == "InvalidPath", (path, answer.body)
    session.refused(400, "GET", "/files/..%2F..%2Fetc%2Fpasswd/content", code="InvalidPath")
    session.refused(400, "GET", "/files", path="../..", code="InvalidPath")


def test_bad_uploads(service):
    session = Session(service)
    answer = session.call("POST", "/files", b"x", headers={"Content-Type": "text/plain"})
    assert answer.status == 415, answer.body
    body, kind = form("x", None)
    assert session.call("POST", "/files", body, headers={"Content-Type": kind}).status == 400
    assert session.upload("x.csv", b"1", identifier="a").status == 400
    connection = service.connect()
    connection.putrequest("POST", session.url("/files"))
    size = 129 * 1024 * 1024
    for name, value in service.headers({"Content-Length": str(size), "Content-Type": kind}).items():
        connection.putheader(name, value)
    connection.endheaders()
    for _ in range(129):
        connection.send(bytes(1024 * 1024))
    response = connection.getresponse()
    assert response.status == 413 and json.loads(response.read())["error"]["code"] == "FileSizeExceeded"
    connection.close()
    assert session.names() == []


def test_asynchronous(service):
    service.need_sandbox()
    session = Session(service)
    body = {"codeInputType": "Inline", "executionType": "Asynchronous", "code": "import time\nprint('a')\ntime.sleep(1)\n5"}
    answer = session.call("POST", "/executions", body)
    assert answer.status == 202, (answer.status, answer.body)
    first = answer.json
    assert first["status"] in ("NotStarted", "Running") and "result" not in first, first
    second = session.call("POST", "/executions", {**body, "code": "6"}).json
    assert second["status"] == "NotStarted", second
    assert answer.headers["operation-location"] == answer.headers["location"], answer.headers
    path = urllib.parse.urlsplit(answer.headers["location"])

    states = []
    def ended():
        states.append(service.ok("GET", f"{path.path}?{path.query}")["status"])
        return states[-1] in ("Succeeded", "Failed")
    eventually(ended, 30)
    assert "Running" in states and states[-1] == "Succeeded", states
    done = session.call("GET", f"/executions/{first['id']}").json
    assert done["result"]["executionResult"] == 5 and done["result"]["stdout"] == "a\n", done
    eventually(lambda: session.call("GET", f"/executions/{second['id']}").json["status"] == "Succeeded")

    pooled = Session(service, base=POOL).call("POST", "/executions", body)
    path = urllib.parse.urlsplit(pooled.headers["location"])
    assert service.ok("GET", f"{path.path}?{path.query}")["id"] == pooled.json["id"]


def test_stop(service):
    service.need_sandbox()
    session = Session(service)
    session.refused(404, "POST", "/.management/stopSession", code="SessionNotFound")
    session.run("x = 1\nopen('f', 'w').write('f')")
    running = session.call("POST", "/executions", {"executionType": "asynchronous", "code": "while True: pass"}).json
    waiting = session.call("POST", "/executions", {"executionType": "asynchronous", "code": "1"}).json
    time.sleep(0.3)
    assert session.call("POST", "/.management/stopSession").status == 204
    for execution in (running, waiting):
        eventually(lambda: session.call("GET", f"/executions/{execution['id']}").json["status"] == "Failed")
    assert session.names() == []
    assert session.run("'x' in globals()")["executionResult"] is False


def test_client_goes_away(service):
    service.need_sandbox()
    session = Session(service)
    session.run("kept = 7")
    connection = service.connect()
    connection.request("POST", session.url("/executions"), json.dumps({"code": "while True: pass"}),
                       service.headers({"Content-Type": "application/json"}))
    time.sleep(0.5)
    connection.sock.close()
    connection.close()
    begun = time.monotonic()
    assert session.run("kept")["executionResult"] == 7
    assert time.monotonic() - begun < 20


def test_too_many_wait(service):
    service.need_sandbox()
    session = Session(service)
    body = {"executionType": "asynchronous", "code": "import time; time.sleep(30)"}
    answers = [session.call("POST", "/executions", body) for _ in range(33)]
    assert [answer.status for answer in answers] == [202] * 32 + [409], [answer.status for answer in answers]
    assert answers[-1].json["error"]["code"] == "SessionBusy", answers[-1].body
    assert session.call("POST", "/.management/stopSession").status == 204


def test_many_at_once(service):
    service.need_sandbox()
    sessions = [Session(service) for _ in range(8)]  # more than may be warm at once: what rests may be ended
    def work(session):
        return session.run(f"me = {session.identifier!r}\nme")["executionResult"] == repr(session.identifier)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, sessions))
    for session in sessions:
        session.call("POST", "/.management/stopSession")


def test_older_form(service):
    service.need_sandbox()
    for base in ("", POOL):
        session = Session(service, base=base, version=OLDER)
        def execute(code, **more):
            answer = session.call("POST", "/code/execute", {"properties": {
                "codeInputType": "Inline", "executionType": "Synchronous", "code": code, **more}})
            assert answer.status == 200, answer.body
            return answer.json["properties"]
        got = execute("print('hi')\n6*7")
        assert (got["status"], got["stdout"], got["stderr"], got["result"]) == ("Succeeded", "hi\n", "", 42), got
        assert execute("v = 3")["result"] is None and execute("v")["result"] == 3
        failed = execute("boom")
        assert failed["status"] == "Failed" and "NameError" in failed["stderr"], failed
        assert execute("while True: pass", timeoutInSeconds=1)["error"]["code"] == "Timeout"

        answer = session.upload("up.csv", b"a,b\n1,2\n", route="/files/upload")
        assert answer.status == 200, answer.body
        properties = answer.json["value"][0]["properties"]
        assert properties["filename"] == "up.csv" and properties["size"] == 8, properties
        assert execute("open('up.csv').read()")["result"] == "'a,b\\n1,2\\n'"
        listed = session.call("GET", "/files").json["value"]
        assert [entry["properties"]["filename"] for entry in listed] == ["up.csv"], listed
        assert listed[0]["properties"]["lastModifiedTime"].endswith("Z"), listed
        assert session.call("GET", "/files/content/up.csv").body == b"a,b\n1,2\n"
        session.refused(404, "GET", "/files/content/none.csv", code="FileNotFound")
        session.refused(400, "POST", "/code/execute", {"code": "1"})
        session.refused(400, "POST", "/code/execute", {"properties": []})


def test_others_keep_their_paths(service):
    """Files of the other dialect stand at the same paths, without an identifier."""
    assert service.ok("GET", "/files")["object"] == "list"
    name = service.file("other.csv")
    assert service.ok("GET", f"/files/{name}")["filename"] == "other.csv"
    service.refused(404, "GET", "/files/none")


if __name__ == "__main__":
    sys.exit(main("rest-pools", chosen(globals())))
