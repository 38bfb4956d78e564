"""A channel or thread on Discord as a replay's outlet. Every refusal becomes one sentence and one kind of trouble."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.languages import Text
from bot.replay.ledger import Run
from bot.replay.outlet import Barred, Busy, Doubt, PlaceGone, Trouble, Utterance, Voice, VoiceGone
from bot.replay.view import PanelView
from bot.ui import replay_panel
from bot.ui.markdown import named
from bot.ui.permission_names import in_bold
from bot.ui.sentences import spoken
from bot.ui.webhooks import AnswerLost, Home, Limited, Webhooks, gone

NOBODY = discord.AllowedMentions.none()
FALLBACK = Text(
    "I speak under my own name here. With the permission **Manage Webhooks**, every author would speak "
    "under theirs."
)
_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _UNKNOWN_MESSAGE = 10003, 10004, 10008
_NO_ACCESS, _NO_PERMISSION = 50001, 50013
_LOCKED = {50083, 160005}
_LOOKED_THROUGH = 1000
"""Messages read back at most when a line is looked for; it is among the first after its anchor."""

Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


class DiscordOutlet:
    """One run's channel. Satisfies `bot.replay.outlet.Outlet`."""

    def __init__(self, client: discord.Client, webhooks: Webhooks, run: Run) -> None:
        """Speak where `run` plays."""
        self._client = client
        self._webhooks = webhooks
        self._run = run

    async def voice(self) -> Voice:
        """Return the channel's webhook, else the bot itself."""
        async with _sentences():
            place = await self._place()
            self._require(place)
            home = _home(place)
            if not home.permissions_for(home.guild.me).manage_webhooks:
                return Voice(self._me, spoken(FALLBACK))
            try:
                return Voice((await self._webhooks.of(home)).id)
            except discord.Forbidden:
                return Voice(self._me, spoken(FALLBACK))

    def latest(self) -> int:
        """Return the last message the cache knows here: never too new, only too old."""
        place = self._client.get_channel(self._run.channel_id)
        return (place.last_message_id or 0) if isinstance(place, Place) else 0

    async def say(self, voice: Voice, utterance: Utterance) -> int:
        """Send the line once."""
        try:
            async with _sentences():
                if voice.id == self._me:
                    return await self._say_myself(utterance)
                return await self._say_as(voice, utterance)
        except Busy as trouble:
            if trouble.retry_after is None:
                raise Doubt(trouble.sentence) from trouble
            raise

    async def look(self, voice_id: int, utterance: Utterance, after: int) -> int | None:
        """Read the channel back from `after` on and return the line, if it stands there."""
        async with _sentences():
            place = await self._place()
            self._require(place)
            history = place.history(limit=_LOOKED_THROUGH, after=discord.Object(after), oldest_first=True)
            async for message in history:
                if self._is(message, voice_id, utterance):
                    return message.id
        return None

    async def silence(self, voice_id: int) -> None:
        """Delete the webhook, so that a request of its still under way is refused.

        The bot's own messages carry a nonce that Discord refuses to take twice for as long as one can be under way.
        """
        if voice_id == self._me:
            return
        async with _sentences():
            home = _home(await self._place())
            try:
                hook = await self._webhooks.by_id(home, voice_id)
                if hook is not None:
                    await hook.delete(reason="A line in doubt must not arrive late", prefer_auth=False)
            except discord.Forbidden as error:
                raise Barred(
                    "A line may still be on its way and must not be said twice. "
                    "Give me **Manage Webhooks** here, then resume."
                ) from error
            except discord.NotFound:
                pass  # gone already is as silent
            self._webhooks.forget(voice_id)

    async def withdraw(self, voice_id: int, message_id: int) -> None:
        """Delete a line by its webhook, or where that is gone by the bot's own right."""
        async with _sentences():
            place = await self._place()
            try:
                hook = await self._hook(place, voice_id)
                if hook is not None:
                    await hook.delete_message(message_id, thread=_thread(place))
                else:
                    await place.get_partial_message(message_id).delete()
            except discord.NotFound as error:
                if gone(error) and voice_id != self._me:
                    self._webhooks.forget(voice_id)
                    raise Busy("The webhook that spoke is gone; deleting as myself.", 0.0) from error
                if error.code != _UNKNOWN_MESSAGE:
                    raise
            except discord.Forbidden as error:
                raise Barred(
                    "I cannot take lines back: I need **Manage Messages** here, or delete them by hand."
                ) from error

    async def panel(self, view: PanelView, message_id: int | None) -> int:
        """Edit the panel, or post it where there is none any more."""
        async with _sentences():
            place = await self._place()
            layout = replay_panel.render(view)
            if message_id is not None:
                try:
                    await place.get_partial_message(message_id).edit(view=layout, allowed_mentions=NOBODY)
                except discord.NotFound as error:
                    if error.code != _UNKNOWN_MESSAGE:
                        raise
                else:
                    return message_id
            self._require(place)
            # The nonce keeps a first panel single where its answer is lost; a later one names what it replaces.
            nonce = f"panel-{view.run_id}-{(message_id or 0) % 10**9}"
            return (await place.send(view=layout, nonce=nonce, allowed_mentions=NOBODY)).id

    async def farewell(self, view: PanelView) -> None:
        """Post the native poll "Who convinced you?"."""
        async with _sentences():
            place = await self._place()
            await place.send(
                poll=replay_panel.poll(view),
                view=replay_panel.poll_bin(view),
                nonce=f"poll-{view.run_id}",
                allowed_mentions=NOBODY,
            )

    @property
    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0

    async def _hook(self, place: Place, voice_id: int) -> discord.Webhook | None:
        """Return the webhook that spoke, if it is there and may be used."""
        if voice_id == self._me:
            return None
        try:
            return await self._webhooks.by_id(_home(place), voice_id)
        except discord.Forbidden:
            return None

    async def _say_as(self, voice: Voice, utterance: Utterance) -> int:
        hook = self._webhooks.known(voice.id)
        if hook is None:
            raise VoiceGone("The webhook was replaced.")
        place = await self._place()
        try:
            message = await hook.send(
                utterance.text,
                username=utterance.persona,
                avatar_url=utterance.face,
                allowed_mentions=NOBODY,
                suppress_embeds=True,
                wait=True,
                thread=_thread(place),
            )
        except discord.HTTPException as error:
            if gone(error):
                self._webhooks.forget(voice.id)
                raise VoiceGone("The webhook was deleted; I made another.") from error
            raise
        return message.id

    async def _say_myself(self, utterance: Utterance) -> int:
        place = await self._place()
        text = _own_text(utterance)
        # discord.py repeats this one after a 5xx; with the same nonce Discord takes it once.
        message = await place.send(text, nonce=utterance.key, suppress_embeds=True, allowed_mentions=NOBODY)
        return int(message.id)

    def _is(self, message: discord.Message, voice_id: int, utterance: Utterance) -> bool:
        if voice_id != self._me:
            return message.webhook_id == voice_id
        mine = message.author.id == self._me and message.webhook_id is None
        return mine and message.content.strip() == _own_text(utterance).strip()

    async def _place(self) -> Place:
        """Return where the run plays."""
        guild = self._client.get_guild(self._run.guild_id)
        if guild is None:
            raise PlaceGone("I am not in that server any more.")
        if guild.unavailable:
            raise Busy("Discord has trouble with this server; waiting until it is back.", 15.0)
        place = guild.get_channel_or_thread(self._run.channel_id)
        if place is None:
            # An archived thread is in no cache.
            place = await guild.fetch_channel(self._run.channel_id)
        if not isinstance(place, Place):
            raise PlaceGone("The channel is not one that messages can be posted in any more.")
        return place

    def _require(self, place: Place) -> None:
        """Raise Barred naming every permission that is missing, before anything is claimed."""
        if missing := replay_panel.missing(place):
            raise Barred(
                "I need {permissions} in <#{channel}>. Once I have it, resume.",
                permissions=in_bold(missing),
                channel=place.id,
            )
        if isinstance(place, discord.Thread) and place.locked and place.archived:
            raise Barred(
                "The thread <#{thread}> is closed and locked. Reopen it, then resume.", thread=place.id
            )


