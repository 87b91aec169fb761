#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classic agents v1 and Azure OpenAI Assistants over plain HTTP (agents-v1.md, azure-openai-assistants.md): every route,
polling to the end with the built-in analyst and a real sandbox, streams in order, cancelling, paging, both path families."""

import contextlib
import json
import re
import sys
import time

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import CSV, chosen, eventually, main

VERSION = "api-version=2024-05-01-preview"
AZURE = "/openai"
PROJECT = "/api/projects/mine"
WORKSPACE = ("/agents/v1.0/subscriptions/0000/resourceGroups/group/providers/"
             "Microsoft.MachineLearningServices/workspaces/hub")
QUESTION = "Please make a bar chart of the sales by city and give me the file."
EQUATION = "I need to solve the equation `3x + 11 = 14`. Can you help me?"
TOOLS = [{"type": "code_interpreter"}]
TERMINAL = ("completed", "failed", "cancelled", "expired", "incomplete")


class Classic:
    """One family of paths of a service."""

    def __init__(self, service, base=AZURE):
        self.service = service
        self.base = base

    def path(self, path):
        return f"{self.base}{path}{'&' if '?' in path else '?'}{VERSION}"

    def ok(self, method, path, body=None):
        return self.service.ok(method, self.path(path), body)

    def refused(self, status, method, path, body=None, code=None, param=None):
        answer = self.service.call(method, self.path(path), body)
        assert answer.status == status, (method, path, answer.status, answer.body[:500])
        assert set(answer.json) == {"error"}, answer.body
        error = answer.json["error"]
        assert set(error) == {"message", "type", "param", "code"} and error["message"], error
        assert code is None or error["code"] == code, error
        assert param is None or error["param"] == param, error
        return error

    def file(self, name="sales.csv", content=CSV):
        answer = self.service.upload(name, content, path=self.path("/files"))
        assert answer.status == 200, answer.body
        assert answer.json["id"].startswith("assistant-"), answer.json
        return answer.json["id"]

    def assistant(self, **more):
        return self.ok("POST", "/assistants", {"model": "built-in-analyst", "tools": TOOLS, **more})

    def thread(self, **body):
        return self.ok("POST", "/threads", body)["id"]

    def say(self, thread, words=QUESTION, **more):
        return self.ok("POST", f"/threads/{thread}/messages", {"role": "user", "content": words, **more})

    def run(self, thread, assistant, **more):
        return self.ok("POST", f"/threads/{thread}/runs", {"assistant_id": assistant, **more})

    def wait(self, run, timeout=90):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            run = self.ok("GET", f"/threads/{run['thread_id']}/runs/{run['id']}")
            if run["status"] in TERMINAL or run["status"] == "requires_action":
                return run
            time.sleep(0.1)
        raise AssertionError(run)

    def stream(self, path, body):
        """The events of a run as (name, data), up to `done`."""
        connection = self.service.connect(120)
        with contextlib.closing(connection):
            connection.request("POST", self.path(path), json.dumps({**body, "stream": True}),
                               self.service.headers({"Content-Type": "application/json"}))
            response = connection.getresponse()
            assert response.status == 200, response.read()
            assert response.getheader("Content-Type").startswith("text/event-stream")
            text = response.read().decode()
        return parse(text)


def parse(text):
    assert text.endswith("\n\n"), text[-200:]
    found = []
    for frame in text[:-2].split("\n\n"):
        lines = frame.split("\n")
        assert len(lines) == 2 and lines[0].startswith("event: ") and lines[1].startswith("data: "), frame
        name, data = lines[0][7:], lines[1][6:]
        found.append((name, data if name == "done" else json.loads(data)))
    assert found[-1] == ("done", "[DONE]") and not any(name == "done" for name, _ in found[:-1]), found[-2:]
    return found


def text_of(message):
    return "".join(part["text"]["value"] for part in message["content"] if part["type"] == "text")


def test_assistants(service):
    api = Classic(service)
    file_id = api.file()
    made = api.assistant(name="one", description="d", instructions="Be brief.", metadata={"k": "v"}, temperature=0.5,
                         tool_resources={"code_interpreter": {"file_ids": [file_id]}}, x_unknown=[1])
    assert made["id"].startswith("asst_") and made["object"] == "assistant", made
    assert made["tools"] == TOOLS and made["temperature"] == 0.5 and made["top_p"] == 1 and made["x_unknown"] == [1], made
    assert made["tool_resources"]["code_interpreter"]["file_ids"] == [file_id], made
    assert api.ok("GET", f"/assistants/{made['id']}") == made
    changed = api.ok("POST", f"/assistants/{made['id']}", {"name": "two", "description": None, "id": "asst_other"})
    assert changed == {**made, "name": "two", "description": None}, changed
    old = api.assistant(file_ids=[file_id])
    assert old["tool_resources"]["code_interpreter"]["file_ids"] == [file_id], old
    spaced = api.assistant(tool_resources={"code interpreter": {"file_ids": [file_id]}})
    assert spaced["tool_resources"] == {"code_interpreter": {"file_ids": [file_id]}}, spaced
    assert api.ok("DELETE", f"/assistants/{made['id']}") == {
        "id": made["id"], "object": "assistant.deleted", "deleted": True}
    for method in ("GET", "POST", "DELETE"):
        api.refused(404, method, f"/assistants/{made['id']}", {} if method == "POST" else None)
    assert not any(a["id"] == old["id"] for a in service.ok("GET", "/agents?api-version=v1")["data"])


def test_bad_assistants(service):
    api = Classic(service)
    for change, param in (({"model": None}, "model"), ({"model": 5}, "model"), ({"name": "x" * 257}, "name"),
                          ({"description": "x" * 513}, "description"), ({"tools": "code"}, "tools"),
                          ({"tools": [{}]}, "tools"), ({"temperature": 3}, "temperature"),
                          ({"metadata": {"k": 1}}, None), ({"instructions": 5}, "instructions"),
                          ({"tool_resources": []}, "tool_resources"),
                          ({"tool_resources": {"code_interpreter": {"file_ids": ["assistant-none"]}}}, None),
                          ({"tool_resources": {"code_interpreter": {"file_ids": [5]}}}, None),
                          ({"tool_resources": {"code_interpreter": {"file_ids": ["x"] * 21}}}, None)):
        api.refused(400, "POST", "/assistants", {"model": "built-in-analyst", **change}, param=param)
    api.refused(404, "POST", "/assistants", {"model": "gpt-4o"}, code="DeploymentNotFound")
    api.refused(400, "POST", "/assistants", {})
    made = api.assistant()
    api.refused(404, "POST", f"/assistants/{made['id']}", {"model": "gpt-4o"}, code="DeploymentNotFound")
    assert api.ok("GET", f"/assistants/{made['id']}") == made
    answer = service.call("POST", api.path("/assistants"), b"{", headers={"Content-Type": "application/json"})
    assert answer.status == 400, answer.body
    answer = service.call("GET", f"{AZURE}/assistants?api-version=1999-01-01")
    assert answer.status == 400 and answer.json["error"]["code"] == "unsupported_api_version", answer.body
    answer = service.call("GET", api.path("/assistants"), headers={"Authorization": "Bearer wrong"})
    assert answer.status == 401 and answer.json["error"]["message"], answer.body
    api.refused(404, "GET", "/assistants/x/y")
    api.refused(405, "DELETE", "/assistants")


def test_paging(service):
    api = Classic(service)
    for entry in api.ok("GET", "/assistants?limit=100")["data"]:
        api.ok("DELETE", f"/assistants/{entry['id']}")
    made = [api.assistant(name=str(n))["id"] for n in range(25)]
    first = api.ok("GET", "/assistants")
    assert [a["id"] for a in first["data"]] == made[:4:-1] and first["has_more"] is True, first["last_id"]
    assert first["first_id"] == made[-1] and first["last_id"] == made[5] and first["object"] == "list"
    rest = api.ok("GET", f"/assistants?after={first['last_id']}")
    assert [a["id"] for a in rest["data"]] == made[4::-1] and rest["has_more"] is False
    ascending = api.ok("GET", "/assistants?order=asc&limit=3")
    assert [a["id"] for a in ascending["data"]] == made[:3]
    before = api.ok("GET", f"/assistants?before={made[5]}&limit=2&order=asc")
    assert [a["id"] for a in before["data"]] == made[3:5]
    for query in ("limit=0", "limit=101", "limit=x", "order=up", "after=asst_none"):
        api.refused(400, "GET", f"/assistants?{query}")


def test_threads(service):
    api = Classic(service)
    file_id = api.file()
    thread = api.ok("POST", "/threads", {
        "messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"},
                     {"role": "user", "content": "Look", "attachments": [{"file_id": file_id, "tools": TOOLS}]}],
        "metadata": {"a": "b"}})
    assert thread["id"].startswith("thread_") and thread["object"] == "thread", thread
    assert thread["tool_resources"] == {"code_interpreter": {"file_ids": [file_id]}} and thread["metadata"] == {"a": "b"}
    assert api.ok("GET", f"/threads/{thread['id']}") == thread
    assert api.ok("GET", "/threads?limit=1")["data"] == [thread]
    assert api.ok("POST", f"/threads/{thread['id']}", {"metadata": {"c": "d"}})["metadata"] == {"c": "d"}
    empty = service.call("POST", api.path("/threads"), b"")
    assert empty.status == 200 and empty.json["metadata"] == {}, empty.body
    listed = [c["id"] for c in service.ok("GET", "/openai/v1/conversations?limit=100")["data"]]
    assert not any(name.startswith("thread_") for name in listed), listed
    for body in ({"messages": "x"}, {"messages": ["x"]}, {"messages": [{"role": "system", "content": "x"}]},
                 {"messages": [{"role": "user", "content": "ok"}, {"role": "user"}]}, {"metadata": 1}):
        n_before = len(api.ok("GET", "/threads?limit=100")["data"])
        api.refused(400, "POST", "/threads", body)
        assert len(api.ok("GET", "/threads?limit=100")["data"]) == n_before, body
    assert api.ok("DELETE", f"/threads/{thread['id']}") == {
        "id": thread["id"], "object": "thread.deleted", "deleted": True}
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", ""), ("GET", "/messages"), ("GET", "/runs")):
        api.refused(404, method, f"/threads/{thread['id']}{path}", {} if method == "POST" else None)
    api.ok("GET", f"/files/{file_id}")


def test_messages(service):
    api = Classic(service)
    thread = api.thread()
    file_id = api.file()
    message = api.say(thread, "Hello", metadata={"a": "b"}, attachments=[{"file_id": file_id, "tools": TOOLS}])
    assert message["id"].startswith("msg_") and message["object"] == "thread.message", message
    assert message["thread_id"] == thread and message["role"] == "user" and message["run_id"] is None, message
    assert message["content"] == [{"type": "text", "text": {"value": "Hello", "annotations": []}}], message
    assert message["attachments"] == [{"file_id": file_id, "tools": TOOLS}] and message["metadata"] == {"a": "b"}
    old = api.say(thread, [{"type": "text", "text": "a"}, {"type": "image_file", "image_file": {"file_id": file_id}},
                           {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}], file_ids=[file_id])
    assert [part["type"] for part in old["content"]] == ["text", "image_file", "image_url"], old
    assert old["attachments"][0]["file_id"] == file_id
    assert api.ok("GET", f"/threads/{thread}/messages/{message['id']}") == message
    assert [m["id"] for m in api.ok("GET", f"/threads/{thread}/messages")["data"]] == [old["id"], message["id"]]
    assert [m["id"] for m in api.ok("GET", f"/threads/{thread}/messages?order=asc&limit=1")["data"]] == [message["id"]]
    assert api.ok("GET", f"/threads/{thread}/messages?run_id=run_none")["data"] == []
    changed = api.ok("POST", f"/threads/{thread}/messages/{message['id']}", {"metadata": {}, "content": "other"})
    assert changed == {**message, "metadata": {}}, changed
    for body in ({}, {"role": "user"}, {"role": "user", "content": []}, {"role": "user", "content": 5},
                 {"role": "system", "content": "x"}, {"role": "user", "content": [{"type": "audio"}]},
                 {"role": "user", "content": "x", "attachments": [{"file_id": "assistant-none"}]},
                 {"role": "user", "content": "x", "attachments": [{}]}, {"role": "user", "content": "x", "file_ids": [1]}):
        api.refused(400, "POST", f"/threads/{thread}/messages", body)
    assert len(api.ok("GET", f"/threads/{thread}/messages")["data"]) == 2
    assert api.ok("DELETE", f"/threads/{thread}/messages/{old['id']}")["object"] == "thread.message.deleted"
    api.refused(404, "GET", f"/threads/{thread}/messages/{old['id']}")
    api.refused(404, "GET", f"/threads/{api.thread()}/messages/{message['id']}")
    api.refused(404, "POST", "/threads/thread_none/messages", {"role": "user", "content": "x"})


def check_whole_run(api, run, answer):
    """What a finished chart run shows: code, picture, file, text."""
    assert run["status"] == "completed" and run["last_error"] is None and run["completed_at"], run
    usage = run["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0, usage
    steps = api.ok("GET", f"/threads/{run['thread_id']}/runs/{run['id']}/steps?order=asc")["data"]
    assert {s["type"] for s in steps} == {"tool_calls", "message_creation"} and steps[-1]["type"] == "message_creation"
    assert all(s["status"] == "completed" and s["completed_at"] and s["run_id"] == run["id"] for s in steps), steps
    calls = [call for s in steps if s["type"] == "tool_calls" for call in s["step_details"]["tool_calls"]]
    assert calls and all(call["id"].startswith("call_") and call["code_interpreter"]["input"] for call in calls), calls
    assert steps[-1]["step_details"]["message_creation"]["message_id"] == answer["id"]
    step = steps[0]
    assert api.ok("GET", f"/threads/{run['thread_id']}/runs/{run['id']}/steps/{step['id']}") == step
    api.refused(404, "GET", f"/threads/{run['thread_id']}/runs/{run['id']}/steps/step_none")
    wanted = [o["image"]["file_id"] for call in calls for o in call["code_interpreter"]["outputs"] if o["type"] == "image"]
    shown = [part["image_file"]["file_id"] for part in answer["content"] if part["type"] == "image_file"]
    assert shown == wanted, (shown, wanted)
    text = text_of(answer)
    notes = [note for part in answer["content"] if part["type"] == "text" for note in part["text"]["annotations"]]
    for note in notes:
        assert note["type"] == "file_path" and text[note["start_index"]:note["end_index"]] == note["text"], note
        assert note["text"].startswith("sandbox:/mnt/data/"), note
    found = shown + [note["file_path"]["file_id"] for note in notes]
    assert found, answer
    for file_id in found:
        about = api.ok("GET", f"/files/{file_id}")
        assert about["purpose"] == "assistants_output" and about["filename"].startswith("/mnt/data/"), about
        content = api.service.call("GET", api.path(f"/files/{file_id}/content"))
        assert content.status == 200 and len(content.body) == about["bytes"], about
        if file_id in shown or about["filename"].endswith(".png"):
            assert content.body.startswith(b"\x89PNG\r\n\x1a\n"), content.body[:20]
    assert any(api.ok("GET", f"/files/{file_id}")["filename"].endswith(".png") for file_id in found), found
    return found


def test_whole_turn(service):
    """As seed 004: upload, assistant, thread, message, run, poll, fetch, clean up."""
    service.need_sandbox()
    api = Classic(service)
    file_id = api.file("Umsätze.csv")
    assistant = api.assistant(tool_resources={"code_interpreter": {"file_ids": [file_id]}}, instructions="Help.")
    thread = api.thread()
    api.say(thread)
    run = api.run(thread, assistant["id"], additional_instructions="Be kind.", temperature=0.2, metadata={"a": "b"},
                  additional_messages=[{"role": "user", "content": QUESTION}], max_prompt_tokens=5000,
                  max_completion_tokens=5000, truncation_strategy={"type": "last_messages", "last_messages": 9})
    assert run["id"].startswith("run_") and run["object"] == "thread.run" and run["status"] == "queued", run
    assert run["instructions"] == "Help.\n\nBe kind." and run["temperature"] == 0.2 and run["metadata"] == {"a": "b"}
    assert run["truncation_strategy"] == {"type": "last_messages", "last_messages": 9} and run["max_prompt_tokens"] == 5000
    assert run["expires_at"] == run["created_at"] + 600 and run["model"] == "built-in-analyst" and run["tools"] == TOOLS
    api.refused(400, "POST", f"/threads/{thread}/runs", {"assistant_id": assistant["id"]})
    api.refused(400, "POST", f"/threads/{thread}/messages", {"role": "user", "content": "x"})
    run = api.wait(run)
    answers = api.ok("GET", f"/threads/{thread}/messages?run_id={run['id']}&order=asc")["data"]
    assert all(a["assistant_id"] == assistant["id"] and a["status"] == "completed" for a in answers), answers
    made = check_whole_run(api, run, answers[-1])
    assert len(api.ok("GET", f"/threads/{thread}/messages")["data"]) == len(answers) + 2
    changed = api.ok("POST", f"/threads/{thread}/runs/{run['id']}", {"metadata": {"c": "d"}})
    assert changed == {**run, "metadata": {"c": "d"}}, changed
    assert api.ok("GET", f"/threads/{thread}/runs")["data"] == [changed]
    api.refused(400, "POST", f"/threads/{thread}/runs/{run['id']}/cancel")
    # What was made here is there in the other dialect too, and can be used again.
    assert service.ok("GET", f"/openai/v1/files/{made[0]}")["id"] == made[0]
    box = service.ok("GET", f"/openai/v1/conversations/{thread}")["sandpiper"]["container_id"]
    paths = [entry["path"] for entry in service.ok("GET", f"/openai/v1/containers/{box}/files")["data"]]
    assert "/mnt/data/Umsätze.csv" in paths, paths
    api.say(thread, "How many rows has the file?", attachments=[{"file_id": made[-1], "tools": TOOLS}])
    assert api.wait(api.run(thread, assistant["id"]))["status"] == "completed"
    for path in (f"/threads/{thread}", f"/assistants/{assistant['id']}", f"/files/{file_id}", f"/files/{made[0]}"):
        assert api.ok("DELETE", path)["deleted"] is True, path


class Order:
    """Checks a stream against agents-v1.md section 6, event by event."""

    def __init__(self, events):
        self.events = events
        self.at = 0
        self.message = None
        self.code = []
        self.take("thread.run.created", status="queued")
        self.take("thread.run.queued", status="queued")
        self.take("thread.run.in_progress", status="in_progress")
        while self.peek() == "thread.run.step.created":
            self.step()
        self.run = self.take("thread.run.completed", status="completed")
        self.take("done")
        assert self.at == len(events), events[self.at:]

    def peek(self):
        return self.events[self.at][0]

    def take(self, name, **members):
        found, data = self.events[self.at]
        assert found == name, (found, name, self.at)
        self.at += 1
        for member, value in members.items():
            assert data[member] == value, (name, member, data)
        return data

    def step(self):
        step = self.take("thread.run.step.created", status="in_progress")
        self.take("thread.run.step.in_progress", id=step["id"])
        if step["type"] == "tool_calls":
            merged = {"input": "", "outputs": []}
            first = True
            while self.peek() == "thread.run.step.delta":
                data = self.take("thread.run.step.delta", id=step["id"], object="thread.run.step.delta")
                call = data["delta"]["step_details"]["tool_calls"][0]
                assert call["index"] == 0 and call["type"] == "code_interpreter" and ("id" in call) == first, call
                first = False
                merged["input"] += call["code_interpreter"].get("input", "")
                for output in call["code_interpreter"]["outputs"]:
                    assert output.pop("index") == len(merged["outputs"]), output
                    merged["outputs"].append(output)
            done = self.take("thread.run.step.completed", id=step["id"], status="completed")
            assert done["step_details"]["tool_calls"][0]["code_interpreter"] == merged, done
            self.code.append(merged)
            return
        message = self.take("thread.message.created", status="in_progress", content=[])
        self.take("thread.message.in_progress", id=message["id"])
        parts = {}
        while self.peek() == "thread.message.delta":
            data = self.take("thread.message.delta", id=message["id"], object="thread.message.delta")
            for part in data["delta"]["content"]:
                index = part.pop("index")
                if part["type"] == "image_file":
                    assert index not in parts
                    parts[index] = part
                    continue
                known = parts.setdefault(index, {"type": "text", "text": {"value": "", "annotations": []}})
                known["text"]["value"] += part["text"]["value"]
                for note in part["text"]["annotations"]:
                    assert note.pop("index") == len(known["text"]["annotations"]), note
                    known["text"]["annotations"].append(note)
        self.message = self.take("thread.message.completed", id=message["id"], status="completed")
        assert self.message["content"] == [parts[index] for index in sorted(parts)], (self.message["content"], parts)
        self.take("thread.run.step.completed", id=step["id"])


def test_stream(service):
    service.need_sandbox()
    api = Classic(service, PROJECT)
    assistant = api.assistant()
    thread = api.thread(messages=[{"role": "user", "content": QUESTION, "file_ids": [api.file()]}])
    order = Order(api.stream(f"/threads/{thread}/runs", {"assistant_id": assistant["id"]}))
    assert order.code and order.run["thread_id"] == thread
    check_whole_run(api, order.run, order.message)
    assert api.ok("GET", f"/threads/{thread}/runs/{order.run['id']}") == order.run
    assert api.ok("GET", f"/threads/{thread}/messages/{order.message['id']}") == order.message


def test_thread_and_run(service):
    service.need_sandbox()
    api = Classic(service, WORKSPACE)
    assistant = api.assistant(instructions="Help.")
    body = {"assistant_id": assistant["id"], "instructions": "Only this.",
            "thread": {"messages": [{"role": "user", "content": EQUATION}]}}
    run = api.ok("POST", "/threads/runs", body)
    assert run["status"] == "queued" and run["instructions"] == "Only this.", run
    run = api.wait(run)
    assert run["status"] == "completed", run
    answer = api.ok("GET", f"/threads/{run['thread_id']}/messages")["data"][0]
    assert "1" in text_of(answer) and answer["role"] == "assistant", answer
    events = api.stream("/threads/runs", body)
    assert events[0][0] == "thread.created" and events[0][1]["object"] == "thread", events[0]
    order = Order(events[1:])
    assert order.run["thread_id"] == events[0][1]["id"]
    n_threads = len(api.ok("GET", "/threads?limit=100")["data"])
    for change, status in (({"assistant_id": "asst_none"}, 404), ({"assistant_id": None}, 400),
                           ({"model": "gpt-4o"}, 404), ({"thread": 5}, 400),
                           ({"thread": {"messages": [{"role": "user"}]}}, 400),
                           ({"truncation_strategy": {"type": "none"}}, 400), ({"max_completion_tokens": 0}, 400),
                           ({"stream": "yes"}, 400), ({"temperature": "hot"}, 400),
                           ({"tools": 5}, 400), ({"tool_choice": 5}, 400)):
        api.refused(status, "POST", "/threads/runs", {**body, **change})
    assert len(api.ok("GET", "/threads?limit=100")["data"]) == n_threads


def test_cancel(service):
    service.need_sandbox()
    api = Classic(service)
    assistant = api.assistant()
    thread = api.thread(messages=[{"role": "user", "content": QUESTION, "file_ids": [api.file()]}])
    run = api.run(thread, assistant["id"])
    cancelled = api.ok("POST", f"/threads/{thread}/runs/{run['id']}/cancel")
    assert cancelled["status"] == "cancelling", cancelled
    run = api.wait(run)
    assert run["status"] == "cancelled" and run["cancelled_at"] and run["expires_at"] is None, run
    steps = api.ok("GET", f"/threads/{thread}/runs/{run['id']}/steps")["data"]
    assert all(step["status"] != "in_progress" for step in steps), steps
    api.refused(404, "POST", f"/threads/{thread}/runs/run_none/cancel")
    api.refused(400, "POST", f"/threads/{thread}/runs/{run['id']}/submit_tool_outputs", {"tool_outputs": []})
    # The thread can be used again.
    api.say(thread, "How many rows has the file?")
    assert api.wait(api.run(thread, assistant["id"]))["status"] == "completed"


def test_cancelled_stream(service):
    """Who cancels sees it in the stream; who goes away does not stop the run."""
    service.need_sandbox()
    api = Classic(service)
    assistant = api.assistant()
    for cancels in (True, False):
        thread = api.thread(messages=[{"role": "user", "content": QUESTION, "file_ids": [api.file()]}])
        connection = service.connect(60)
        with contextlib.closing(connection):
            connection.request("POST", api.path(f"/threads/{thread}/runs"),
                               json.dumps({"assistant_id": assistant["id"], "stream": True}),
                               service.headers({"Content-Type": "application/json"}))
            response = connection.getresponse()
            text = ""
            while "event: thread.run.step.delta" not in text:
                text += response.readline().decode()
            run = api.ok("GET", f"/threads/{thread}/runs")["data"][0]
            if cancels:
                api.ok("POST", f"/threads/{thread}/runs/{run['id']}/cancel")
                events = parse(text + response.read().decode())
                names = [name for name, _ in events]
                assert names[-2:] == ["thread.run.cancelled", "done"] and "thread.run.cancelling" in names, names
                assert names.count("thread.run.step.created") == (
                    names.count("thread.run.step.completed") + names.count("thread.run.step.cancelled")), names
        assert api.wait(run)["status"] == ("cancelled" if cancels else "completed")


def test_delete_while_it_runs(service):
    service.need_sandbox()
    api = Classic(service)
    assistant = api.assistant()
    thread = api.thread(messages=[{"role": "user", "content": QUESTION, "file_ids": [api.file()]}])
    run = api.run(thread, assistant["id"])
    api.ok("DELETE", f"/threads/{thread}")
    api.refused(404, "GET", f"/threads/{thread}/runs/{run['id']}")
    eventually(lambda: service.ok("GET", "/sandpiper/status")["running_responses"] == 0)
    api.refused(404, "GET", f"/threads/{thread}")


def test_files(service):
    api = Classic(service)
    file_id = api.file("a b.csv")
    for base, version in ((AZURE, "2024-05-01-preview"), (PROJECT, "2025-05-01"), (WORKSPACE, "2024-12-01-preview"),
                          ("/v1", "2024-05-01-preview"), ("/openai/v1", "preview"), ("", "v1")):
        listed = service.ok("GET", f"{base}/files?api-version={version}&purpose=assistants")
        assert any(entry["id"] == file_id for entry in listed["data"]), base
        content = service.call("GET", f"{base}/files/{file_id}/content?api-version={version}")
        assert content.status == 200 and content.body == CSV, base
    assert set(api.ok("GET", "/files")) == {"object", "data"}
    assert api.ok("GET", "/files?purpose=batch")["data"] == []
    api.refused(404, "GET", "/files/assistant-none")
    api.refused(404, "GET", "/files/assistant-none/content")
    answer = service.upload("a.csv", CSV, path=api.path("/files"), purpose="nonsense")
    assert answer.status == 400 and answer.json["error"]["message"], answer.body
    assert api.ok("DELETE", f"/files/{file_id}") == {"id": file_id, "object": "file", "deleted": True}


def test_api_key(service):
    answer = service.call("GET", f"{AZURE}/assistants?{VERSION}", headers={"Authorization": "", "api-key": service.key})
    assert answer.status in (200, 401), answer.status
    connection = service.connect()
    connection.request("GET", f"{AZURE}/assistants?{VERSION}", headers={"api-key": service.key})
    assert connection.getresponse().status == 200
    connection.close()


def test_restart(service):
    """A run that was being made when the service died is failed, in words; everything else is there."""
    service.need_sandbox()
    api = Classic(service)
    assistant = api.assistant()
    thread = api.thread(messages=[{"role": "user", "content": QUESTION, "file_ids": [api.file()]}])
    run = api.run(thread, assistant["id"])
    service.kill()
    service.start()
    run = api.ok("GET", f"/threads/{thread}/runs/{run['id']}")
    assert run["status"] == "failed" and run["last_error"]["code"] == "server_error" and run["failed_at"], run
    assert re.search(r"stopped", run["last_error"]["message"]), run
    assert api.ok("GET", f"/assistants/{assistant['id']}") == assistant
    assert api.wait(api.run(thread, assistant["id"]))["status"] == "completed"


if __name__ == "__main__":
    sys.exit(main("rest-classic", chosen(dict(globals()))))
