#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of model servers, changed while the service runs: /sandpiper/model-servers over TCP, with scripted servers behind it
that answer as Ollama, llama.cpp or vLLM would, and one that is no server of models."""

import contextlib
import http.server
import json
import pathlib
import re
import sys
import threading

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import Service, chosen, main

PATH = "/sandpiper/model-servers"


def chunk(delta, finish=None):
    return "data: " + json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}) + "\n\n"


def words(text):
    return "".join(chunk({"content": part}) for part in re.split(r"(?<= )", text)) + chunk({}, "stop") + "data: [DONE]\n\n"


class Script(http.server.ThreadingHTTPServer):
    """A server of models of a certain character."""

    def __init__(self, character, models=("tiny", "big")):
        super().__init__(("127.0.0.1", 0), Handler)
        self.character, self.models, self.keys, self.asked = character, models, [], []
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, asked):
        """The stream, or (status, body)."""
        read = next((message["content"] for message in asked["messages"] if message["role"] == "tool"), None)
        if self.character == "good":
            if read:
                return words(f"The number is {read} as printed.")
            call = {"index": 0, "id": "c1", "type": "function", "function": {"name": "python", "arguments": '{"code":'}}
            return (chunk({"tool_calls": [call]}) + chunk({"tool_calls": [{"index": 0, "function": {"arguments": '"1"}'}}]})
                    + chunk({}, "tool_calls") + "data: [DONE]\n\n")
        if self.character == "prints":
            if "tools" in asked:
                return 400, '{"error":{"message":"tiny does not support tools"}}'
            found = re.search(r"\b\d{5}\b", " ".join(message["content"] for message in asked["messages"]))
            return words(f"It says {found[0]} here." if found else "Sure:\n```python\nprint(1)\n```")
        if self.character == "talks":
            return words("I think it prints 42.")
        return 401, '{"error":{"message":"Incorrect API key provided"}}'


class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self):
        self.server.keys.append(self.headers.get("Authorization"))
        if self.server.character == "website":
            self.reply(200, "text/html", "<h1>It works!</h1>")
        else:
            self.reply(200, "application/json", json.dumps({"data": [{"id": name} for name in self.server.models]}))

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        self.server.keys.append(self.headers.get("Authorization"))
        answer = self.server.answer(asked)
        if isinstance(answer, tuple):
            self.reply(answer[0], "application/json", answer[1])
        else:
            self.reply(200, "text/event-stream", answer)

    def log_message(self, *unused):
        pass


@contextlib.contextmanager
def served(folder, *characters, environment=None):
    scripts = [Script(character) for character in characters]
    config = pathlib.Path(folder) / "models.conf"
    if not config.exists():
        config.write_text("# mine\n", encoding="utf-8")
    # Nobody's keyring is asked by a test.
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus", **(environment or {})}
    service = Service(pathlib.Path(folder) / "data", "--models", str(config), environment=nowhere)
    try:
        yield service, config, *scripts
    finally:
        service.stop()
        for script in scripts:
            script.shutdown()
            script.server_close()


def deployments(service):
    return {item["name"]: item for item in service.ok("GET", "/deployments?api-version=v1")["value"]}


def test_added_changed_removed(folder):
    with served(folder, "good") as (service, config, script):
        assert service.ok("GET", PATH) == {"data": []}
        made = service.ok("PUT", f"{PATH}/home", {"kind": "ollama", "address": script.address + "/v1/", "models": ["tiny"]})
        assert made["address"] == script.address and made["title"] == "Ollama" and made["key"] == "none", made
        assert deployments(service)["tiny"]["sandpiper"] == {"server": "home"}, deployments(service)
        changed = service.ok("PUT", f"{PATH}/home", {"title": "Cellar", "models": ["big", "tiny"]})
        assert changed["kind"] == "ollama" and changed["title"] == "Cellar" and changed["models"] == ["big", "tiny"], changed
        assert deployments(service)["big"]["modelPublisher"] == "Cellar"
        text = config.read_text(encoding="utf-8")
        assert "# mine" in text and "[server home]" in text and "models=big;tiny;" in text, text
        service.stop()
        service.start()
        assert service.ok("GET", PATH)["data"] == [changed]
        assert service.ok("DELETE", f"{PATH}/home") == {"id": "home", "deleted": True}
        assert list(deployments(service)) == ["built-in-analyst"] and "server home" not in config.read_text(encoding="utf-8")
        service.refused(404, "DELETE", f"{PATH}/home", code="not_found")


def test_lists_models_of_a_server(folder):
    with served(folder, "good", "website") as (service, _, good, website):
        service.ok("PUT", f"{PATH}/a", {"address": good.address})
        service.ok("PUT", f"{PATH}/b", {"address": website.address})
        service.ok("PUT", f"{PATH}/c", {"address": "http://127.0.0.1:1"})
        assert service.ok("GET", f"{PATH}/a/models") == {"data": ["big", "tiny"]}
        service.refused(424, "GET", f"{PATH}/b/models", code="model_server_failed")
        assert "127.0.0.1:1" in service.refused(424, "GET", f"{PATH}/c/models")["message"]
        service.refused(404, "GET", f"{PATH}/d/models")


def test_refuses_nonsense(folder):
    with served(folder) as (service, _):
        for body, param in [({"address": "ftp://x"}, "address"), ({}, "address"), ({"kind": "telepathy"}, "kind"),
                            ({"address": "http://x", "models": [1]}, "models"), ({"kind": "azure-openai"}, "address")]:
            service.refused(400, "PUT", f"{PATH}/x", body, param=param)
        service.refused(400, "PUT", f"{PATH}/%5B%5D%0A", {"address": "http://x"}, param="id")
        service.refused(400, "PUT", f"{PATH}/x", {"address": 7})
        assert service.ok("GET", PATH) == {"data": []}


def test_a_key_is_kept_in_memory_and_bound_to_its_address(folder):
    with served(folder, "good", "good") as (service, _, one, two):
        made = service.ok("PUT", f"{PATH}/x", {"address": one.address, "models": ["tiny"], "key": "k-secret"})
        assert made["key"] == "memory" and "memory" in made["key_message"] and "k-secret" not in json.dumps(made), made
        service.ok("GET", f"{PATH}/x/models")
        assert service.ok("PUT", f"{PATH}/x", {"title": "Other name"})["key"] == "memory"
        service.ok("POST", f"{PATH}/x/test", {"model": "tiny"})
        assert set(one.keys) == {"Bearer k-secret"}, one.keys
        assert service.ok("PUT", f"{PATH}/x", {"address": two.address})["key"] == "none"
        service.ok("GET", f"{PATH}/x/models")
        assert two.keys == [None], two.keys
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            assert b"k-secret" not in path.read_bytes(), path


def test_environment_is_not_named_over_the_wire(folder):
    with served(folder, "good", environment={"SP_OTHER_SECRET": "s-1"}) as (service, _, script):
        service.ok("PUT", f"{PATH}/x", {"address": script.address, "key-env": "SP_OTHER_SECRET", "key_env": "SP_OTHER_SECRET"})
        service.ok("GET", f"{PATH}/x/models")
        assert script.keys == [None], script.keys


def outcome_of(folder, character):
    with served(folder, character) as (service, _, script):
        service.ok("PUT", f"{PATH}/x", {"address": script.address, "models": ["tiny"]})
        outcome = service.ok("POST", f"{PATH}/x/test", {"model": "tiny"})
        assert outcome["date"] > 1_600_000_000, outcome
        assert deployments(service)["tiny"]["sandpiper"]["test"] == outcome
        service.stop()
        service.start()
        assert service.ok("GET", PATH)["data"][0]["tests"] == {"tiny": outcome}
        return outcome, script


def test_finds_a_good_model(folder):
    outcome, script = outcome_of(folder, "good")
    assert "error" not in outcome and outcome["calls"] == "native" and outcome["reads"] and outcome["streams"], outcome
    assert len(script.asked) == 2 and script.asked[0]["tools"][0]["function"]["name"] == "python", script.asked


def test_finds_one_that_prints_its_calls(folder):
    outcome, script = outcome_of(folder, "prints")
    assert outcome["calls"] == "printed" and outcome["reads"] and outcome["refuses_tools"], outcome
    assert [("tools" in asked) for asked in script.asked] == [True, False, False], script.asked


def test_finds_one_that_only_talks(folder):
    outcome, script = outcome_of(folder, "talks")
    assert outcome["calls"] == "none" and not outcome["reads"] and len(script.asked) == 1, outcome


def test_tells_why_it_could_not_be_asked(folder):
    outcome, _ = outcome_of(folder, "refuses")
    assert outcome["error"] == "Incorrect API key provided", outcome


def test_looks_around_only_when_asked(folder):
    scripts = [Script("good", models=["a:7b"]), Script("website")]
    ports = ",".join(str(script.server_address[1]) for script in scripts) + ",1,1"
    with served(folder, environment={"SANDPIPER_MODEL_PORTS": ports}) as (service, _):
        service.ok("GET", PATH)
        deployments(service)
        assert scripts[0].keys == []
        found = service.ok("POST", f"{PATH}:look-around")["data"]
        assert found == [{"kind": "ollama", "title": "Ollama", "address": scripts[0].address, "models": ["a:7b"]}], found
        service.ok("PUT", f"{PATH}/ollama", {"kind": "ollama", "address": scripts[0].address.replace("127.0.0.1", "localhost")})
        assert service.ok("POST", f"{PATH}:look-around")["data"] == []
    for script in scripts:
        script.shutdown()
        script.server_close()


if __name__ == "__main__":
    sys.exit(main("rest-model-servers", chosen(dict(globals())), each=True))
