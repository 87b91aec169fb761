#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service killed at any moment: all that was acknowledged is there afterwards, and what was running says so."""

import hashlib
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import PROGRAM, Service, chosen, eventually, form, main

ROUNDS = int(os.environ.get("SANDPIPER_KILL_ROUNDS", "8"))


class Writer(threading.Thread):
    """Creates things as fast as it can until the service is gone, and remembers what was acknowledged."""

    def __init__(self, service, seed):
        super().__init__()
        self.service = service
        self.random = random.Random(seed)
        self.files = {}
        self.conversations = {}
        self.agents = {}
        self.failures = []

    def run(self):
        number = 0
        try:
            while True:
                number += 1
                getattr(self, self.random.choice(("make_file", "make_conversation", "make_agent")))(number)
        except (OSError, AssertionError, ValueError, http.client.HTTPException) as error:
            if self.service.process.poll() is None:
                time.sleep(0.3)
            if self.service.process.poll() is None:
                self.failures.append(error)

    def make_file(self, number):
        content = self.random.randbytes(self.random.choice((10, 5_000, 300_000, 2_000_000)))
        answer = self.service.upload(f"{number}.bin", content)
        assert answer.status == 200
        self.files[answer.json["id"]] = hashlib.sha256(content).hexdigest()

    def make_conversation(self, number):
        words = f"words {self.name} {number}"
        made = self.service.call("POST", "/openai/v1/conversations", {"items": [
            {"type": "message", "role": "user", "content": words}]})
        assert made.status == 200
        self.conversations[made.json["id"]] = words

    def make_agent(self, number):
        name = f"agent-{self.name.rsplit('-', 1)[-1].split()[0]}-{number}-{self.random.randrange(1 << 30)}"
        made = self.service.call("POST", f"/agents/{name}/versions", {"definition": {
            "kind": "prompt", "model": "built-in-analyst", "instructions": str(number)}})
        assert made.status == 200
        self.agents[name] = str(number)


def check(service, writers):
    for writer in writers:
        assert not writer.failures, writer.failures
        for identity, digest in writer.files.items():
            answer = service.call("GET", f"/openai/v1/files/{identity}/content")
            assert answer.status == 200, (identity, answer.status, answer.body[:200])
            assert hashlib.sha256(answer.body).hexdigest() == digest, identity
        for identity, words in writer.conversations.items():
            items = service.ok("GET", f"/openai/v1/conversations/{identity}/items")
            assert items["data"][0]["content"][0]["text"] == words, items
        for name, instructions in writer.agents.items():
            agent = service.ok("GET", f"/agents/{name}")
            assert agent["versions"]["latest"]["definition"]["instructions"] == instructions, agent


def test_kill_while_writing(folder):
    service = Service(folder)
    writers = []
    for turn in range(ROUNDS):
        batch = [Writer(service, turn * 10 + n) for n in range(3)]
        for writer in batch:
            writer.start()
        time.sleep(random.Random(turn).uniform(0.05, 0.6))
        service.kill()
        for writer in batch:
            writer.join()
        writers += batch
        service.start()
        check(service, batch)
    check(service, writers)
    assert sum(len(writer.files) + len(writer.conversations) + len(writer.agents) for writer in writers) > 10
    assert service.stop() == 0


def test_half_an_upload_leaves_nothing(folder):
    service = Service(folder)
    body, kind = form("half.bin", b"x" * 5_000_000, purpose="assistants")
    connection = service.connect()
    connection.putrequest("POST", "/openai/v1/files")
    for name, value in service.headers({"Content-Type": kind, "Content-Length": str(len(body))}).items():
        connection.putheader(name, value)
    connection.endheaders(body[:4_000_000])
    time.sleep(0.3)
    service.kill()
    service.start()
    assert service.ok("GET", "/openai/v1/files")["data"] == []
    size = sum(path.stat().st_size for path in service.data_dir.rglob("*") if path.is_file())
    assert size < 2_000_000, f"{size} bytes were left behind"
    assert service.stop() == 0


def test_kill_while_running(folder):
    """At the next start a response that ran is failed with the code `interrupted`; its finished items are kept."""
    service = Service(folder)
    service.need_sandbox()
    service.agent("turns")
    kept = 0
    for stop_at in ("response.created", "response.code_interpreter_call.in_progress",
                    "response.code_interpreter_call.interpreting", "response.output_item.done"):
        conversation = service.conversation()
        body = {"conversation": conversation, "stream": True, "background": True,
                "agent_reference": {"type": "agent_reference", "name": "turns"},
                "input": [{"type": "message", "role": "user", "content": [
                    {"type": "input_text", "text": "Please make a bar chart of the sales by city."},
                    {"type": "input_file", "file_id": service.file("sales.csv")}]}]}
        seen = []
        with service.open_stream("POST", "/openai/v1/responses", body) as stream:
            for event in stream:
                seen.append(event)
                if event.name == stop_at:
                    break
            service.kill()
        service.start()
        identity = seen[0].data["response"]["id"]
        response = service.ok("GET", f"/openai/v1/responses/{identity}")
        assert response["status"] == "failed" and response["error"]["code"] == "interrupted", response
        assert response["error"]["message"], response
        done = [event.data["item"]["id"] for event in seen if event.name == "response.output_item.done"]
        assert [item["id"] for item in response["output"]][:len(done)] == done, (done, response["output"])
        kept += len(done)
        events = service.stream("GET", f"/openai/v1/responses/{identity}?stream=true")
        assert [event.raw for event in events][:len(seen)] == [event.raw for event in seen]
        assert events[-1].name == "response.failed", events[-1].name
        items = service.ok("GET", f"/openai/v1/conversations/{conversation}/items?order=asc")["data"]
        assert items[0]["role"] == "user", items
        assert service.ok("GET", f"/openai/v1/conversations/{conversation}")["sandpiper"]["response_id"] is None
    assert kept > 0
    assert service.stop() == 0


