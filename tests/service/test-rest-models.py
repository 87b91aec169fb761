#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agents on models of other servers (auth.md part 3): a scripted chat server, which is no model and says what the test tells
it, behind the real service and its real sandbox. It iterates until the code succeeds, prints calls it cannot make, fails."""

import contextlib
import http.server
import json
import pathlib
import sys
import threading

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import INCLUDE, Service, chosen, main


def chunk(delta, finish=None):
    return "data: " + json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}) + "\n\n"


def call(code, number=0):
    """What a model sends that runs code, in pieces."""
    arguments = json.dumps({"code": code})
    half = len(arguments) // 2
    return (chunk({"tool_calls": [{"index": 0, "id": f"call_{number}", "type": "function",
                                   "function": {"name": "python", "arguments": arguments[:half]}}]})
            + chunk({"tool_calls": [{"index": 0, "function": {"arguments": arguments[half:]}}]})
            + chunk({}, "tool_calls") + "data: [DONE]\n\n")


def say(text):
    usage = {"choices": [], "usage": {"prompt_tokens": 50, "completion_tokens": 5}}
    return "".join(chunk({"content": word}) for word in text.split("|")) + chunk({}, "stop") + f"data: {json.dumps(usage)}\n\ndata: [DONE]\n\n"


class Script(http.server.ThreadingHTTPServer):
    """Answers each request with the next entry: text of a stream, or (status, headers, body)."""

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked, self.keys = list(answers), [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.keys.append(self.headers.get("Authorization"))
        answer = self.server.answers.pop(0)
        status, headers, body = answer if isinstance(answer, tuple) else (200, {"Content-Type": "text/event-stream"}, answer)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *unused):
        pass


@contextlib.contextmanager
def served(folder, *answers):
    """A service whose model "tiny" is the script."""
    script = Script(*answers)
    config = pathlib.Path(folder) / "models.conf"
    config.write_text(f"[server test]\nkind=vllm\naddress=http://127.0.0.1:{script.server_address[1]}\n"
                      "models=tiny\nkey-env=SP_TEST_KEY\n", encoding="utf-8")
    service = Service(pathlib.Path(folder) / "data", "--models", str(config), environment={"SP_TEST_KEY": "k-123"})
    try:
        yield service, script
    finally:
        service.stop()
        script.shutdown()
        script.server_close()


def ask(service, words, **more):
    return service.ok("POST", "/openai/v1/responses", {
        "model": "tiny", "input": words, "include": [INCLUDE],
        "tools": [{"type": "code_interpreter", "container": {"type": "auto"}}], **more})


def cells(response):
    return [item for item in response["output"] if item["type"] == "code_interpreter_call"]


def text(response):
    return "".join(part["text"] for item in response["output"] if item["type"] == "message" for part in item["content"])


def test_is_listed(folder):
    with served(folder) as (service, _):
        names = [item["name"] for item in service.ok("GET", "/deployments?api-version=v1")["value"]]
        assert names == ["built-in-analyst", "tiny"], names


def test_answers(folder):
    with served(folder, say("Two|.")) as (service, script):
        response = ask(service, "1+1?")
        assert response["status"] == "completed" and text(response) == "Two.", response
        assert response["usage"]["input_tokens"] == 50, response["usage"]
        assert script.keys == ["Bearer k-123"], script.keys
        asked = script.asked[0]
        assert asked["model"] == "tiny" and asked["stream"] is True, asked
        assert [tool["type"] for tool in asked["tools"]] == ["function"], asked["tools"]


def test_iterates_until_it_succeeds(folder):
    with served(folder, call("print(undefined_name)", 1), call("1 / 0", 2), call("print(6 * 7)", 3), say("It is 42.")) as (service, script):
        service.need_sandbox()
        response = ask(service, "Six times seven?")
        assert response["status"] == "completed" and text(response) == "It is 42.", response
        assert [cell["code"] for cell in cells(response)] == ["print(undefined_name)", "1 / 0", "print(6 * 7)"], response
        answers = [message["content"] for message in script.asked[-1]["messages"] if message["role"] == "tool"]
        assert "NameError" in answers[0] and "ZeroDivisionError" in answers[1] and "42" in answers[2], answers


def test_runs_a_call_that_is_only_printed(folder):
    with served(folder, say("Let me see.\n```python\n|print(6 * 7)\n```"), say("42.")) as (service, _):
        service.need_sandbox()
        response = ask(service, "Six times seven?")
        assert response["status"] == "completed", response
        assert "print(6 * 7)" in cells(response)[0]["code"], response
        assert "```" not in text(response) and text(response).endswith("42."), text(response)


def test_same_failure_three_times_stops(folder):
    with served(folder, *[call("1 / 0", number) for number in range(12)]) as (service, script):
        service.need_sandbox()
        response = ask(service, "Divide by nothing.")
        assert response["status"] == "incomplete", response["status"]
        assert len(script.asked) < 6, len(script.asked)


def test_errors_are_told(folder):
    cases = [((401, {}, '{"error":{"message":"Incorrect API key provided"}}'), "Incorrect API key provided"),
             ((404, {}, '{"error":{"message":"model tiny not found","code":404}}'), "model tiny not found"),
             (chunk({"content": "x"}) + 'data: {"error":{"message":"out of memory"}}\n\n', "out of memory"),
             (chunk({"content": "x"}), "broke off")]
    with served(folder, *[answer for answer, _ in cases]) as (service, _):
        for _, words in cases:
            response = ask(service, "1+1?")
            assert response["status"] == "failed" and words in response["error"]["message"], response["error"]
        # What failed left nothing behind that stops the next one.
        assert service.ok("GET", "/sandpiper/status")["running_responses"] == 0


def test_waits_when_told_to(folder):
    busy = (429, {"Retry-After": "0"}, '{"error":{"message":"Slow down"}}')
    with served(folder, busy, say("ok")) as (service, script):
        assert text(ask(service, "?")) == "ok"
        assert len(script.asked) == 2


def test_key_is_nowhere(folder):
    with served(folder, call("import os; print(sorted(os.environ))", 1), say("done")) as (service, _):
        service.need_sandbox()
        response = ask(service, "Show the environment.")
        assert "k-123" not in json.dumps(response) and "SP_TEST_KEY" not in json.dumps(cells(response)[0]["outputs"]), response
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            assert b"k-123" not in path.read_bytes(), path


if __name__ == "__main__":
    sys.exit(main("rest-models", chosen(dict(globals())), each=True))
