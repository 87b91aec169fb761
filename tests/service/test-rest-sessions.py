#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions of the containers over plain HTTP: state, variables, tables, restart, end, running cells again."""

import sys

sys.dont_write_bytecode = True  # the source tree stays as it is

from rest import chosen, eventually, main


def path(container, rest):
    return f"/sandpiper/containers/{container}/{rest}"


def asked(service):
    """A container in which the analyst has run cells."""
    service.need_sandbox()
    if service.call("GET", "/agents/sessions").status == 404:
        service.agent("sessions")
    content = [{"type": "input_text", "text": "What is the total of sales by city?"},
               {"type": "input_file", "file_id": service.file("sales.csv")}]
    conversation = service.conversation()
    response = service.ok("POST", "/openai/v1/responses", {
        "conversation": conversation, "agent_reference": {"type": "agent_reference", "name": "sessions"},
        "input": [{"type": "message", "role": "user", "content": content}]}, timeout=180)
    assert response["status"] == "completed", response
    return service.ok("GET", f"/openai/v1/conversations/{conversation}")["sandpiper"]["container_id"]


def test_none(service):
    service.refused(404, "GET", path("cntr_none", "session"))
    for rest in ("restart", "end", "replay", "replay/stop"):
        service.refused(404, "POST", path("cntr_none", rest))
    container = service.ok("POST", "/openai/v1/containers", {"name": "by hand"})["id"]
    session = service.ok("GET", path(container, "session"))
    assert session["status"] == "none" and session["replayable_cells"] == 0, session
    service.refused(409, "GET", path(container, "variables"), code="no_session")
    service.refused(409, "POST", path(container, "replay"), code="nothing_to_replay")
    for query in ("offset=-1", "limit=201", "columns=x"):
        service.refused(400, "GET", path(container, "variables/df?" + query), param=query.split("=", 1)[0])


def test_variables(service):
    container = asked(service)
    session = service.ok("GET", path(container, "session"))
    assert session["status"] == "idle" and session["cells"] > 0 and session["cpu"] > 0, session
    assert 0 < session["idle_left"] <= 1800 and 0 < session["time_left"] <= 3600, session
    variables = service.ok("GET", path(container, "variables"))["variables"]
    frames = [variable for variable in variables if variable["table"]]
    assert frames, variables
    whole = service.ok("GET", path(container, f"variables/{frames[0]['name']}"))
    assert len(whole["rows"]) == whole["n_rows"] == frames[0]["shape"][0], whole
    part = service.ok("GET", path(container, f"variables/{frames[0]['name']}?offset=1&limit=1&columns=1"))
    assert part["offset"] == 1 and part["rows"][0][0] == whole["rows"][1][0] and len(part["columns"]) <= 2, part
    service.refused(404, "GET", path(container, "variables/nothing"), code="no_variable", param="name")


def test_end_and_replay(service):
    container = asked(service)
    before = [variable["name"] for variable in service.ok("GET", path(container, "variables"))["variables"]]
    assert service.ok("POST", path(container, "end"))["status"] == "expired"
    assert service.ok("GET", "/sandpiper/status")["sessions"] >= 0
    service.refused(409, "GET", path(container, "variables"), code="no_session")

    begun = service.ok("POST", path(container, "replay"))
    assert begun["status"] == "replaying" and begun["replay"]["n_cells"] > 0, begun
    service.refused(409, "POST", path(container, "restart"), code="session_busy")
    eventually(lambda: service.ok("GET", path(container, "session"))["status"] == "idle", timeout=60)
    replay = service.ok("GET", path(container, "session"))["replay"]
    assert replay["status"] == "done" and replay["n_done"] == replay["n_cells"], replay
    assert not [cell for cell in replay["cells"] if "change" in cell], replay
    assert [variable["name"] for variable in service.ok("GET", path(container, "variables"))["variables"]] == before


def test_restart(service):
    container = asked(service)
    assert service.ok("POST", path(container, "restart"))["status"] == "idle"
    assert service.ok("GET", path(container, "variables"))["variables"] == []
    assert service.ok("GET", path(container, "session"))["cells"] == 0
    files = service.ok("GET", f"/openai/v1/containers/{container}/files")["data"]
    assert any(file["path"] == "/mnt/data/sales.csv" for file in files), files


if __name__ == "__main__":
    sys.exit(main("rest-sessions", chosen(globals())))
