// Makes calls with grpc-js and reports how they ended. Reads { endpoints: [address], calls: [{ path, message }], times
// } as JSON from standard input, messages in hexadecimal. Writes, for each endpoint, for each call, the distinct ends
// of its repetitions as a JSON array.
import { readFileSync } from "node:fs";

import { Client, credentials, Metadata } from "@grpc/grpc-js";

const DEADLINE_MS = 30_000;

const asked = JSON.parse(readFileSync(0, "utf8"));
const identity = (bytes) => bytes;

// Returns the end of one call: its status, message and details, unchanged.
function end(client, { path, message }) {
  return new Promise((done) => {
    const options = { deadline: Date.now() + DEADLINE_MS };
    const call = client.makeUnaryRequest(path, identity, identity, Buffer.from(message, "hex"), new Metadata(), options, () => {});
    call.on("status", ({ code, details, metadata }) => {
      const more = metadata.get("grpc-status-details-bin").map((bytes) => bytes.toString("hex"));
      done(JSON.stringify({ code, details, more }));
    });
  });
}

const told = [];
for (const endpoint of asked.endpoints) {
  const client = new Client(endpoint, credentials.createInsecure());
  const ends = [];
  for (const call of asked.calls) {
    const repeated = await Promise.all(Array.from({ length: asked.times }, () => end(client, call)));
    ends.push([...new Set(repeated)]);
  }
  client.close();
  told.push(ends);
}
process.stdout.write(JSON.stringify(told));
