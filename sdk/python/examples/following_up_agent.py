"""An agent that checks a build, and schedules its next check for as long as necessary.

    python following_up_agent.py RUN

Kill it at any instant, kill -9 included, and start it again: its scheduled checks come due whether it runs or not, and
no check is scheduled twice. `Model` replaces a language model, so that this runs without one: any LLM of LlamaIndex
with function calls can take its place. The default address is MINOOTS_ENDPOINT, or else this machine.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Any

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.base.llms.types import ChatMessage, MessageRole, ToolCallBlock
from llama_index.core.llms.mock import MockFunctionCallingLLM

from minoots import AsyncClient, Client, DeliveryInfo, NewTimer, Worker
from minoots.llamaindex import MinootsToolSpec

LOOKS = 3


class Model:
    """Answers like a language model: check again in a second, until the build has passed at the third check."""

    def __init__(self, run: str) -> None:
        self._run = run

    def __call__(self, messages: Sequence[ChatMessage], **_: Any) -> ChatMessage:
        question = next(message.content or "" for message in messages if message.role is MessageRole.USER)
        found = re.search(r"look (\d+)", question)
        look = int(found[1]) if found else LOOKS
        if look >= LOOKS:
            return ChatMessage(role=MessageRole.ASSISTANT, content="The build has passed.")
        if messages[-1].role is MessageRole.TOOL:
            return ChatMessage(role=MessageRole.ASSISTANT, content="It still runs. I look again in a second.")
        follow_up = {
            "id": f"{self._run}-{look + 1}",
            "name": "look again",
            "delay": "1s",
            "message": question.replace(f"look {look}", f"look {look + 1}"),
        }
        block = ToolCallBlock(tool_call_id="1", tool_name="minoots_schedule_timer", tool_kwargs=follow_up)
        return ChatMessage(role=MessageRole.ASSISTANT, blocks=[block])


def main(run: str) -> None:
    queue = f"agent-{run}"
    worker = Worker()
    with Client() as client:
        first = "Has the build passed? (look 1)"
        client.create(NewTimer("look", delay="0s", id=f"{run}-1", queue=queue, payload=first, ack_deadline="2s"))

    @worker.on("timer.fired", queue=queue)
    async def wake(job: DeliveryInfo) -> None:
        question = str(job.event.data())
        say(f"asked: {question}")
        async with AsyncClient() as client:
            tools: list[Any] = list(MinootsToolSpec(async_client=client, queue=queue).to_tool_list())
            agent = FunctionAgent(tools=tools, llm=MockFunctionCallingLLM(response_generator=Model(run)))
            output: Any = await agent.run(question)
        answer = str(output.response.content)
        say(f"answered: {answer}")
        if os.environ.get("DIE_AT") == question:
            os.kill(os.getpid(), 9)
        if "passed" in answer:
            worker.stop()

    worker.run()


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
