// SPDX-License-Identifier: GPL-3.0-or-later
// The flow of the Foundry quickstart, written with @azure/ai-projects, against the local service.
// usage: node flows-projects.mjs BASE_URL KEY        Speaks TAP.

import assert from "node:assert/strict";
import { AIProjectClient } from "@azure/ai-projects";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import { toFile } from "openai";

const [base, key] = process.argv.slice(2);
const credential = { getToken: async () => ({ token: key, expiresOnTimestamp: Date.now() + 3600_000 }) };

// The SDK sends tokens over TLS only, and the service, which listens on this computer alone, has none: what the SDK believes to be
// https goes out as http, below the SDK and unchanged otherwise.
const plain = (url) => String(url).replace(/^https:/, "http:");
const below = createDefaultHttpClient();
const httpClient = {
  sendRequest(request) {
    request.url = plain(request.url);
    request.allowInsecureConnection = true;
    return below.sendRequest(request);
  },
};
const project = new AIProjectClient(`${base.replace(/^http:/, "https:")}/api/projects/local`, credential, { httpClient });
const openaiClient = () => project.getOpenAIClient({ baseURL: `${base}/api/projects/local/openai/v1` });
const TABLE = "company,sector,operating_profit\nNorth,TRANSPORTATION,10\nSouth,TRANSPORTATION,20\nWest,RETAIL,5\n";
const CHART = "Could you please create bar chart in the TRANSPORTATION sector for the operating profit from the uploaded csv file and provide file to me?";

const tests = {
  async "whole-quickstart"() {
    const openai = openaiClient();
    const file = await openai.files.create({ purpose: "assistants", file: await toFile(Buffer.from(TABLE), "results.csv") });
    const agent = await project.agents.createVersion("MyAgent", {
      kind: "prompt", model: "built-in-analyst", instructions: "You are a helpful assistant.",
      tools: [{ type: "code_interpreter", container: { type: "auto", file_ids: [file.id] } }],
    });
    assert.equal(agent.name, "MyAgent");
    assert.equal(agent.version, "1");
    const conversation = await openai.conversations.create();
    const response = await openai.responses.create(
      { conversation: conversation.id, input: CHART },
      { body: { conversation: conversation.id, input: CHART, agent_reference: { name: agent.name, type: "agent_reference" } } });
    assert.equal(response.status, "completed");
    const mark = response.output.at(-1).content.at(-1).annotations.at(-1);
    assert.equal(mark.type, "container_file_citation");
    const content = await openai.containers.files.content.retrieve(mark.file_id, { container_id: mark.container_id });
    const bytes = Buffer.from(await content.arrayBuffer());
    assert.equal(bytes.subarray(1, 4).toString(), "PNG");
    await openai.conversations.delete(conversation.id);
    await project.agents.deleteVersion(agent.name, agent.version);
    await openai.files.delete(file.id);
  },

  async "agents-and-versions"() {
    for (const instructions of ["one", "two", "three"])
      await project.agents.createVersion("Versions", { kind: "prompt", model: "built-in-analyst", instructions });
    const versions = [];
    for await (const version of project.agents.listVersions("Versions")) versions.push(version.version);
    assert.deepEqual(versions.sort(), ["1", "2", "3"]);
    const names = [];
    for await (const agent of project.agents.list()) names.push(agent.name);
    assert.ok(names.includes("Versions"));
    assert.equal((await project.agents.get("Versions")).versions.latest.definition.instructions, "three");
    await project.agents.delete("Versions");
    await assert.rejects(project.agents.get("Versions"), (error) => error.statusCode === 404);
  },

  async "deployments"() {
    const names = [];
    for await (const deployment of project.deployments.list()) names.push(deployment.name);
    assert.ok(names.includes("built-in-analyst"));
    assert.equal((await project.deployments.get("built-in-analyst")).type, "ModelDeployment");
  },
};

const names = Object.keys(tests);
let failed = 0;
console.log(`1..${names.length}`);
for (const [index, name] of names.entries()) {
  try {
    await tests[name]();
    console.log(`ok ${index + 1} /sp/conformance/projects/${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${index + 1} /sp/conformance/projects/${name}`);
    console.log(String(error?.stack ?? error).replace(/^/gm, "# "));
  }
}
process.exit(failed ? 1 : 0);
