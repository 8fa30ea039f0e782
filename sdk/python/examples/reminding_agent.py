"""An agent that asks for approval, and continues on its own if no answer arrives in time.

    python reminding_agent.py THREAD "Paint the shed"

Kill it at any instant, kill -9 included, and start it again: it continues where it was. The deadline passes whether it
runs or not. The default address is MINOOTS_ENDPOINT, or else this machine.
"""

from __future__ import annotations

import os
import sys
from typing import TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph

from minoots import Client, Worker
from minoots.langgraph import MinootsSaver, Waits


class State(TypedDict, total=False):
    task: str
    plan: list[str]
    approved: bool
    report: str


def main(thread: str, task: str, patience: str = "3s") -> None:
    client = Client()
    waits = Waits(client, queue=f"agent-{thread}", lease_ttl="2s", grace="1s", ack_deadline="5s")
    worker = Worker()

    def plan(state: State) -> State:
        say("planning")
        return {"plan": [f"{verb} {state['task']}" for verb in ("prepare", "do", "check")]}

    def ask(state: State) -> State:
        say("asking")
        answer = waits.interrupt({"approve?": state["plan"]}, deadline=patience, default=True)
        return {"approved": bool(answer)}

    def act(state: State) -> State:
        say("acting")
        if os.environ.get("DIE_WHILE_ACTING"):
            os.kill(os.getpid(), 9)
        return {"report": "; ".join(state["plan"]) if state["approved"] else "nothing done"}

    def report(state: State) -> State:
        say(f"report: {state['report']}")
        worker.stop()
        return {}

    builder = StateGraph(State)
    previous = START
    for node in (plan, ask, act, report):
        builder.add_node(node.__name__, node)
        builder.add_edge(previous, node.__name__)
        previous = node.__name__
    builder.add_edge(previous, END)
    graph = builder.compile(checkpointer=MinootsSaver(client))
    config: RunnableConfig = {"configurable": {"thread_id": thread}}
    with waits.exclusive(thread, wait="10s"):
        snapshot = graph.get_state(config)
        if not snapshot.next and not snapshot.values.get("report"):
            graph.invoke({"task": task}, config, durability="sync")
        elif not snapshot.interrupts:
            graph.invoke(None, config, durability="sync")
    waits.serve(worker, graph)
    if graph.get_state(config).next:
        worker.run()


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