def test_stop_is_clean(folder):
    """SIGTERM in the middle of a turn: it ends with 0 and the turn is stored as ended."""
    service = Service(folder)
    service.need_sandbox()
    service.agent("turns")
    started = service.ok("POST", "/openai/v1/responses", {
        "background": True, "agent_reference": {"type": "agent_reference", "name": "turns"},
        "input": [{"type": "message", "role": "user", "content": [
            {"type": "input_text", "text": "Please make a bar chart of the sales by city."},
            {"type": "input_file", "file_id": service.file("sales.csv")}]}]})
    assert service.stop() == 0
    service.start()
    response = service.ok("GET", f"/openai/v1/responses/{started['id']}")
    assert response["status"] in ("failed", "cancelled", "completed"), response
    assert service.stop() == 0


def test_alone(folder):
    """A second service on the same data, or the same socket, is refused in words and changes nothing."""
    service = Service(folder)
    second = subprocess.run([PROGRAM, "--listen", "127.0.0.1:0", "--data-dir", folder], capture_output=True, text=True,
                            timeout=20, check=False)
    assert second.returncode == 3 and second.stdout == "" and "--data-dir" in second.stderr, second
    assert service.ok("GET", "/sandpiper/status")
    assert service.stop() == 0


def test_arguments(folder):
    for arguments, status in ((["--listen", "0.0.0.0:0"], 2), (["--listen", "192.168.0.1:80"], 2),
                              (["--listen", "127.0.0.1"], 2), (["--nonsense"], 2), (["extra"], 2),
                              (["--help"], 0), (["--version"], 0)):
        done = subprocess.run([PROGRAM, "--data-dir", folder, *arguments], capture_output=True, text=True, timeout=20,
                              check=False)
        assert done.returncode == status, (arguments, done)
        assert (done.stderr if status else done.stdout).strip(), arguments
    blocked = os.path.join(folder, "file")
    with open(blocked, "w", encoding="ascii") as file:
        file.write("in the way")
    done = subprocess.run([PROGRAM, "--listen", "127.0.0.1:0", "--data-dir", blocked], capture_output=True, text=True,
                          timeout=20, check=False)
    assert done.returncode == 1 and "file" in done.stderr, done


def test_socket_and_idle_exit(folder):
    """On the Unix socket no key is needed; a socket left behind is replaced; unneeded, the service ends by itself."""
    path = os.path.join(folder, "run", "s.sock")
    for _ in range(2):
        process = subprocess.Popen([PROGRAM, "--socket", path, "--data-dir", folder, "--idle-exit", "1"],
                                   stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == f"listening on unix:{path}\n"
        assert os.stat(path).st_mode & 0o777 == 0o600 and os.stat(os.path.dirname(path)).st_mode & 0o777 == 0o700
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(path)
        connection.request("POST", "/openai/v1/conversations", b"{}", {"Content-Length": "2000000"})
        time.sleep(2.5)
        assert process.poll() is None, "it ended although a client is connected"
        connection.close()
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(path)
        connection.request("GET", "/sandpiper/status")
        response = connection.getresponse()
        assert response.status == 200 and response.read()
        process.kill()
        process.wait()
        process.stdout.close()
        connection.close()
    process = subprocess.Popen([PROGRAM, "--socket", path, "--data-dir", folder, "--idle-exit", "1"],
                               stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline()
    assert process.wait(10) == 0 and not os.path.exists(path)
    process.stdout.close()


def test_big_upload(folder):
    """200 MB made on the fly: memory stays what it was, and every byte comes back."""
    service = Service(folder)
    service.ok("GET", "/sandpiper/status")
    before, _ = service.rss()
    n_pieces, piece = 3200, bytes(range(256)) * 256
    head, kind = form("big.bin", b"@", purpose="assistants")
    head, tail = head.split(b"@")
    size = len(head) + len(tail) + n_pieces * len(piece)
    connection = service.connect(120)
    connection.putrequest("POST", "/openai/v1/files")
    for name, value in service.headers({"Content-Type": kind, "Content-Length": str(size)}).items():
        connection.putheader(name, value)
    connection.endheaders(head)
    for _ in range(n_pieces):
        connection.send(piece)
    connection.send(tail)
    response = connection.getresponse()
    made = json.loads(response.read())
    assert response.status == 200 and made["bytes"] == n_pieces * len(piece), made
    connection.request("GET", f"/openai/v1/files/{made['id']}/content", headers=service.headers())
    response = connection.getresponse()
    for _ in range(n_pieces):
        assert response.read(len(piece)) == piece
    assert response.read() == b""
    connection.close()
    _, highest = service.rss()
    assert highest < before + 24, f"{before:.0f} MiB before, at most {highest:.0f} MiB while it ran"
    service.ok("DELETE", f"/openai/v1/files/{made['id']}")
    eventually(lambda: sum(p.stat().st_size for p in service.data_dir.rglob("*") if p.is_file()) < 50_000_000)
    assert service.stop() == 0


if __name__ == "__main__":
    sys.exit(main("rest-kill", chosen(dict(globals())), each=True))
