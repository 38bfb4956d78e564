"""Everything where the practice room reaches into simcord: its page, its queue of actions, its record of errors.

None of these has a public handle in simcord; an update of simcord needs this file, and no other, read again.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import discord
import simcord
from simcord import interactions
from simcord.backend.models import Message
from simcord.preview import Preview, _markdown, _snapshot
from simcord.types import HttpLogEntry

from bot.sandbox.typed import NotUnderstoodError, Typed, read_command
from bot.ui.errors import sentence_for

_ANSWERED = frozenset({"run_command", "click", "select", "modal_submit"})
"""Actions after which the page shows the message that answers them."""


SHOWN = 25
"""Messages the page holds at once, older ones a press away: simcord draws all of them anew at every answer.

Fewer would not hold the newest: simcord begins 24 before it.
"""
PARSED = 4_096
"""Texts whose Markdown is remembered: what the page's messages hold, several times over."""


class RoomPage:
    """The page of one preview: takes its actions in turn, runs commands typed as text, and shows the answers.

    `presses` tells which command a button types, by message and component. `room` is where hints are said.
    """

    def __init__(
        self,
        env: simcord.Env,
        preview: Preview,
        room: discord.abc.Messageable,
        presses: Mapping[tuple[int, int], str],
    ) -> None:
        self.turn = asyncio.Lock()
        """Held by whatever may change the room: simcord refuses what overlaps, and its page then takes nothing more."""
        self._env = env
        self._preview = preview
        self._room = room
        self._presses = {
            f"message:{message}:component:{component}": command
            for (message, component), command in presses.items()
        }
        self._shown = len(env.http_requests)
        if preview._python is not None:  # noqa: SLF001 - simcord draws it at every answer, for tests that look at it
            preview._pages.pop(preview._python.id, None)  # noqa: SLF001
        self._act = preview._action  # noqa: SLF001 - simcord offers no way to queue behind a page's actions
        preview._action = self._in_turn  # type: ignore[method-assign]  # noqa: SLF001
        self._finish = preview._finish_action  # noqa: SLF001
        preview._finish_action = self._show_when_finished  # type: ignore[method-assign]  # noqa: SLF001

    async def catch_up(self) -> None:
        """Show what the bot did by itself since the last look. The caller holds `turn`."""
        # A refresh takes away what the viewer is typing: only what no action of theirs has shown counts.
        news = self._env.http_requests[self._shown :]
        if any(_changes_the_channel(entry, self._env.bot.application_id) for entry in news):
            await self._preview.refresh()
        self._shown = len(self._env.http_requests)

    async def _in_turn(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self.turn:
            page = self._preview._get_page(context_id)  # noqa: SLF001
            if "published_revision" in body:
                # simcord refuses an action begun on a page that has changed since; Discord asks only whether
                # what was pressed is still there.
                body = {**body, "published_revision": page.revision}
            hint = None
            try:
                typed = self._typed(body, page.command_catalog.get("entries", ()))
            except NotUnderstoodError as error:
                typed, hint = None, str(error)
            if typed is not None:
                body = _run(body, typed)
            result = await self._act(context_id, body)
        if hint is not None and not result["rejected"]:
            await self._room.send(hint)
        return result

    def _typed(self, body: Mapping[str, Any], catalog: Any) -> Typed | None:
        """Return the command that an action stands for without being one."""
        if body.get("kind") == "send_message":
            return read_command(str(body.get("content")), catalog)
        if body.get("kind") == "click" and body.get("control_key") in self._presses:
            return read_command(self._presses[str(body["control_key"])], catalog)
        return None

    def _show_when_finished(self, page: Any, action: Any, *how: Any, **more: Any) -> dict[str, Any]:
        """Scroll the page to the newest message of an answer, before simcord draws it."""
        result = self._finish(page, action, *how, **more)
        told = [int(each["messageId"]) for each in action.outcomes if each.get("messageId")]
        if action.kind in _ANSWERED and told and max(told) > (page.target_id or 0):
            page.target_id = page.window_end_id = max(told)
        return result


def _run(body: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    envelope = {
        key: body[key] for key in body if key not in {"content", "reply_to_id", "control_key", "target_id"}
    }
    return {
        **envelope,
        "kind": "run_command",
        "command_id": typed.entry["commandId"],
        "path": list(typed.entry["path"]),
        "schema_fingerprint": typed.entry["schemaFingerprint"],
        "options": dict(typed.options),
    }


def tell_faults_only(env: simcord.Env) -> None:
    """Keep polite refusals out of simcord's count of errors: they are answers, not faults."""
    record = env._record_error  # noqa: SLF001

    def record_fault(error: BaseException) -> None:
        if sentence_for(error) is None:
            record(error)

    env._record_error = record_fault  # type: ignore[method-assign]  # noqa: SLF001


def show_few_messages() -> None:
    """Let an answer after fifty messages take no longer to be shown than one after `SHOWN`.

    The list beside the page is made anew as well: it holds as many, until it is searched or turned.
    """
    _snapshot.HISTORY_WINDOW_SIZE = SHOWN  # type: ignore[attr-defined]
    listed = _snapshot._message_navigation  # type: ignore[attr-defined]  # noqa: SLF001

    def latest(preview: Preview, page: Any, visible: list[Message]) -> Any:
        whole = page.navigation_query or page.navigation_cursor
        return listed(preview, page, visible if whole else visible[-SHOWN:])

    _snapshot._message_navigation = latest  # type: ignore[attr-defined]  # noqa: SLF001


def parse_once() -> None:
    """Parse each text's Markdown once, however often the page is drawn.

    simcord parses every text of every message at every drawing, each with a parser of its own. What a text says depends
    on nothing but its field's policy and, where it mentions something, the names it may mention.
    """
    build = _markdown._markdown_parser  # noqa: SLF001

    @lru_cache(maxsize=PARSED)
    def parsed(policy: str, names: str, way: str, text: str) -> Sequence[Any]:
        names_now = json.loads(names)
        tokens: Sequence[Any] = getattr(build(json.loads(policy), names_now), way)(
            text, {"context": names_now}
        )
        return tokens

    class Remembering:
        """Stands where simcord expects a parser that it builds for one text."""

        def __init__(self, policy: Mapping[str, bool | str], context: Mapping[str, Any]) -> None:
            self._policy, self._context = json.dumps(policy), context

        def parse(self, text: str, _environment: object) -> Sequence[Any]:
            return self._tokens("parse", text)

        def parseInline(self, text: str, _environment: object) -> Sequence[Any]:  # noqa: N802 - markdown-it's name
            return self._tokens("parseInline", text)

        def _tokens(self, way: str, text: str) -> Sequence[Any]:
            mentions = "<" in text or "@" in text
            return parsed(self._policy, json.dumps(self._context) if mentions else "{}", way, text)

    _markdown._markdown_parser = Remembering  # noqa: SLF001


def show_every_speaker() -> None:
    """Give each persona's message a heading of its own, as Discord does.

    simcord runs messages of one webhook together under the first name, whoever they speak for.
    """
    grouped = _snapshot._is_compact_message  # type: ignore[attr-defined]  # noqa: SLF001

    def by_name(previous: Message | None, message: Message, timezone: str, env: simcord.Env) -> bool:
        same = previous is not None and previous.author_name == message.author_name
        return same and grouped(previous, message, timezone, env)

    _snapshot._is_compact_message = by_name  # type: ignore[attr-defined]  # noqa: SLF001


def give_languages(locales: Mapping[int, str]) -> None:
    """Let the clients of these users, by id, speak the languages told; all of simcord's speak American English.

    What is put into `locales` later holds, too. Servers are told in the language they prefer.
    """
    made = interactions.base_payload

    def with_locale(backend: Any, **given: Any) -> Any:
        record, payload = made(backend, **given)
        payload["locale"] = locales.get(given["user_id"], payload["locale"])
        if given["guild_id"] is not None:
            payload["guild_locale"] = backend.get_guild(given["guild_id"]).preferred_locale
        return record, payload

    interactions.base_payload = with_locale


def _changes_the_channel(entry: HttpLogEntry, application_id: int | None) -> bool:
    """Tell whether a request changed messages, other than as the answer to an interaction."""
    if entry.method == "GET" or entry.path.startswith(("/interactions/", f"/webhooks/{application_id}/")):
        return False
    return entry.path.startswith(("/channels/", "/webhooks/"))
