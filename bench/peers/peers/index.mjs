// The measured systems. A peer is a module of its name with the functions:
//
//   start(directory, log)     starts the server on an empty directory: {server, version, address, data}; `server` is a Server of
//                             lib/server.mjs, `address` (plain data) leads a client to it, `data` is the directory whose size counts
//   connect(address)          a client: {schedule(timer, caller), scheduleBatch(timers)?, close()}; a call returns once it is durable
//   consume(address, fired)   consumes forever: calls fired(payload) for each delivery, then acknowledges it
//
// This list describes each peer: its title, its Debian packages, and the workloads that it cannot run, with the reason.
// `only` names the workloads of a variant that otherwise equals another entry.

const SYNCED_LOG = "log entry synced before each answer (the only mode), 1 node";
const NO_BATCH = "no batch form";
const NO_ACK = "a lease that expires is no delivery: nothing is acknowledged, and what expires while nobody watches is gone";

export const PEERS = [
  {
    name: "minoots",
    title: "MINOOTS",
    durability: SYNCED_LOG,
  },
  {
    name: "minoots-submit",
    title: "MINOOTS, Submit stream",
    durability: SYNCED_LOG,
    note: "64 callers share one stream, as they share a channel or connection elsewhere",
    only: ["W1"],
  },
  {
    name: "bullmq",
    title: "BullMQ on Redis",
    debian: ["redis-server"],
    durability: "append-only file, appendfsync always",
  },
  {
    name: "pgboss",
    title: "pg-boss on PostgreSQL",
    debian: ["postgresql"],
    durability: "fsync on, synchronous_commit on",
    note: "polls every 0.5 s, the least it allows, up to 500 jobs a poll",
  },
  {
    name: "graphile",
    title: "graphile-worker on PostgreSQL",
    debian: ["postgresql"],
    durability: "fsync on, synchronous_commit on",
    note: "tuned: polls every 100 ms (default 2 s), 24 jobs at once, a local queue of 500",
  },
  {
    name: "beanstalkd",
    title: "beanstalkd",
    debian: ["beanstalkd"],
    durability: "binlog, fsync 0 (each write)",
    note: "whole seconds, rounded up here so that nothing is early",
    unable: { W1b: NO_BATCH },
  },
  {
    name: "nats",
    title: "NATS JetStream schedules",
    debian: ["nats-server"],
    durability: "file storage, sync_interval always, 1 replica",
  },
  {
    name: "restate",
    title: "Restate",
    durability: "its defaults, which sync each write, 1 node",
    unable: { W1b: NO_BATCH },
  },
  {
    name: "etcd",
    title: "etcd leases",
    debian: ["etcd-server"],
    durability: "log synced before each answer, 1 member",
    note: "two calls a timer (lease, key); whole seconds",
    unable: { W1b: NO_BATCH, W2: NO_ACK, W5: NO_ACK },
  },
  {
    name: "rabbitmq",
    title: "RabbitMQ quorum queues",
    debian: ["rabbitmq-server"],
    durability: "quorum queues, persistent messages, publisher confirms, 1 node",
    note: "messages expire only at the head of their queue: published in due order here, as in any other order they are late",
    unable: { W1b: NO_BATCH },
    dueOrder: true,
  },
];
