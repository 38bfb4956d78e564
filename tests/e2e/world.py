"""A practice server for tests: the real bot, a channel, an admin and a member."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle

from bot.app import Hansard, build_bot


@dataclass(frozen=True, slots=True)
class World:
    """Everything a test speaks to."""

    env: simcord.Env
    guild: GuildHandle
    channel: ChannelHandle
    admin: MemberActor
    member: MemberActor
    bots: list[Hansard]

    @property
    def bot(self) -> Hansard:
        """The bot as it runs now (a restart may have replaced it)."""
        bot = self.env.bot
        assert isinstance(bot, Hansard)
        return bot

    async def restart(self) -> None:
        """Kill the bot's every task and start another on the same database, as after a crash."""
        self.bots.append(build_bot(self.bot.settings))
        await self.env.restart_bot(self.bots[-1])


def components(answer: Any) -> Iterator[dict[str, Any]]:
    """Walk every component of a response or message, containers first."""
    raw = getattr(answer, "components", None)
    stack = [each if isinstance(each, dict) else each.to_dict() for each in raw or ()]
    while stack:
        component = stack.pop(0)
        yield component
        inside = list(component.get("components") or ())
        if component.get("accessory"):
            inside.append(component["accessory"])
        stack = inside + stack


def text(answer: Any) -> str:
    """Everything a reader sees in a message, in order."""
    shown = [answer.content] if answer.content else []
    shown += [part["content"] for part in components(answer) if part.get("type") == 10]
    return "\n".join(shown)


def labels(answer: Any) -> list[str]:
    """The labels of the buttons that can be pressed, or their emoji."""
    return [
        part.get("label") or part["emoji"]["name"]
        for part in components(answer)
        if part.get("type") == 2 and not part.get("disabled")
    ]


def pressable_ids(answer: Any) -> list[str]:
    """The custom ids of all that can be pressed or chosen from."""
    return [
        str(part["custom_id"])
        for part in components(answer)
        if part.get("custom_id") and not part.get("disabled")
    ]


def press_id(answer: Any, *, emoji: str | None = None, kind: str | None = None) -> str:
    """The custom id of the button with this emoji, or of the first component with this verb."""
    for part in components(answer):
        id_ = str(part.get("custom_id", ""))
        if (emoji and (part.get("emoji") or {}).get("name") == emoji) or (kind and f":{kind}:" in id_):
            return id_
    raise AssertionError(f"no component {emoji or kind} among {labels(answer)}")


def answer(result: Any) -> Any:
    """The message an interaction was answered with: before one that was changed, one that is new."""
    message = result.followups[0] if result.followups else result.response
    assert message is not None, "the bot said nothing"
    return message
