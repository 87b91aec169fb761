#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of the Foundry dialect that needs no model, over plain HTTP: success and failure (foundry-v2.md 2–9)."""

import json
import socket
import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import CSV, chosen, eventually, form, gone, main, unfinished

PROJECT = "/api/projects/anything"
DEFINITION = {"kind": "prompt", "model": "built-in-analyst", "instructions": "Be brief.",
              "tools": [{"type": "code_interpreter", "container": {"type": "auto", "file_ids": []}}]}


def test_status(service):
    status = service.ok("GET", "/sandpiper/status")
    assert status["version"] and isinstance(status["sandbox"]["available"], bool), status
    assert status["running_responses"] == 0 and status["sessions"] == 0, status


def test_who_may_ask(service):
    connection = service.connect()
    for headers, status in (({}, 401), ({"api-key": "wrong"}, 401), ({"Authorization": "Bearer x"}, 401),
                            ({"api-key": service.key}, 200), ({"Authorization": f"Bearer {service.key}"}, 200),
                            ({"api-key": service.key, "Origin": "http://page.example"}, 403),
                            ({"api-key": service.key, "Host": "page.example"}, 403)):
        connection.request("GET", "/agents?api-version=v1", headers=headers)
        response = connection.getresponse()
        body = json.loads(response.read())
        assert response.status == status, (headers, response.status)
        assert response.getheader("x-request-id"), headers
        assert status == 200 or body["error"]["message"], body
    connection.close()


def test_unknown(service):
    service.refused(404, "GET", "/nothing", code="not_found")
    service.refused(404, "GET", PROJECT + "/openai/v1/nothing", code="not_found")
    answer = service.call("PUT", "/openai/v1/responses", {})
    assert answer.status == 405 and "POST" in answer.headers["allow"], answer.headers
    assert answer.error["code"] == "method_not_allowed"
    service.refused(400, "GET", "/agents?api-version=1999-01-01", code="unsupported_api_version", param="api-version")


def test_bad_bodies(service):
    kind = {"Content-Type": "application/json"}
    for body in (b"{", b"nonsense", b"[" * 100000, b'{"a":' * 5000, b"[]", b'"text"', b"\xff\xfe", b'{"a":1}x'):
        service.refused(400, "POST", "/openai/v1/conversations", body, headers=kind)
    service.refused(415, "POST", "/openai/v1/conversations", b"a=1", code="unsupported_media_type",
                    headers={"Content-Type": "application/x-www-form-urlencoded"})
    connection = service.connect()
    connection.putrequest("POST", "/openai/v1/conversations")
    for name, value in service.headers({"Content-Length": str(33 * 1024 * 1024)}).items():
        connection.putheader(name, value)
    connection.endheaders(b" " * (33 * 1024 * 1024))
    assert connection.getresponse().status == 413
    connection.close()


