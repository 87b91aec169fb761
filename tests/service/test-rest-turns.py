#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole turns with the built-in analyst and a real sandbox, over plain HTTP (foundry-v2.md 5): plain, streamed, in the
background, resumed, cancelled, abandoned, two at once."""

import concurrent.futures
import json
import re
import sys
import time

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import INCLUDE, chosen, eventually, gone, main

AGENT = {"type": "agent_reference", "name": "turns"}
QUESTION = "Please make a bar chart of the sales by city and give me the file."
DETAILS = "sandpiper.details"
FINAL = ("response.completed", "response.failed", "response.incomplete")


def ask(service, words=QUESTION, name="Umsätze – 売上.csv", conversation=None, **more):
    """The body of a request with a file and a question, in a conversation of its own."""
    service.need_sandbox()
    if service.call("GET", "/agents/turns").status == 404:
        service.agent("turns")
    content = [{"type": "input_text", "text": words}]
    if name:
        content.append({"type": "input_file", "file_id": service.file(name)})
    return {"conversation": conversation or service.conversation(), "agent_reference": AGENT,
            "input": [{"type": "message", "role": "user", "content": content}], "include": [INCLUDE], **more}


def run(service, body):
    return service.ok("POST", "/openai/v1/responses", body, timeout=180)


def check_response(response, status="completed"):
    assert response["object"] == "response" and response["id"].startswith("resp_"), response
    assert response["status"] == status, (response["status"], response["error"], response["output"])
    assert response["agent_reference"]["name"] == "turns" and response["agent_reference"]["version"], response
    assert response["model"] == "built-in-analyst" and response["conversation"]["id"].startswith("conv_"), response
    for member in ("created_at", "completed_at", "background", "error", "incomplete_details", "instructions", "metadata",
                   "output", "parallel_tool_calls", "previous_response_id", "store", "temperature", "text",
                   "tool_choice", "tools", "top_p", "truncation", "usage"):
        assert member in response, member
    if status == "completed":
        usage = response["usage"]
        assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0, usage
        assert "cached_tokens" in usage["input_tokens_details"], usage
        assert "reasoning_tokens" in usage["output_tokens_details"], usage
    assert "output_text" not in response


def check_spans(service, response):
    """Every citation stands where the link stands, counted in code points, and its bytes can be fetched."""
    n_cited = 0
    for item in response["output"]:
        for part in item.get("content", []) if item["type"] == "message" else []:
            for note in part["annotations"]:
                if note["type"] != "container_file_citation":
                    continue
                n_cited += 1
                span = part["text"][note["start_index"]:note["end_index"]]
                if span:
                    assert span.startswith("sandbox:/mnt/data/") and span.endswith(note["filename"]), (span, note)
                    assert part["text"][note["end_index"]:note["end_index"] + 1] in (")", ""), part["text"]
                content = service.call(
                    "GET", f"/openai/v1/containers/{note['container_id']}/files/{note['file_id']}/content")
                assert content.status == 200 and content.body, note
    return n_cited


def test_plain(service):
    body = ask(service)
    response = run(service, body)
    check_response(response)
    kinds = [item["type"] for item in response["output"]]
    assert "code_interpreter_call" in kinds and kinds[-1] == "message", kinds
    for item in response["output"]:
        if item["type"] == "code_interpreter_call":
            assert item["id"].startswith("ci_") and item["container_id"].startswith("cntr_") and item["code"], item
            assert item["status"] == "completed" and isinstance(item["outputs"], list), item
            assert "sandpiper" not in item, item
    assert check_spans(service, response) > 0, response["output"][-1]

    path = f"/openai/v1/responses/{response['id']}"
    assert service.ok("GET", f"{path}?include[]={INCLUDE}") == response
    bare = service.ok("GET", path)
    assert all(not item["outputs"] for item in bare["output"] if item["type"] == "code_interpreter_call"), bare
    detailed = service.ok("GET", f"{path}?include={INCLUDE}&include={DETAILS}")
    for item in detailed["output"]:
        if item["type"] == "code_interpreter_call":
            assert item["sandpiper"]["outcome"] in ("ok", "error"), item
            assert item["sandpiper"]["elapsed"] >= 0 and isinstance(item["sandpiper"]["displays"], list), item

    inputs = service.ok("GET", path + "/input_items?order=asc")["data"]
    assert inputs[-1]["content"][0]["text"] == QUESTION, inputs
    items = service.ok("GET", f"/openai/v1/conversations/{body['conversation']}/items?order=asc&include[]={INCLUDE}")
    assert [item["type"] for item in items["data"]] == ["message"] + kinds, items
    assert items["data"][0]["content"][1]["filename"] == "Umsätze – 売上.csv", items["data"][0]
    assert [item["id"] for item in items["data"][1:]] == [item["id"] for item in response["output"]]
    conversation = service.ok("GET", f"/openai/v1/conversations/{body['conversation']}")
    assert conversation["sandpiper"]["container_id"].startswith("cntr_"), conversation
    assert conversation["sandpiper"]["response_id"] is None, conversation

    for query in (f"conversation_id={body['conversation']}", "agent_name=turns", "limit=100"):
        listed = service.ok("GET", f"/openai/v1/responses?{query}")
        assert response["id"] in [entry["id"] for entry in listed["data"]], (query, listed)
    assert service.ok("GET", "/openai/v1/responses?agent_name=nobody")["data"] == []
    assert service.ok("DELETE", path) == {"id": response["id"], "object": "response", "deleted": True}
    service.refused(404, "GET", path)


def same(first, second):
    for one, other in zip(first, second):
        assert one.raw == other.raw, (one.raw, other.raw)
    assert len(first) == len(second), (len(first), len(second))


class Order:
    """Holds a stream against the order of foundry-v2.md 5.7, event by event."""

    def __init__(self, events, background=False):
        self.events = list(events)
        self.at = 0
        self.items = []
        numbers = [event.data["sequence_number"] for event in self.events]
        assert numbers == list(range(len(numbers))), numbers
        self.take("response.created")
        if background and self.peek() == "response.queued":
            self.take("response.queued")
        self.take("response.in_progress")
        while self.peek() == "response.output_item.added":
            self.item()
        self.final = self.events[self.at].data["response"]
        assert self.peek() in FINAL, self.peek()
        self.at += 1
        assert self.at == len(self.events), self.peek()
        assert self.final["output"] == self.items, (self.final["output"], self.items)

    def peek(self):
        return self.events[self.at].name

    def take(self, name, **members):
        event = self.events[self.at]
        assert event.name == name, (self.at, event.name, name)
        for key, value in members.items():
            assert event.data[key] == value, (key, event.data, value)
        self.at += 1
        return event.data

    def deltas(self, name, **members):
        whole = ""
        while self.peek() == name:
            piece = self.take(name, **members)["delta"]
            assert piece, "an empty delta"
            whole += piece
        return whole

    def item(self):
        where = {"output_index": len(self.items)}
        begun = self.take("response.output_item.added", **where)["item"]
        getattr(self, begun["type"])(begun, {**where, "item_id": begun["id"]})
        done = self.take("response.output_item.done", **where)["item"]
        assert done["id"] == begun["id"] and done["type"] == begun["type"], (begun, done)
        self.items.append(done)

    def reasoning(self, begun, where):
        while self.peek() == "response.reasoning_summary_part.added":
            self.take("response.reasoning_summary_part.added", **where)
            whole = self.deltas("response.reasoning_summary_text.delta", **where)
            self.take("response.reasoning_summary_text.done", text=whole, **where)
            self.take("response.reasoning_summary_part.done", **where)

    def code_interpreter_call(self, begun, where):
        assert begun["status"] == "in_progress" and begun["code"] == "" and not begun["outputs"], begun
        assert begun["container_id"].startswith("cntr_"), begun
        self.take("response.code_interpreter_call.in_progress", **where)
        code = self.deltas("response.code_interpreter_call_code.delta", **where)
        self.take("response.code_interpreter_call_code.done", code=code, **where)
        self.take("response.code_interpreter_call.interpreting", **where)
        self.printed = ""
        while self.peek() == "sandpiper.code_interpreter_call_output.delta":
            self.printed += self.take("sandpiper.code_interpreter_call_output.delta", **where)["delta"]
        self.take("response.code_interpreter_call.completed", **where)
        assert self.events[self.at].data["item"]["code"] == code

    def message(self, begun, where):
        assert begun["role"] == "assistant" and begun["content"] == [] and begun["status"] == "in_progress", begun
        where = {**where, "content_index": 0}
        part = self.take("response.content_part.added", **where)["part"]
        assert part["type"] == "output_text" and part["text"] == "" and part["annotations"] == [], part
        text = self.deltas("response.output_text.delta", **where)
        notes = []
        while self.peek() == "response.output_text.annotation.added":
            notes.append(self.take("response.output_text.annotation.added", annotation_index=len(notes),
                                   **where)["annotation"])
        self.take("response.output_text.done", text=text, **where)
        part = self.take("response.content_part.done", **where)["part"]
        assert part["text"] == text and part["annotations"] == notes, part
        assert self.events[self.at].data["item"]["content"] == [part]


def test_stream_order(service):
    events = service.stream("POST", "/openai/v1/responses", ask(service, stream=True))
    order = Order(events)
    check_response(order.final)
    kinds = [item["type"] for item in order.items]
    assert "code_interpreter_call" in kinds and kinds[-1] == "message", kinds
    assert check_spans(service, order.final) > 0, order.items[-1]
    assert not any(event.name.startswith("sandpiper.") for event in events)
    assert any(item.get("outputs") for item in order.items), order.items
    assert service.ok("GET", f"/openai/v1/responses/{order.final['id']}?include={INCLUDE}") == order.final


def test_stream_without_include(service):
    events = service.stream("POST", "/openai/v1/responses", {**ask(service, stream=True), "include": []})
    order = Order(events)
    for item in order.items:
        assert item["type"] != "code_interpreter_call" or not item["outputs"], item
        assert "sandpiper" not in item, item


def test_stream_with_details(service):
    """What a cell prints comes while it runs, in the same numbering, and only for those who ask for it."""
    body = ask(service, "I need to solve the equation `3x + 11 = 14`.", name=None, stream=True)
    events = service.stream("POST", "/openai/v1/responses", {**body, "include": [INCLUDE, DETAILS]})
    order = Order(events)
    calls = [item for item in order.items if item["type"] == "code_interpreter_call"]
    assert calls and all(call["sandpiper"]["outcome"] for call in calls), calls
    logs = "".join(output["logs"] for call in calls for output in call["outputs"] if output["type"] == "logs")
    assert "x = 1" in logs, calls
    for event in events:
        if event.name == "sandpiper.code_interpreter_call_output.delta":
            assert event.data["stream"] in ("stdout", "stderr") and event.data["delta"] in logs, event.data


def test_resume_everywhere(service):
    """From each number on a stream continues as it was, whatever it had included."""
    for include in ([INCLUDE], [INCLUDE, DETAILS], []):
        whole = service.stream("POST", "/openai/v1/responses", {**ask(service, stream=True), "include": include})
        path = f"/openai/v1/responses/{whole[0].data['response']['id']}?stream=true"
        path += "".join(f"&include[]={value}" for value in include)
        same(service.stream("GET", path), whole)
        step = 1 if include == [INCLUDE] else 7
        for number in range(0, len(whole), step):
            same(service.stream("GET", f"{path}&starting_after={number}"), whole[number + 1:])


def test_background(service):
    started = run(service, ask(service, background=True))
    assert started["status"] in ("queued", "in_progress") and started["background"] is True, started
    response = service.wait(started["id"], "completed", "failed")
    check_response(response)
    assert check_spans(service, response) > 0


def test_background_stream_survives_its_client(service):
    body = ask(service, background=True, stream=True)
    seen = []
    with service.open_stream("POST", "/openai/v1/responses", body) as stream:
        for event in stream:
            seen.append(event)
            if len(seen) == 4:
                break
    identity = seen[0].data["response"]["id"]
    rest = service.stream("GET", f"/openai/v1/responses/{identity}?stream=true&include[]={INCLUDE}&starting_after=3")
    order = Order(seen + rest, background=True)
    check_response(order.final)


def test_two_watch_one(service):
    """A second reader of a running response gets all of it, from the beginning."""
    started = run(service, ask(service, background=True))
    path = f"/openai/v1/responses/{started['id']}?stream=true&include[]={INCLUDE}"
    with concurrent.futures.ThreadPoolExecutor() as pool:
        first, second = pool.map(lambda _: service.stream("GET", path), range(2))
    same(first, second)
    Order(first, background=True)


def test_cancel(service):
    started = run(service, ask(service, background=True))
    path = f"/openai/v1/responses/{started['id']}"
    cancelled = service.ok("POST", path + "/cancel")
    assert cancelled["status"] == "cancelled", cancelled
    assert service.ok("POST", path + "/cancel")["status"] == "cancelled", "cancelling is idempotent"
    assert service.wait(started["id"], "cancelled")["status"] == "cancelled"
    conversation = service.ok("GET", f"/openai/v1/conversations/{started['conversation']['id']}")
    assert conversation["sandpiper"]["response_id"] is None, conversation
    # The conversation can be used again.
    again = ask(service, "How many rows has the file?", name=None, conversation=started["conversation"]["id"])
    check_response(run(service, again))


def status_of_last(service, conversation):
    listed = service.ok("GET", f"/openai/v1/responses?conversation_id={conversation}")["data"]
    return listed[0]["status"] if listed else None


def test_closing_a_stream_stops_it(service):
    for stop_at in ("response.created", "response.output_item.added", "response.code_interpreter_call_code.delta",
                    "response.code_interpreter_call.interpreting"):
        body = ask(service, stream=True)
        with service.open_stream("POST", "/openai/v1/responses", body) as stream:
            for event in stream:
                if event.name == stop_at:
                    break
        eventually(lambda b=body: status_of_last(service, b["conversation"]) in ("cancelled", "incomplete"))
    assert service.ok("GET", "/sandpiper/status")["running_responses"] == 0


def test_hanging_up_stops_a_plain_one(service):
    body = ask(service)
    connection = service.connect()
    connection.request("POST", "/openai/v1/responses", json.dumps(body),
                       service.headers({"Content-Type": "application/json"}))
    eventually(lambda: status_of_last(service, body["conversation"]) == "in_progress")
    gone(connection)
    eventually(lambda: status_of_last(service, body["conversation"]) in ("cancelled", "incomplete"))


def test_two_conversations_at_once(service):
    bodies = [ask(service, "How many rows has the file?", name=f"{n}.csv") for n in "ab"]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda body: run(service, body), bodies))
    boxes = set()
    for answer in answers:
        check_response(answer)
        boxes |= {item["container_id"] for item in answer["output"] if item["type"] == "code_interpreter_call"}
    assert len(boxes) == 2, boxes
    for box, name in zip([service.ok("GET", f"/openai/v1/conversations/{b['conversation']}")["sandpiper"]["container_id"]
                          for b in bodies], "ab"):
        paths = [entry["path"] for entry in service.ok("GET", f"/openai/v1/containers/{box}/files")["data"]]
        assert f"/mnt/data/{name}.csv" in paths and len(paths) == 1, paths


def test_two_requests_on_one_conversation(service):
    """They queue or one is refused in words; what they leave never interleaves."""
    first = ask(service, "How many rows has the file?")
    second = ask(service, "What is the total of sales?", name=None, conversation=first["conversation"])
    with concurrent.futures.ThreadPoolExecutor() as pool:
        jobs = []
        for body in (first, second):
            jobs.append(pool.submit(service.call, "POST", "/openai/v1/responses", body, timeout=180))
            time.sleep(0.05)
        answers = [job.result() for job in jobs]
    assert answers[0].status == 200, answers[0].body
    assert answers[1].status in (200, 409), answers[1].body
    items = service.ok("GET", f"/openai/v1/conversations/{first['conversation']}/items?order=asc&limit=100")["data"]
    order = [item["id"] for item in items]
    for answer in answers:
        if answer.status == 200:
            check_response(answer.json)
            made = [item["id"] for item in answer.json["output"]]
            at = order.index(made[0])
            assert order[at:at + len(made)] == made and items[at - 1]["role"] == "user", (order, made)


def test_previous_response(service):
    body = ask(service, "How many rows has the file?")
    del body["conversation"]
    first = service.ok("POST", "/openai/v1/responses", body, timeout=180)
    second = service.ok("POST", "/openai/v1/responses", {
        "previous_response_id": first["id"], "agent_reference": AGENT, "input": "What is the total of sales?",
        "include": [INCLUDE]}, timeout=180)
    assert second["status"] == "completed" and second["previous_response_id"] == first["id"], second
    assert re.search(r"\b48\b", second["output"][-1]["content"][0]["text"]), second["output"][-1]


def test_without_an_agent(service):
    service.need_sandbox()
    response = service.ok("POST", "/v1/responses", {
        "model": "built-in-analyst", "input": "I need to solve the equation `3x + 11 = 14`. Can you help me?",
        "tools": [{"type": "code_interpreter", "container": {"type": "auto", "file_ids": []}}],
        "metadata": {"k": "v"}, "x-unknown": 1}, timeout=180)
    assert response["status"] == "completed" and response["agent_reference"] is None, response
    assert response["metadata"] == {"k": "v"}, response


def test_not_stored(service):
    """With "store": false nothing is kept, and the answer comes all the same, streamed or not."""
    body = ask(service, "I need to solve the equation `3x + 11 = 14`.", name=None, store=False)
    del body["conversation"]
    order = Order(service.stream("POST", "/openai/v1/responses", {**body, "stream": True}))
    check_kept = service.call("GET", f"/openai/v1/responses/{order.final['id']}")
    assert check_kept.status == 404 and order.final["store"] is False, check_kept.body
    response = run(service, body)
    assert response["status"] == "completed" and "1" in response["output"][-1]["content"][0]["text"], response
    service.refused(404, "GET", f"/openai/v1/responses/{response['id']}")


def test_agent_of_the_preview(service):
    body = ask(service, "How many rows has the file?")
    body["agent"] = body.pop("agent_reference")
    assert service.ok("POST", "/openai/responses?api-version=2025-11-15-preview", body, timeout=180)["status"] == "completed"


def test_bad_requests(service):
    good = ask(service, name=None)
    conversation = good["conversation"]
    path = "/openai/v1/responses"
    for change, status in (({"agent_reference": {**AGENT, "name": "nobody"}}, 404),
                           ({"agent_reference": {**AGENT, "version": "99"}}, 404),
                           ({"conversation": "conv_none"}, 404), ({"conversation": {"id": "conv_none"}}, 404),
                           ({"previous_response_id": "resp_none", "conversation": None}, 400),
                           ({"agent_reference": {"name": "turns"}}, 400), ({"agent_reference": "turns"}, 400),
                           ({"previous_response_id": "resp_none"}, 400), ({"tools": []}, 400),
                           ({"stream": "yes"}, 400), ({"background": 1}, 400), ({"input": 5}, 400),
                           ({"input": [5]}, 400), ({"input": [{"role": "user"}]}, 400), ({"include": "x"}, 400),
                           ({"store": "no"}, 400), ({"background": True, "store": False}, 400),
                           ({"metadata": {"k": 5}}, 400), ({"max_output_tokens": "many"}, 400),
                           ({"conversation": 5}, 400),
                           ({"input": [{"type": "message", "role": "user",
                                        "content": [{"type": "input_file", "file_id": "assistant-none"}]}]}, 400)):
        answer = service.call("POST", path, {**good, **change})
        assert answer.status == status or (answer.status in (400, 404) and "file_id" in str(change)), (
            change, answer.status, answer.body[:300])
        assert answer.error["message"], change
    service.refused(400, "POST", path, {"input": "x"})
    service.refused(404, "POST", path, {"input": "x", "model": "gpt-none"})
    error = service.refused(400, "POST", path, {**good, "tools": []}, code="invalid_payload", param="tools")
    assert error["message"] == "Not allowed when agent is specified.", error
    # A refusal before the stream begins is plain JSON even when a stream was asked for.
    service.refused(404, "POST", path, {**good, "stream": True, "conversation": "conv_none"})
    assert service.ok("GET", f"/openai/v1/conversations/{conversation}/items")["data"] == []
    service.call("POST", "/agents/turns:disable")
    refused = service.call("POST", path, good)
    service.call("POST", "/agents/turns:enable")
    assert refused.status in (400, 403, 409) and refused.error["message"], refused.body


def test_slow_reader(service):
    """Who reads one event a while still gets all of them, in order."""
    body = ask(service, stream=True)
    seen = []
    with service.open_stream("POST", "/openai/v1/responses", body) as stream:
        for event in stream:
            seen.append(event)
            time.sleep(0.01 if len(seen) < 200 else 0)
    Order(seen)


if __name__ == "__main__":
    sys.exit(main("rest-turns", chosen(dict(globals()))))
