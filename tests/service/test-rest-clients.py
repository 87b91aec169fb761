#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Black box: what programs of others send that ours does not, as their SDKs and HTTP libraries write it."""

import json
import socket
import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import CSV, INCLUDE, chosen, form, main, unfinished

RESPONSES = "/openai/v1/responses"


def raw(service, head, *pieces, key=True):
    """Bytes as they are on the wire: status line, headers and body of the last answer."""
    lines = [head, f"Host: 127.0.0.1:{service.port}"] + ([f"Authorization: Bearer {service.key}"] if key else [])
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connection:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n" + (pieces[0] if pieces else b"\r\n"))
        for piece in pieces[1:]:
            connection.sendall(piece)
        got = b""
        while data := connection.recv(65536):
            got += data
    while True:
        top, _, body = got.partition(b"\r\n\r\n")
        status, *rows = top.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (row.split(":", 1) for row in rows)}
        if not status.endswith("100 Continue"):
            return status, headers, body
        assert headers.get("connection", "") != "close", headers
        got = body


def test_head(service):
    conversation = service.conversation()
    for path in ("/openai/v1/files", f"/openai/v1/conversations/{conversation}", "/deployments?api-version=v1"):
        status, headers, body = raw(service, f"HEAD {path} HTTP/1.1")
        whole = service.call("GET", path)
        assert status.startswith("HTTP/1.1 200") and body == b"", (status, body)
        assert headers["content-length"] == str(len(whole.body)) and headers["x-request-id"], headers
    assert raw(service, "HEAD /openai/v1/conversations/conv_none HTTP/1.1")[0].startswith("HTTP/1.1 404")
    assert raw(service, f"HEAD {RESPONSES}/x/cancel HTTP/1.1")[0].startswith("HTTP/1.1 405")
    assert raw(service, "HEAD /openai/v1/files HTTP/1.1", key=False)[0].startswith("HTTP/1.1 401")


def test_head_of_a_file(service):
    identity = service.file("head.csv")
    status, headers, body = raw(service, f"HEAD /openai/v1/files/{identity}/content HTTP/1.1")
    assert status.startswith("HTTP/1.1 200") and headers["content-length"] == str(len(CSV)) and body == b"", (headers, body)
    assert service.ok("GET", "/sandpiper/status")["version"], "it lives on"


def test_oldest_http(service):
    """HTTP/1.0 knows no chunks: a stream to it ends with the connection."""
    body = json.dumps({"model": "built-in-analyst", "input": "Hello", "stream": True}).encode()
    status, headers, stream = raw(service, f"POST {RESPONSES} HTTP/1.0",
                                  b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body), body)
    assert status.endswith("200 OK") and "transfer-encoding" not in headers, headers
    lines = stream.decode().split("\n")
    assert lines[0] == "event: response.created" and stream.endswith(b"\n\n"), stream[:200]
    assert [line for line in lines if line.startswith("event: ")][-1] == "event: response.completed", lines[-5:]


def test_continue(service):
    """The headers of the answer stand on the answer, not on the 100 before it."""
    body, kind = form("large.csv", CSV, purpose="assistants")
    for path, kind, body in (("/openai/v1/files", kind, body), ("/openai/v1/conversations", "application/json", b"{}"),
                             ("/openai/v1/conversations", "application/json", b"{")):
        head = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode()
        status, headers, answer = raw(service, f"POST {path} HTTP/1.1", head, body)
        assert headers["connection"] == "close" and headers["x-request-id"].startswith("req_"), (status, headers)
        assert ("200" in status) == (body != b"{") and json.loads(answer), (status, answer)


def test_compressed_body(service):
    error = service.refused(415, "POST", "/openai/v1/conversations", b"\x1f\x8b\x08\x00",
                            headers={"Content-Type": "application/json", "Content-Encoding": "gzip"})
    assert "gzip" in error["message"], error
    service.ok("POST", "/openai/v1/conversations", b"{}",
               headers={"Content-Type": "application/json", "Content-Encoding": "identity"})


def test_empty_query(service):
    identity = service.file("query.csv")
    page = service.ok("GET", "/openai/v1/files?limit=&order=&after=&before=")
    assert page["data"][0]["id"] == identity, page
    service.refused(400, "GET", "/openai/v1/files?after=%20", param="after")


def test_ids_of_files(service):
    """SDKs take a string for a file's id when it begins as one."""
    assert service.file("id.csv").startswith("assistant-")
    assert service.upload("id.csv", CSV, purpose="user_data").json["id"].startswith("file-")