def test_agents(service):
    created = service.ok("POST", PROJECT + "/agents?api-version=v1", {"name": "routes", "definition": DEFINITION,
                         "description": "d", "metadata": {"k": "v"}, "x-unknown": {"kept": True}})
    assert created["object"] == "agent" and created["id"] == created["name"] == "routes", created
    latest = created["versions"]["latest"]
    assert latest["object"] == "agent.version" and latest["id"] == "routes:1" and latest["version"] == "1", latest
    assert latest["definition"]["instructions"] == "Be brief." and latest["metadata"] == {"k": "v"}, latest
    assert service.ok("GET", "/agents/routes?api-version=v1") == created
    service.refused(409, "POST", "/agents?api-version=v1", {"name": "routes", "definition": DEFINITION})

    same = service.ok("POST", "/agents/routes?api-version=v1", {"definition": DEFINITION, "description": "d",
                                                                "metadata": {"k": "v"}})
    assert same["versions"]["latest"]["version"] == "1", same
    other = service.ok("POST", "/agents/routes?api-version=v1", {"definition": {**DEFINITION, "instructions": "More."}})
    assert other["versions"]["latest"]["version"] == "2", other
    third = service.ok("POST", "/agents/routes/versions?api-version=v1",
                       {"definition": {**DEFINITION, "temperature": 0.5}})
    assert third["object"] == "agent.version" and third["version"] == "3", third
    assert service.ok("GET", "/agents/routes/versions/3?api-version=v1") == third
    versions = service.ok("GET", "/agents/routes/versions?api-version=v1&order=asc")
    assert [version["version"] for version in versions["data"]] == ["1", "2", "3"], versions

    assert service.call("POST", "/agents/routes:disable?api-version=v1").status == 204
    assert service.ok("GET", "/agents/routes?api-version=v1")["state"] == "disabled"
    assert service.call("POST", "/agents/routes:enable?api-version=v1").status == 204
    assert service.ok("GET", "/agents/routes?api-version=v1")["state"] == "enabled"

    gone_version = service.ok("DELETE", "/agents/routes/versions/1?api-version=v1&force=true")
    assert gone_version == {"object": "agent.version.deleted", "name": "routes", "version": "1", "deleted": True}
    service.refused(404, "GET", "/agents/routes/versions/1?api-version=v1")
    service.refused(400, "DELETE", "/agents/routes?force=perhaps", param="force")
    assert service.ok("DELETE", "/agents/routes?api-version=v1") == {
        "object": "agent.deleted", "name": "routes", "deleted": True}
    for verb, path in (("GET", "/agents/routes"), ("DELETE", "/agents/routes"), ("POST", "/agents/routes:enable"),
                       ("GET", "/agents/routes/versions"), ("GET", "/agents/routes/versions/1")):
        service.refused(404, verb, path + "?api-version=v1")


def test_bad_agents(service):
    bad_names = ("", "-a", "a-", "a b", "a_b", "ü", "a" * 64, "a/b")
    for name in bad_names:
        service.refused(400, "POST", "/agents", {"name": name, "definition": DEFINITION}, param="name")
    for body in ({"name": "x"}, {"name": "x", "definition": []}, {"name": "x", "definition": {}},
                 {"name": "x", "definition": {"kind": "prompt"}}, {"name": 5, "definition": DEFINITION},
                 {"name": "x", "definition": {**DEFINITION, "temperature": 3}},
                 {"name": "x", "definition": {**DEFINITION, "temperature": "hot"}},
                 {"name": "x", "definition": {**DEFINITION, "top_p": -1}},
                 {"name": "x", "definition": {**DEFINITION, "tools": {}}},
                 {"name": "x", "definition": DEFINITION, "description": "d" * 513},
                 {"name": "x", "definition": DEFINITION, "metadata": {str(i): "" for i in range(17)}},
                 {"name": "x", "definition": DEFINITION, "metadata": {"k" * 65: ""}},
                 {"name": "x", "definition": DEFINITION, "metadata": {"k": "v" * 513}},
                 {"name": "x", "definition": DEFINITION, "metadata": {"k": 1}}):
        error = service.refused(400, "POST", "/agents?api-version=v1", body)
        assert error["type"] == "invalid_request_error", error
    service.refused(404, "GET", "/agents/x")


def page_through(service, path, key, **query):
    """Walks a list with `after` and checks that each page keeps its promises."""
    seen = []
    after = None
    while True:
        more = "".join(f"&{name}={value}" for name, value in query.items()) + (f"&after={after}" if after else "")
        page = service.ok("GET", f"{path}{'&' if '?' in path else '?'}{more[1:]}")
        assert page["object"] == "list", page
        seen += [entry[key] for entry in page["data"]]
        if not page["has_more"]:
            return seen
        assert len(page["data"]) == query["limit"], page
        assert page["last_id"] == page["data"][-1]["id"] and page["first_id"] == page["data"][0]["id"], page
        after = page["last_id"]


