// SPDX-License-Identifier: GPL-3.0-or-later
// The flows of the documents that the system was specified from, written with the real SDKs, against the local service.
// usage: node flows.mjs BASE_URL KEY        Speaks TAP.

import assert from "node:assert/strict";
import { createReadStream, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { toFile } from "openai";

const [base, key] = process.argv.slice(2);
const openai = new OpenAI({ baseURL: `${base}/openai/v1`, apiKey: key, maxRetries: 0 });
const INCLUDE = ["code_interpreter_call.outputs"];
const TABLE = "company,sector,operating_profit\nNorth,TRANSPORTATION,10\nSouth,TRANSPORTATION,20\nWest,RETAIL,5\nEast,TRANSPORTATION,-3\n";
const CHART = "Could you please create bar chart in the TRANSPORTATION sector for the operating profit from the uploaded csv file and provide file to me?";

const upload = async (name = "results.csv", content = TABLE) =>
  openai.files.create({ purpose: "assistants", file: await toFile(Buffer.from(content), name) });
const tool = (...ids) => ({ type: "code_interpreter", container: { type: "auto", file_ids: ids } });

function citations(response) {
  return response.output.filter((item) => item.type === "message").flatMap((item) => item.content)
    .flatMap((part) => part.annotations ?? []).filter((mark) => mark.type === "container_file_citation");
}

async function download(citation) {
  const content = await openai.containers.files.content.retrieve(citation.file_id, { container_id: citation.container_id });
  return Buffer.from(await content.arrayBuffer());
}

function assertPng(bytes) {
  assert.equal(bytes.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  assert.ok(bytes.length > 5000, "a chart, not an empty picture");
}

const tests = {
  async "response-with-a-file"() {
    const file = await upload();
    const response = await openai.responses.create({ model: "built-in-analyst", tools: [tool(file.id)], input: CHART, include: INCLUDE });
    assert.equal(response.status, "completed");
    assert.match(response.output_text, /operating/);
    const marks = citations(response);
    assert.equal(marks.length, 1);
    assertPng(await download(marks[0]));
    const calls = response.output.filter((item) => item.type === "code_interpreter_call");
    assert.ok(calls.length >= 2 && calls.every((call) => call.status === "completed" && call.outputs.length > 0));
    await openai.files.delete(file.id);
    await assert.rejects(openai.files.retrieve(file.id), OpenAI.NotFoundError);
  },

  async "upload-as-a-stream"() {
    const path = join(mkdtempSync(join(tmpdir(), "sp-conformance-")), "größe 表.csv");
    writeFileSync(path, TABLE);
    const file = await openai.files.create({ purpose: "assistants", file: createReadStream(path) });
    assert.equal(file.filename, "größe 表.csv");
    const content = await openai.files.content(file.id);
    assert.equal(await content.text(), TABLE);
  },

  async "stream-in-the-exact-order"() {
    const file = await upload();
    const stream = await openai.responses.create({ model: "built-in-analyst", tools: [tool(file.id)], input: CHART, include: INCLUDE, stream: true });
    const types = [];
    let expected = 0;
    for await (const event of stream) {
      assert.equal(event.sequence_number, expected++);
      if (types.at(-1) !== event.type) types.push(event.type);
    }
    const call = types.slice(types.indexOf("response.code_interpreter_call.in_progress"));
    assert.deepEqual(call.slice(0, 6), ["response.code_interpreter_call.in_progress", "response.code_interpreter_call_code.delta",
      "response.code_interpreter_call_code.done", "response.code_interpreter_call.interpreting",
      "response.code_interpreter_call.completed", "response.output_item.done"]);
    assert.deepEqual(types.slice(0, 2), ["response.created", "response.in_progress"]);
    assert.equal(types.at(-1), "response.completed");
  },

  async "stream-helper"() {
    const stream = openai.responses.stream({ model: "built-in-analyst", tools: [tool()], input: "I need to solve the equation `3x + 11 = 14`. Can you help me?" });
    let text = "";
    stream.on("response.output_text.delta", (event) => { text += event.delta; });
    const response = await stream.finalResponse();
    assert.equal(response.status, "completed");
    assert.ok(text.length > 0 && response.output_text.length > 0);
    assert.match(response.output_text, /\b1\b/);
  },

  async "conversation-of-two-turns"() {
    const file = await upload();
    const conversation = await openai.conversations.create({ metadata: { topic: "results" } });
    const ask = (input) => openai.responses.create({ model: "built-in-analyst", tools: [tool(file.id)], conversation: conversation.id, input });
    assert.match((await ask("What is the highest operating profit?")).output_text, /20/);
    assert.match((await ask("And the lowest?")).output_text, /-3|−3/);
    const items = [];
    for await (const item of openai.conversations.items.list(conversation.id, { limit: 2, order: "asc" })) items.push(item);
    assert.ok(items.length >= 6);
    assert.equal(items[0].role, "user");
    await openai.conversations.delete(conversation.id);
    await assert.rejects(openai.conversations.retrieve(conversation.id), OpenAI.NotFoundError);
  },

  async "previous-response"() {
    const file = await upload();
    const first = await openai.responses.create({ model: "built-in-analyst", tools: [tool(file.id)], input: "What is the average operating profit?" });
    assert.match(first.output_text, /8/);
    const second = await openai.responses.create({ model: "built-in-analyst", tools: [tool(file.id)], previous_response_id: first.id, input: "What is the total?" });
    assert.match(second.output_text, /32/);
  },

  async "background-and-poll"() {
    let response = await openai.responses.create({ model: "built-in-analyst", tools: [tool()], input: "Solve x + 1 = 3", background: true });
    assert.ok(["queued", "in_progress"].includes(response.status));
    for (let n = 0; n < 200 && ["queued", "in_progress"].includes(response.status); n++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      response = await openai.responses.retrieve(response.id);
    }
    assert.equal(response.status, "completed");
    const again = await openai.responses.retrieve(response.id, { stream: false });
    assert.equal(again.output_text, response.output_text);
  },

  async "cancel"() {
    const running = await openai.responses.create({ model: "built-in-analyst", tools: [tool()], input: "Solve x + 1 = 3", background: true });
    const cancelled = await openai.responses.cancel(running.id);
    assert.ok(["cancelled", "completed"].includes(cancelled.status));
  },

  async "two-conversations-at-once"() {
    const file = await upload();
    const answers = await Promise.all(["highest", "lowest"].map((word) => openai.responses.create({
      model: "built-in-analyst", tools: [tool(file.id)], input: `What is the ${word} operating profit?`, include: INCLUDE })));
    const containers = new Set(answers.flatMap((answer) => answer.output).map((item) => item.container_id).filter(Boolean));
    assert.equal(containers.size, 2);
  },

  async "containers"() {
    const container = await openai.containers.create({ name: "by hand" });
    const file = await openai.containers.files.create(container.id, { file: await toFile(Buffer.from("a,b\n1,2\n"), "small.csv") });
    assert.equal(file.path, "/mnt/data/small.csv");
    const names = [];
    for await (const entry of openai.containers.files.list(container.id)) names.push(entry.path);
    assert.deepEqual(names, ["/mnt/data/small.csv"]);
    await openai.containers.files.delete(file.id, { container_id: container.id });
    await openai.containers.delete(container.id);
  },

  async "paging-through-250"() {
    const conversation = await openai.conversations.create({});
    for (let n = 0; n < 250; n += 10)
      await openai.conversations.items.create(conversation.id, { items: Array.from({ length: 10 }, (_, i) => (
        { type: "message", role: "user", content: [{ type: "input_text", text: `item ${n + i}` }] })) });
    const seen = [];
    for await (const item of openai.conversations.items.list(conversation.id, { order: "asc", limit: 33 })) seen.push(item.content[0].text);
    assert.deepEqual(seen, Array.from({ length: 250 }, (_, n) => `item ${n}`));
  },

  async "errors"() {
    const stranger = new OpenAI({ baseURL: `${base}/openai/v1`, apiKey: "wrong", maxRetries: 0 });
    await assert.rejects(stranger.files.list(), OpenAI.AuthenticationError);
    await assert.rejects(openai.responses.retrieve("resp_none"), OpenAI.NotFoundError);
    await assert.rejects(openai.responses.create({ model: "built-in-analyst", input: 7 }), OpenAI.BadRequestError);
    await assert.rejects(openai.responses.create({ model: "no-such-model", input: "?" }), (error) => error.code === "DeploymentNotFound");
    await assert.rejects(openai.files.create({ purpose: "assistants", file: await toFile(Buffer.alloc(0), "empty.csv") }), OpenAI.BadRequestError);
  },
};

const names = Object.keys(tests);
let failed = 0;
console.log(`1..${names.length}`);
for (const [index, name] of names.entries()) {
  try {
    await tests[name]();
    console.log(`ok ${index + 1} /sp/conformance/openai/${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${index + 1} /sp/conformance/openai/${name}`);
    console.log(String(error?.stack ?? error).replace(/^/gm, "# "));
  }
}
process.exit(failed ? 1 : 0);
