"""Sessions of the OpenAI Agents SDK, stored in MINOOTS.

The history of a session is an execution. The items of one call are stored under a name in it; the names count down, so
that the first name is the newest. A call adds all of its items or none.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence

try:
    from agents.items import TResponseInputItem
    from agents.memory import SessionABC, SessionSettings
    from agents.memory.session_settings import resolve_session_limit
except ModuleNotFoundError as error:
    raise ImportError("minoots.openai_agents needs its extra: pip install 'minoots[openai-agents]'") from error

from . import _fields, _framing
from ._backoff import Backoff
from ._ids import new_id
from .aio import AsyncClient
from .checkpoint_types import Checkpoint
from .errors import ConflictError, InternalError, NotFoundError
from .types import Payload

__all__ = ["MinootsSession"]

_CONTENT_TYPE = "application/vnd.minoots.session"
_NUMBER_MAX = 10**12 - 1
_AT_A_TIME = 20
_REMEMBERED_MAX = 1_000
# With the pauses between them, the attempts take at most about half a minute.
_ATTEMPTS_MAX = 30
_CHANGED = ("VERSION_CONFLICT", "VERSION_REQUIRED")


class MinootsSession(SessionABC):
    """The history of a conversation, which survives its processes. Several processes may add to one history.

    ``prefix`` separates the sessions of several applications of a tenant.
    """

    def __init__(
        self,
        session_id: str,
        client: AsyncClient,
        *,
        prefix: str = "session",
        session_settings: SessionSettings | None = None,
    ) -> None:
        self.session_id = _fields.said(session_id, "session_id", "conversation-1")
        self.session_settings = session_settings or SessionSettings()
        self._client = client
        key = hashlib.sha256(session_id.encode()).hexdigest()[:40]
        self._execution = f"{_fields.said(prefix, 'prefix', 'session')}.{key}"
        self._known: dict[tuple[str, str], bytes] = {}

    async def get_items(self, limit: int | None = None) -> list[TResponseInputItem]:
        """Returns the items, oldest first; with a limit, that many of the newest."""
        limit = resolve_session_limit(limit, self.session_settings)
        newest: list[TResponseInputItem] = []
        if limit is not None and limit <= 0:
            return newest
        batches = await self._names(None if limit is None else limit)
        for at in range(0, len(batches), _AT_A_TIME):
            read = await asyncio.gather(*(self._read(one) for one in batches[at : at + _AT_A_TIME]))
            for items in read:
                newest += reversed(items or [])
            if limit is not None and len(newest) >= limit:
                break
        return newest[:limit][::-1]

    async def add_items(self, items: list[TResponseInputItem]) -> None:
        """Adds items: all or none."""
        if not items:
            return
        number, backoff = await self._next(), Backoff()
        for _ in range(_ATTEMPTS_MAX):
            try:
                await self._write(_name(number), items, 0)
                return
            except ConflictError as error:
                if error.reason not in _CHANGED:
                    raise
            # Another writer was faster. The next number may be taken by the end of the pause, and is newer than the
            # stored ones.
            await asyncio.sleep(backoff.next())
            number = max(number + 1, await self._next())
        raise ConflictError(f"session {self.session_id} is added to by others again and again")

    async def pop_item(self) -> TResponseInputItem | None:
        """Removes and returns the newest item; None if there is none."""
        backoff = Backoff()
        for _ in range(_ATTEMPTS_MAX):
            batches = await self._names(1)
            if not batches:
                return None
            items = await self._read(batches[0])
            if items is not None and await self._shortened(batches[0], items):
                return items[-1]
            await asyncio.sleep(backoff.next())
        raise ConflictError(f"session {self.session_id} is changed by others again and again")

    async def _shortened(self, batch: Checkpoint, items: Sequence[TResponseInputItem]) -> bool:
        """Removes the last item of a stored batch. Returns whether the batch was unchanged in the meantime."""
        try:
            if len(items) > 1:
                await self._write(batch.name, items[:-1], batch.version)
            else:
                await self._remove(batch)
        except (ConflictError, NotFoundError) as error:
            if error.reason not in (*_CHANGED, "CHECKPOINT"):
                raise
            return False
        return True

    async def clear_session(self) -> None:
        """Removes all items. Items that are added during the call may stay. A repeat after a crash continues the
        removal.
        """
        async for one in self._client.list_checkpoints(self._execution, page_size=200):
            try:
                await self._remove(one)
            except (ConflictError, NotFoundError) as error:
                if error.reason not in (*_CHANGED, "CHECKPOINT"):
                    raise
        self._known.clear()

    async def _names(self, most: int | None) -> list[Checkpoint]:
        """Returns the stored batches, newest first, at most ``most`` of them."""
        found: list[Checkpoint] = []
        size = 200 if most is None else min(200, most)
        async for one in self._client.list_checkpoints(self._execution, page_size=size):
            if one.name[0] != "b" or len(found) == most:
                break
            found.append(one)
        return found

    async def _next(self) -> int:
        newest = await self._names(1)
        return 1 if not newest else _NUMBER_MAX - int(newest[0].name[1:]) + 1

    async def _read(self, batch: Checkpoint) -> list[TResponseInputItem] | None:
        """Reads the items of a stored batch; None if it was removed in the meantime."""
        key = (batch.name, batch.checksum)
        body = self._known.get(key)
        if body is None:
            try:
                found = await self._client.get_checkpoint(self._execution, batch.name)
                data = found.data or b""
                parts = [
                    (await self._client.get_checkpoint(self._execution, piece)).data or b""
                    for piece in _framing.pieces(data)
                ]
            except NotFoundError:
                return None
            body = _framing.whole(data)
            body = _framing.joined(data, parts) if body is None else body
            if found.checksum == batch.checksum:
                while len(self._known) >= _REMEMBERED_MAX:
                    del self._known[next(iter(self._known))]
                self._known[key] = body
        items = json.loads(body)
        if not isinstance(items, list):
            raise InternalError(f"{batch.name} of {self._execution} is no list of items")
        return items

    async def _write(self, name: str, items: Sequence[TResponseInputItem], expected: int) -> None:
        data, pieces = _framing.framed(_written(items), new_id())
        for piece, part in pieces:
            await self._client.put_checkpoint(self._execution, piece, Payload(part, _CONTENT_TYPE))
        await self._client.put_checkpoint(
            self._execution, name, Payload(data, _CONTENT_TYPE), expected_version=expected, keep_last=1
        )

    async def _remove(self, batch: Checkpoint) -> None:
        await self._client.delete_checkpoint(self._execution, batch.name, expected_version=batch.version)


def _written(items: Sequence[TResponseInputItem]) -> bytes:
    """Encodes items as JSON, in ASCII if a text has a lone surrogate, which models write and UTF-8 cannot encode."""
    try:
        return json.dumps(list(items), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(list(items), separators=(",", ":")).encode()


def _name(number: int) -> str:
    return f"b{_NUMBER_MAX - number:012}"