def test_file_id_in_a_form(service):
    """So do the SDKs of 2025 copy a file into a container."""
    path = "/openai/v1/containers/" + service.ok("POST", "/openai/v1/containers", {"name": "form"})["id"] + "/files"

    def post(**fields):
        body, kind = form(None, None, **fields)
        return service.call("POST", path, body, headers={"Content-Type": kind})

    made = post(file_id=service.file("form.csv"))
    assert made.status == 200 and made.json["path"] == "/mnt/data/form.csv", made.body
    assert service.call("GET", f"{path}/{made.json['id']}/content").body == CSV
    assert post(file_id="assistant-none").status == 404
    assert post(other="x").status == 400
    body, kind = form(None, None, file_id="x", purpose="assistants")
    service.refused(400, "POST", "/openai/v1/files", body, headers={"Content-Type": kind}, param="file")
    assert not unfinished(service)


def test_history_sent_again(service):
    """Agent frameworks keep the history themselves and send all of it, calls and their outputs as well."""
    service.need_sandbox()
    body = {"model": "built-in-analyst", "tools": [{"type": "code_interpreter", "container": {
        "type": "auto", "file_ids": [service.file("sales.csv")]}}], "include": [INCLUDE]}
    history = [{"role": "user", "content": "What is the average of sales?"}]
    first = service.ok("POST", RESPONSES, {**body, "input": history})
    assert "code_interpreter_call" in [item["type"] for item in first["output"]], first
    history += first["output"]
    # What was done in another session is told, but does not count as done in this one.
    second = service.ok("POST", RESPONSES, {**body, "input": [*history, {"role": "user", "content": "What is the total of sales?"}]})
    assert second["status"] == "completed" and "48" in second["output"][-1]["content"][0]["text"], second
    kept = service.ok("GET", f"{RESPONSES}/{second['id']}/input_items?order=asc&limit=100")["data"]
    assert [item["type"] for item in kept] == [item.get("type", "message") for item in history] + ["message"], kept
    # The service has its own record beside a conversation and of an agent.
    call = {"input": history}
    service.refused(400, "POST", RESPONSES, {**call, "model": "built-in-analyst", "conversation": service.conversation()},
                    code="invalid_payload")
    service.agent("replay")
    service.refused(400, "POST", RESPONSES, {**call, "agent_reference": {"type": "agent_reference", "name": "replay"}},
                    code="invalid_payload")


def test_bad_calls(service):
    for outputs in ([5], ["x", {}], "x", {}, [None], [[]]):
        item = {"type": "code_interpreter_call", "id": "ci_1", "code": "1", "container_id": "cntr_1", "outputs": outputs}
        service.refused(400, "POST", RESPONSES, {"model": "built-in-analyst", "input": [item]})
        service.refused(400, "POST", "/openai/v1/conversations", {"items": [item]})
    item = {"type": "code_interpreter_call", "code": None, "outputs": None}
    service.ok("POST", RESPONSES, {"model": "built-in-analyst", "input": [item, {"role": "user", "content": "Hello"}]})


def test_members_that_come_back(service):
    good = {"model": "built-in-analyst", "input": "Hello"}
    for change in ({"tool_choice": "sometimes"}, {"truncation": "middle"}, {"truncation": 5}, {"reasoning": "low"},
                   {"text": "x"}, {"text": {"format": "text"}}, {"text": {"format": {"type": "xml"}}},
                   {"stream_options": "x"}, {"text": {"format": {}}}):
        service.refused(400, "POST", RESPONSES, {**good, **change})
    for change in ({"tool_choice": {"type": "code_interpreter"}}, {"truncation": "auto"}, {"reasoning": {"effort": "low"}},
                   {"text": {"verbosity": "low"}}, {"text": {"format": {"type": "json_object"}}}, {"text": {"format": None}},
                   {"tool_choice": "required"}, {"prompt_cache_retention": "24h"}, {"brand_new": {"a": [1]}}):
        answer = service.ok("POST", RESPONSES, {**good, **change})
        for name, value in change.items():
            assert answer[name] == value, (name, answer[name])


def test_version_as_a_number(service):
    service.agent("numbers", "one")
    service.agent("numbers", "two")
    reference = {"type": "agent_reference", "name": "numbers"}
    for version in (1, "1"):
        answer = service.ok("POST", RESPONSES, {"input": "Hello", "agent_reference": {**reference, "version": version}})
        assert answer["agent_reference"] == {**reference, "version": "1"}, answer
    for version, status in ((99, 404), (1.5, 400), (True, 400), ({}, 400)):
        service.refused(status, "POST", RESPONSES, {"input": "Hello", "agent_reference": {**reference, "version": version}})


if __name__ == "__main__":
    sys.exit(main("rest-clients", chosen(dict(globals()))))
