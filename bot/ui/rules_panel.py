"""The panel of a server's settings: one page a group, every setting with the control that changes it."""

from collections.abc import Iterator

import discord

from bot.ui.presses import button, custom_id, menu, still
from bot.ui.rule_texts import called
from bot.ui.rules import GROUPS, RULES, Control, Rule, Rules
from bot.ui.sentences import say, spoken

Item = discord.ui.Item[discord.ui.LayoutView]
Display = discord.ui.TextDisplay[discord.ui.LayoutView]
Row = discord.ui.ActionRow[discord.ui.LayoutView]
MOST_CHANNELS = 25
"""Channels Discord's menu takes at once."""
PLACES = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
    discord.ChannelType.forum,
]


def panel(guild: discord.Guild, owner: int, rules: Rules, group: str) -> discord.ui.LayoutView:
    """Lay out one page of the settings of `guild`, for `owner` to change.

    Its presses are `rule <owner> <key> <value…>`, `rule-ask <owner> <key>` and `rules <owner> <group>`.
    """
    items: list[Item] = [Display("## " + say("Settings: {page}", page=GROUPS[group]))]
    for rule in RULES.values():
        if rule.group == group:
            items += _controls(guild, owner, rule, rules)
    items.append(Display(say("-# What you choose here holds at once. `/settings set` does the same, typed.")))
    pages = Row(
        *(
            button("rules", owner, each, label=spoken(title), disabled=each == group)
            for each, title in GROUPS.items()
        )
    )
    return still(discord.ui.Container[discord.ui.LayoutView](*items), pages)


def described(rule: Rule, rules: Rules) -> str:
    """Say what a setting is, and what it means."""
    return (
        f"**{spoken(rule.title)}** · {spoken(rule.show(getattr(rules, rule.key)))}\n-# {spoken(rule.meaning)}"
    )


def _controls(guild: discord.Guild, owner: int, rule: Rule, rules: Rules) -> Iterator[Item]:
    text, value = Display(described(rule, rules)), getattr(rules, rule.key)
    match rule.control:
        case Control.TOGGLE:
            turned = button(
                "rule",
                owner,
                rule.key,
                "no" if value else "yes",
                label=say("Turn off" if value else "Turn on"),
                style=discord.ButtonStyle.secondary if value else discord.ButtonStyle.success,
            )
            yield discord.ui.Section(text, accessory=turned)
        case Control.TEXT:
            yield discord.ui.Section(text, accessory=button("rule-ask", owner, rule.key, label=say("Change")))
        case _:
            yield text
            yield Row(_select(guild, owner, rule, value))


def _select(guild: discord.Guild, owner: int, rule: Rule, value: object) -> Item:
    id_ = custom_id("rule", owner, rule.key)
    if rule.control is Control.ROLE:
        # Discord refuses a menu that points at what is gone.
        known = guild.get_role(value) if isinstance(value, int) else None
        return discord.ui.RoleSelect(
            custom_id=id_,
            min_values=0,
            default_values=[known] if known else [],
            placeholder=say("Choose a role, or none"),
        )
    if rule.control is Control.CHANNELS:
        named = (guild.get_channel(each) for each in value) if isinstance(value, tuple) else ()
        return discord.ui.ChannelSelect(
            custom_id=id_,
            channel_types=PLACES,
            min_values=0,
            max_values=MOST_CHANNELS,
            default_values=[channel for channel in named if channel][:MOST_CHANNELS],
            placeholder=say("Channels; none chosen means every one"),
        )
    written = rule.write(value)
    offered = rule.choices if written in rule.choices else (written, *rule.choices)
    return menu("rule", owner, rule.key, choices={each: called(each) for each in offered}, chosen=written)
