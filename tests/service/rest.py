# SPDX-License-Identifier: GPL-3.0-or-later
"""What the black-box tests of the service share: starting the real program, speaking plain HTTP to it, saying TAP."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import uuid

PROGRAM = pathlib.Path(os.environ["SANDPIPER_BUILD_DIR"]) / "src" / "sandpiper-service"
INCLUDE = "code_interpreter_call.outputs"
CSV = b"city,year,sales\nBerlin,2023,10\nBerlin,2024,14\nParis,2023,7\nParis,2024,9\nRome,2023,3\nRome,2024,5\n"


class Skip(Exception):
    """Raised by a test that cannot be run here; its text says why."""


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        """The members of an error, each of which the reference promises."""
        body = self.json
        assert set(body) == {"error"}, body
        assert body["error"]["message"], body
        assert {"code", "message", "param", "type", "details", "additionalInfo", "debugInfo"} <= set(body["error"]), body
        assert body["error"]["additionalInfo"]["request_id"] == self.headers["x-request-id"], body
        return body["error"]


class Event:
    def __init__(self, name, data, raw):
        self.name = name
        self.data = data
        self.raw = raw


class Service:
    """One running sandpiper-service on a free port, with data of its own."""

    running = []
    command = (PROGRAM,)  # what stands before the options

    def __init__(self, data_dir, *arguments, environment=None):
        self.data_dir = pathlib.Path(data_dir)
        self.arguments = arguments
        self.environment = dict(os.environ, **(environment or {}))
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [*self.command, "--listen", "127.0.0.1:0", "--data-dir", self.data_dir, *self.arguments],
            stdout=subprocess.PIPE, env=self.environment, text=True)
        Service.running.append(self.process)
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), repr(line)
        self.port = int(line.rsplit(":", 1)[1])
        self.key = (self.data_dir / "service.key").read_text().strip()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """Ends it as systemd would, and returns how it ended."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        rest = self.process.stdout.read()
        self.process.stdout.close()
        assert rest == "", f"more on standard output: {rest!r}"
        return status

    def connect(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def headers(self, more=None):
        return {"Authorization": f"Bearer {self.key}", **(more or {})}

    def call(self, method, path, body=None, headers=None, timeout=60):
        """One request; a body that is no bytes is sent as JSON."""
        connection = self.connect(timeout)
        sent = self.headers(headers)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body, sent)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def ok(self, method, path, body=None, **more):
        answer = self.call(method, path, body, **more)
        assert answer.status == 200, (method, path, answer.status, answer.body[:500])
        return answer.json

    def refused(self, status, method, path, body=None, code=None, param=None, **more):
        answer = self.call(method, path, body, **more)
        assert answer.status == status, (method, path, answer.status, answer.body[:500])
        error = answer.error
        assert code is None or error["code"] == code, error
        assert param is None or error["param"] == param, error
        return error

    def upload(self, name, content, purpose="assistants", path="/openai/v1/files", **fields):
        body, kind = form(name, content, purpose=purpose, **fields)
        return self.call("POST", path, body, headers={"Content-Type": kind})

    def file(self, name, content=CSV):
        answer = self.upload(name, content)
        assert answer.status == 200, answer.body
        return answer.json["id"]

    def agent(self, name, instructions=None, **definition):
        definition = {"kind": "prompt", "model": "built-in-analyst", "instructions": instructions,
                      "tools": [{"type": "code_interpreter", "container": {"type": "auto"}}], **definition}
        return self.ok("POST", f"/agents/{name}/versions?api-version=v1", {"definition": definition})

    def conversation(self, **body):
        return self.ok("POST", "/openai/v1/conversations", body)["id"]

    @contextlib.contextmanager
    def open_stream(self, method, path, body=None, timeout=120):
        connection = self.connect(timeout)
        data = json.dumps(body).encode() if body is not None else None
        connection.request(method, path, data, self.headers({"Content-Type": "application/json"} if data else None))
        response = connection.getresponse()
        try:
            if response.status != 200:
                raise AssertionError((response.status, response.read()))
            assert response.getheader("Content-Type").startswith("text/event-stream"), response.getheaders()
            yield events(response)
        finally:
            if connection.sock:
                connection.sock.close()
            response.close()
            connection.close()

    def stream(self, method, path, body=None):
        with self.open_stream(method, path, body) as stream:
            return list(stream)

    def wait(self, response_id, *states, timeout=60):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            response = self.ok("GET", f"/openai/v1/responses/{response_id}?include[]={INCLUDE}")
            if response["status"] in states:
                return response
            time.sleep(0.1)
        raise AssertionError(f"still {response['status']}")

    def need_sandbox(self):
        status = self.ok("GET", "/sandpiper/status")
        if not status["sandbox"]["available"]:
            raise Skip(status["sandbox"]["message"])

    def rss(self):
        """Resident memory in MiB: now, and at its highest."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def events(response):
    """Reads server-sent events, strictly: name, one line of data, blank line."""
    lines = []
    for line in response:
        line = line.decode()
        assert line.endswith("\n") and "\r" not in line, repr(line)
        if line != "\n":
            lines.append(line[:-1])
            continue
        assert len(lines) == 2 and lines[0].startswith("event: ") and lines[1].startswith("data: "), lines
        data = json.loads(lines[1][6:])
        assert data["type"] == lines[0][7:], lines[0]
        yield Event(data["type"], data, lines)
        lines = []
    assert not lines, lines


def form(name, content, purpose=None, field="file", **fields):
    """A multipart form as clients write it; returns body and content type."""
    boundary = uuid.uuid4().hex
    parts = []
    if purpose is not None:
        fields = {"purpose": purpose, **fields}
    for key, value in fields.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode())
    if content is not None:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def unfinished(service):
    """What lies half written in the blob store."""
    return [path for folder in (service.data_dir / "service").rglob("spool") for path in folder.iterdir()]


def eventually(condition, timeout=10):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def gone(connection):
    """Hangs up at once, as a killed client does."""
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.sock.close()


def clean_up():
    for process in Service.running:
        if process.poll() is None:
            process.kill()
            process.wait()


def chosen(names):
    """The tests of a file, or those that the arguments name."""
    tests = [value for name, value in names.items() if name.startswith("test_")]
    return [test for test in tests if not sys.argv[1:] or test.__name__ in sys.argv[1:]]


def main(prefix, tests, each=None):
    """Runs test functions with one service for all of them (or what `each` yields), and says TAP."""
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="sp-test-") as folder:
        service = None if each else Service(folder)
        for number, test in enumerate(tests, 1):
            name = f"/sp/{prefix}/{test.__name__.removeprefix('test_').replace('_', '-')}"
            try:
                if each:
                    with tempfile.TemporaryDirectory(prefix="sp-test-") as own:
                        test(own)
                else:
                    test(service)
                print(f"ok {number} {name}", flush=True)
            except Skip as reason:
                print(f"ok {number} {name} # SKIP {reason}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                each and clean_up()
                print(f"not ok {number} {name}", flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
                if service and service.process.poll() is not None:
                    print(f"Bail out! the service ended with {service.process.returncode}", flush=True)
                    return 1
        if service:
            status = service.stop()
            if status != 0:
                print(f"Bail out! the service ended with {status}")
                failed += 1
    clean_up()
    return 1 if failed else 0