@asynccontextmanager
async def _sentences() -> AsyncIterator[None]:
    """Turn what discord.py and aiohttp raise into trouble with a sentence."""
    try:
        yield
    except Trouble:
        raise
    except Limited as error:
        seconds = error.retry_after
        raise Busy("Discord asks for {seconds:.0f} s of patience.", seconds, seconds=seconds) from error
    except AnswerLost as error:
        raise Doubt("Discord's answer was lost; looking whether the line was said.") from error
    except aiohttp.ClientConnectorError as error:
        raise Busy("Discord cannot be reached; trying again.", 5.0) from error
    except (TimeoutError, OSError, aiohttp.ClientError) as error:
        raise Doubt("Discord did not answer in time; looking whether the line was said.") from error
    except discord.HTTPException as error:
        raise _trouble(error) from error


def _trouble(error: discord.HTTPException) -> Trouble:  # noqa: PLR0911 - a table
    """Return what an error of Discord's means for a replay."""
    if error.status >= 500:
        return Busy("Discord is out of order; trying again.")
    if error.status == 429:
        return Busy("Discord asks for patience.", 5.0)
    if error.code in {_UNKNOWN_CHANNEL, _UNKNOWN_GUILD} or error.status == 404:
        return PlaceGone("The channel or thread was deleted.")
    if error.code in _LOCKED:
        return Barred("The thread is closed or locked. Reopen it, then resume.")
    if error.code == _NO_ACCESS:
        return Barred("I cannot see the channel any more: I need **View Channel**. Once I have it, resume.")
    if error.code == _NO_PERMISSION or error.status == 403:
        return Barred(
            "Discord refused for want of a permission. I need **View Channel**, **Send Messages** and "
            "**Read Message History** here. Once I have them, resume."
        )
    return Barred(
        "Discord refused the line ({reason}). Skip it, or resume to try again.",
        reason=named(error.text[:200]) or error.status,
    )


def _home(place: Place) -> Home:
    """Return the channel whose webhooks speak in `place`."""
    if not isinstance(place, discord.Thread):
        return place
    if place.parent is None:
        raise PlaceGone("The thread's channel was deleted.")
    return place.parent


def _thread(place: Place) -> discord.Thread:
    """Return the thread a webhook of its channel must be pointed to; MISSING in a channel itself."""
    missing: discord.Thread = discord.utils.MISSING
    return place if isinstance(place, discord.Thread) else missing


def _own_text(utterance: Utterance) -> str:
    return f"**{named(utterance.persona)}**\n{utterance.text}"