def test_paging(service):
    names = [f"page-{number:02}" for number in range(25)]
    for name in names:
        service.agent(name)
    assert page_through(service, "/agents", "name", limit=4, order="asc") == names
    assert page_through(service, "/agents", "name", limit=7, order="desc") == names[::-1]
    assert len(service.ok("GET", "/agents")["data"]) == 20
    assert service.ok("GET", "/agents?limit=100&order=asc&before=page-03")["data"][-1]["name"] == "page-02"
    for query, param in (("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("limit=-1", "limit"),
                         ("order=up", "order")):
        service.refused(400, "GET", f"/agents?{query}", param=param)
    for name in names:
        service.ok("DELETE", f"/agents/{name}")
    assert service.ok("GET", "/agents")["data"] == []


def test_deployments(service):
    values = service.ok("GET", PROJECT + "/deployments?api-version=v1")["value"]
    analyst = [entry for entry in values if entry["name"] == "built-in-analyst"]
    assert len(analyst) == 1 and analyst[0]["type"] == "ModelDeployment", values
    assert analyst[0]["modelName"] == "built-in-analyst" and analyst[0]["modelPublisher"] == "Sandpiper", analyst
    assert service.ok("GET", "/deployments/built-in-analyst?api-version=v1") == analyst[0]
    assert service.ok("GET", "/deployments?modelPublisher=Nobody")["value"] == []
    assert service.ok("GET", "/deployments?deploymentType=Other")["value"] == []
    service.refused(404, "GET", "/deployments/none")
    assert service.ok("GET", "/connections?api-version=v1") == {"value": []}
    service.refused(404, "GET", "/connections/none")
    service.refused(404, "POST", "/connections/none/getConnectionWithCredentials")
    assert service.ok("GET", "/openai/v1/models")["data"][0]["id"] == "built-in-analyst"
    assert service.ok("GET", "/v1/models/built-in-analyst")["object"] == "model"
    service.refused(404, "GET", "/v1/models/none")


def text(words):
    return {"type": "message", "role": "user", "content": words}


def test_conversations(service):
    made = service.ok("POST", PROJECT + "/openai/v1/conversations", {"items": [text("one"), text("two")],
                                                                     "metadata": {"title": "T"}})
    assert made["object"] == "conversation" and made["id"].startswith("conv_") and made["metadata"] == {"title": "T"}
    assert made["sandpiper"] == {"container_id": None, "response_id": None}, made
    path = f"/openai/v1/conversations/{made['id']}"
    assert service.ok("GET", path) == made
    assert service.ok("GET", path.replace("/openai/v1", "/openai")) == made
    assert service.ok("POST", path, {"metadata": {"title": "U"}})["metadata"] == {"title": "U"}

    added = service.ok("POST", path + "/items", {"items": [text("three"), {**text("four"), "role": "system"}]})
    assert [entry["content"][0]["text"] for entry in added["data"]] == ["three", "four"], added
    items = service.ok("GET", path + "/items?order=asc")
    assert [entry["content"][0]["text"] for entry in items["data"]] == ["one", "two", "three", "four"], items
    for item in items["data"]:
        assert item["id"].startswith("msg_") and item["type"] == "message" and item["status"] == "completed", item
        assert item["content"][0]["type"] == "input_text", item
    assert [entry["id"] for entry in service.ok("GET", path + "/items")["data"]] == [
        entry["id"] for entry in items["data"]][::-1]
    assert page_through(service, path + "/items", "id", limit=1, order="asc") == [e["id"] for e in items["data"]]
    assert service.ok("GET", path + "/items?item_type=reasoning")["data"] == []
    first = items["data"][0]
    assert service.ok("GET", f"{path}/items/{first['id']}?include[]=code_interpreter_call.outputs") == first
    assert service.ok("DELETE", f"{path}/items/{first['id']}")["id"] == made["id"]
    service.refused(404, "GET", f"{path}/items/{first['id']}")
    service.refused(404, "DELETE", f"{path}/items/{first['id']}")

    listed = service.ok("GET", "/openai/v1/conversations?limit=100")
    assert made["id"] in [entry["id"] for entry in listed["data"]], listed
    assert service.ok("DELETE", path) == {"id": made["id"], "object": "conversation.deleted", "deleted": True}
    for verb, end in (("GET", ""), ("POST", ""), ("DELETE", ""), ("GET", "/items"), ("POST", "/items"),
                      ("GET", "/items/msg_x"), ("DELETE", "/items/msg_x")):
        service.refused(404, verb, path + end, {"items": [text("x")], "metadata": {}} if verb == "POST" else None)


def test_bad_conversations(service):
    identity = service.conversation()
    path = f"/openai/v1/conversations/{identity}"
    for body in ({"items": [text(str(n)) for n in range(21)]}, {"items": {}}, {"items": ["x"]},
                 {"metadata": {"k": []}}, {"metadata": []}, {"items": [{"type": "message", "role": "user"}]},
                 {"items": [{"type": "message", "role": "nobody", "content": "x"}]},
                 {"items": [{"type": "message", "role": "user", "content": 5}]}):
        service.refused(400, "POST", "/openai/v1/conversations", body)
    for body in ({"items": [text(str(n)) for n in range(21)]}, {}, {"items": "x"}):
        service.refused(400, "POST", path + "/items", body, param="items")
    service.refused(400, "GET", path + "/items?limit=101", param="limit")
    assert service.ok("POST", "/openai/v1/conversations", {"items": [text(str(n)) for n in range(20)]})


def test_files(service):
    made = service.upload("Umsätze 2024.csv", CSV, path=PROJECT + "/openai/v1/files").json
    assert made["object"] == "file" and made["id"].startswith("assistant-") and made["bytes"] == len(CSV), made
    assert made["filename"] == "Umsätze 2024.csv" and made["purpose"] == "assistants", made
    assert made["status"] == "processed" and made["expires_at"] is None, made
    path = f"/openai/v1/files/{made['id']}"
    assert service.ok("GET", path) == made
    answer = service.call("GET", path + "/content")
    assert answer.body == CSV and answer.headers["content-length"] == str(len(CSV)), answer.headers
    assert "filename*=UTF-8''Ums%C3%A4tze%202024.csv" in answer.headers["content-disposition"], answer.headers
    part = service.call("GET", path + "/content", headers={"Range": "bytes=5-8"})
    assert part.status == 206 and part.body == CSV[5:9], (part.status, part.body)
    assert part.headers["content-range"] == f"bytes 5-8/{len(CSV)}", part.headers
    service.refused(416, "GET", path + "/content", headers={"Range": "bytes=9999-"})

    answer = service.upload("later.csv", CSV, **{"expires_after[anchor]": "created_at", "expires_after[seconds]": 3600})
    later = answer.json
    assert later["expires_at"] == later["created_at"] + 3600, later
    other = service.upload("data.csv", CSV, purpose="user_data").json
    assert [e["id"] for e in service.ok("GET", "/openai/v1/files?purpose=user_data")["data"]] == [other["id"]]
    ids = [made["id"], later["id"], other["id"]]
    assert page_through(service, "/openai/v1/files", "id", limit=1, order="asc") == ids
    assert [e["id"] for e in service.ok("GET", "/openai/v1/files?limit=10000")["data"]] == ids[::-1]
    service.refused(400, "GET", "/openai/v1/files?limit=10001", param="limit")
    for identity in ids:
        assert service.ok("DELETE", f"/openai/v1/files/{identity}") == {
            "id": identity, "object": "file", "deleted": True}
    for verb, end in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
        service.refused(404, verb, path + end)


def test_bad_uploads(service):
    before = len(service.ok("GET", "/openai/v1/files")["data"])

    def refused(status, body, kind, **more):
        return service.refused(status, "POST", "/openai/v1/files", body, headers={"Content-Type": kind}, **more)

    refused(400, *form("empty.csv", b"", purpose="assistants"))
    refused(400, *form("a.csv", CSV), param="purpose")
    refused(400, *form("a.csv", CSV, purpose="everything"), param="purpose")
    refused(400, *form(None, None, purpose="assistants"), param="file")
    refused(400, *form("a.csv", CSV, purpose="assistants", field="data"))
    refused(400, *form("", CSV, purpose="assistants"))
    refused(400, *form("a.csv", CSV, purpose="p" * 5000))
    refused(400, *form("a.csv", CSV, purpose="assistants", **{"expires_after[anchor]": "created_at",
                                                              "expires_after[seconds]": 5}))
    refused(400, *form("a.csv", CSV, purpose="assistants", **{"expires_after[anchor]": "yesterday",
                                                              "expires_after[seconds]": 3600}))
    body, kind = form("a.csv", CSV, purpose="assistants")
    for cut in (0, 10, len(body) // 2, len(body) - 6):
        refused(400, body[:cut], kind)
    refused(400, body.replace(b"Content-Disposition", b"Content Disposition"), kind)
    refused(400, b"nothing like a form", kind)
    refused(400, body, "multipart/form-data")
    refused(415, body, "application/octet-stream", code="unsupported_media_type")
    two = body.replace(b"--\r\n", b"\r\n") + form("b.csv", CSV)[0]
    refused(400, two, kind)
    connection = service.connect()
    connection.putrequest("POST", "/openai/v1/files")
    for name, value in service.headers({"Content-Type": kind, "Content-Length": str(600 * 1024 * 1024),
                                        "Expect": "100-continue"}).items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413, "refused before its bytes are sent"
    connection.close()
    assert len(service.ok("GET", "/openai/v1/files")["data"]) == before


def test_names(service):
    """A name never leads out of anything: those that try are refused, the others come back as a plain name."""
    for name in ("../../etc/passwd", "a/b.csv", "..", ".", "C:\\dir\\a.csv", "x" * 300 + ".csv"):
        answer = service.upload(name, CSV)
        assert answer.status == 400 and answer.error["message"], (name, answer.body)
    for name in ("a%22b.csv", "Umsätze – 売上.csv", "a b (2).csv", "‮gpj.csv", "ab.csv", "-rf"):
        made = service.upload(name, CSV).json
        for bad in "/\\\0\n":
            assert bad not in made["filename"], made
        assert 0 < len(made["filename"].encode()) <= 255, made
        assert service.call("GET", f"/openai/v1/files/{made['id']}/content").body == CSV
        service.ok("DELETE", f"/openai/v1/files/{made['id']}")


def test_containers(service):
    made = service.ok("POST", PROJECT + "/openai/v1/containers", {"name": "box", "memory_limit": "1g"})
    assert made["object"] == "container" and made["id"].startswith("cntr_") and made["name"] == "box", made
    assert made["expires_after"]["anchor"] == "last_active_at", made
    path = f"/openai/v1/containers/{made['id']}"
    assert service.ok("GET", path)["id"] == made["id"]
    listed = service.ok("GET", "/openai/v1/containers?limit=100&name=box")
    assert [entry["id"] for entry in listed["data"]] == [made["id"]], listed
    assert service.ok("GET", "/openai/v1/containers?name=other")["data"] == []

    body, kind = form("a.csv", CSV)
    first = service.ok("POST", path + "/files", body, headers={"Content-Type": kind})
    assert first["object"] == "container.file" and first["id"].startswith("cfile_"), first
    assert first["path"] == "/mnt/data/a.csv" and first["bytes"] == len(CSV) and first["source"] == "user", first
    uploaded = service.file("b.csv", CSV * 2)
    second = service.ok("POST", path + "/files", {"file_id": uploaded})
    assert second["path"] == "/mnt/data/b.csv" and second["bytes"] == 2 * len(CSV), second
    assert page_through(service, path + "/files", "id", limit=1, order="asc") == [first["id"], second["id"]]
    assert service.ok("GET", f"{path}/files/{second['id']}") == second
    answer = service.call("GET", f"{path}/files/{second['id']}/content", headers={"Accept": "application/binary"})
    assert answer.status == 200 and answer.body == CSV * 2
    service.refused(404, "GET", f"/openai/v1/files/{second['id']}/content")
    service.refused(404, "POST", path + "/files", {"file_id": "assistant-none"})
    service.refused(400, "POST", path + "/files", {})
    service.refused(400, "POST", path + "/files", {"file_id": 5})
    empty, empty_kind = form("e.csv", b"")
    service.refused(400, "POST", path + "/files", empty, headers={"Content-Type": empty_kind})
    deleted = service.ok("DELETE", f"{path}/files/{first['id']}")
    assert deleted == {"id": first["id"], "object": "container.file.deleted", "deleted": True}, deleted
    service.refused(404, "GET", f"{path}/files/{first['id']}")
    service.refused(404, "GET", f"{path}/files/{first['id']}/content")
    service.refused(404, "DELETE", f"{path}/files/{first['id']}")

    service.refused(400, "POST", "/openai/v1/containers", {}, param="name")
    service.refused(400, "POST", "/openai/v1/containers", {"name": "x", "memory_limit": "3g"})
    service.refused(400, "POST", "/openai/v1/containers", {"name": 5})
    deleted = service.ok("DELETE", path)
    assert deleted == {"id": made["id"], "object": "container.deleted", "deleted": True}, deleted
    for verb, end, sent in (("GET", "", None), ("DELETE", "", None), ("GET", "/files", None),
                            ("POST", "/files", {"file_id": uploaded}), ("GET", f"/files/{second['id']}", None)):
        service.refused(404, verb, path + end, sent)
    service.refused(404, "POST", path + "/files", body, headers={"Content-Type": kind})
    service.ok("DELETE", f"/openai/v1/files/{uploaded}")


def test_unknown_responses(service):
    for verb, end in (("GET", ""), ("GET", "?stream=true"), ("DELETE", ""), ("POST", "/cancel"),
                      ("GET", "/input_items")):
        service.refused(404, verb, "/openai/v1/responses/resp_none" + end)
    service.refused(400, "GET", "/openai/v1/responses/resp_none?stream=maybe", param="stream")
    service.refused(400, "GET", "/openai/v1/responses/resp_none?stream=true&starting_after=x", param="starting_after")
    assert service.ok("GET", "/openai/v1/responses")["data"] == []


def test_client_leaves_upload(service):
    """Cut off at any point of an upload: nothing stays, no descriptor leaks, the service goes on."""
    before = service.ok("GET", "/openai/v1/files?limit=1")["data"]
    service.ok("GET", "/sandpiper/status")
    descriptors = service.open_files()
    body, kind = form("big.bin", b"x" * 3_000_000, purpose="assistants")
    for cut in (0, 1, 100, 300, 10_000, 1_000_000, len(body) - 1):
        connection = service.connect()
        connection.putrequest("POST", "/openai/v1/files")
        for name, value in service.headers({"Content-Type": kind, "Content-Length": str(len(body))}).items():
            connection.putheader(name, value)
        connection.endheaders(body[:cut])
        gone(connection)
    eventually(lambda: service.open_files() <= descriptors)
    assert service.ok("GET", "/openai/v1/files?limit=1")["data"] == before
    eventually(lambda: not unfinished(service))


def test_many_requests(service):
    """Clients that would keep their connection are told not to, and nothing of the many stays open."""
    service.ok("GET", "/sandpiper/status")
    before = service.open_files()
    connection = service.connect()
    for number in range(200):
        connection.request("GET", "/agents" if number % 3 else "/nothing", headers=service.headers())
        response = connection.getresponse()
        response.read()
        assert response.status == (200 if number % 3 else 404)
        assert response.getheader("Connection") == "close", response.getheaders()
    connection.close()
    eventually(lambda: service.open_files() <= before)


def test_half_a_request(service):
    with socket.create_connection(("127.0.0.1", service.port)) as raw:
        raw.sendall(b"POST /openai/v1/conversations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le")
    with socket.create_connection(("127.0.0.1", service.port)) as raw:
        raw.sendall(b"\0\1\2\3\r\n\r\n")
        raw.settimeout(10)
        raw.recv(1000)
    assert service.ok("GET", "/sandpiper/status")


if __name__ == "__main__":
    sys.exit(main("rest-routes", chosen(dict(globals()))))
