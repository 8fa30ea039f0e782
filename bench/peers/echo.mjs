// A gRPC server that answers each request with its own bytes. `echo.mjs serve` sends its port to the process that forked it.
import grpc from "@grpc/grpc-js";

const same = (bytes) => bytes;
const streams = { requestStream: false, responseStream: false };
const codec = { requestSerialize: same, requestDeserialize: same, responseSerialize: same, responseDeserialize: same };
export const ECHO = { echo: { path: "/Echo/Echo", ...streams, ...codec } };

if (process.argv[2] === "serve") {
  const server = new grpc.Server();
  server.addService(ECHO, { echo: ({ request }, answer) => answer(null, request) });
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.send(port);
  });
  process.on("disconnect", () => process.exit());
}
