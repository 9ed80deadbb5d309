"""What moved in the pipeline, what was won or lost, what is silent."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cordee.workspace.insight import channels, situation, words
from cordee.workspace.insight import rituals as happened
from cordee.workspace.insight.rituals import Deal
from cordee.workspace.rituals.agenda import Asked, Block, Found, Item
from cordee.workspace.today.matters import silent as silent_deals
from cordee.workspace.ui.pictures import Bar, Picture, bars
from cordee.workspace.ui.templatetags.formats import day_short, money, money_short, quantity


def moved(asked: Asked) -> Found:
    found = happened.moved(asked.window, asked.span)
    if not found:
        return Found(items=[], headline=gettext("Nothing moved in the open pipeline."))
    rate = happened.closing_rate(asked.window) or 1.0
    amount = sum(one.amount or 0.0 for one in found)
    opened = sum(1 for one in found if one.opened_at and one.opened_at >= asked.span.since)
    headline = ngettext(
        "%(n)s open deal moved (%(amount)s), %(opened)s of them newly opened",
        "%(n)s open deals moved (%(amount)s), %(opened)s of them newly opened",
        len(found),
    ) % {
        "n": quantity(len(found)),
        "amount": money_short(amount, asked.currency),
        "opened": quantity(opened),
    }
    return Found(
        items=[
            Item(
                title=_name(one),
                facts=tuple(filter(None, (*_turns(asked, one), one.owner or ""))),
                stake=one.amount,
                side="sales",
                address=_address(one),
            )
            for one in found
        ],
        headline=headline,
        stake=amount * rate,
        note=gettext("At stake: the amounts at the closing rate of the last twelve months."),
    )


def closed(asked: Asked) -> Found:
    found = happened.closed(asked.window, asked.span)
    if not found:
        return Found(items=[], headline=gettext("No deal was won or lost."))
    won = [one for one in found if one.outcome == "won"]
    lost = [one for one in found if one.outcome == "lost"]
    headline = gettext("Won: %(won)s (%(won_amount)s). Lost: %(lost)s (%(lost_amount)s).") % {
        "won": quantity(len(won)),
        "won_amount": money_short(_sum(won), asked.currency),
        "lost": quantity(len(lost)),
        "lost_amount": money_short(_sum(lost), asked.currency),
    }
    return Found(
        items=[
            Item(
                title=_name(one),
                facts=tuple(
                    filter(
                        None,
                        (
                            words.said(words.OUTCOMES, one.outcome),
                            day_short(one.closed_at),
                            gettext("reason in the CRM: %(reason)s") % {"reason": one.reason} if one.reason else "",
                            channels.label(one.channel) if one.channel else "",
                            one.owner or "",
                        ),
                    )
                ),
                stake=one.amount,
                side="joint",
                address=_address(one),
            )
            for one in found
        ],
        headline=headline,
        stake=_sum(found),
        note=gettext("A reason in the CRM is a hypothesis until a debrief brings evidence."),
        chart=_reasons(asked, lost) if len(lost) >= 3 else None,
    )


def silent(asked: Asked) -> Found:
    found = silent_deals(asked.window)
    if not found:
        return Found(items=[], headline=gettext("No large deal is silent."))
    now = situation.now(asked.window)
    rate = happened.closing_rate(asked.window) or 1.0
    amount = sum(one.amount or 0.0 for one in found)
    headline = ngettext(
        "%(n)s large open deal without a word for three weeks (%(amount)s)",
        "%(n)s large open deals without a word for three weeks (%(amount)s)",
        len(found),
    ) % {"n": quantity(len(found)), "amount": money_short(amount, asked.currency)}
    return Found(
        items=[
            Item(
                title=one.account or one.name,
                facts=tuple(
                    filter(
                        None,
                        (
                            gettext("last word %(days)s days ago")
                            % {"days": quantity((now - (one.last_act_at or one.opened_at or now)).days)},
                            gettext("expected close %(day)s") % {"day": day_short(one.expected_close)}
                            if one.expected_close
                            else "",
                            one.owner_name or "",
                        ),
                    )
                ),
                stake=one.amount,
                side="sales",
                address=reverse("journeys:account", args=[one.account_id]) if one.account_id else "",
            )
            for one in found
        ],
        headline=headline,
        stake=amount * rate,
        note=gettext("At stake: the amounts at the closing rate of the last twelve months."),
        more_address=reverse("today:deals", args=["silent"]),
    )


def _sum(deals: list[Deal]) -> float:
    return sum(one.amount or 0.0 for one in deals)


def _name(one: Deal) -> str:
    if one.account and one.account not in one.name:
        return f"{one.account} · {one.name}" if one.name else one.account
    return one.name


def _address(one: Deal) -> str:
    return reverse("journeys:account", args=[one.account_id]) if one.account_id else ""


def _turns(asked: Asked, one: Deal) -> list[str]:
    """What changed, in words; a deal that was just opened says so first."""
    said = []
    if one.opened_at and one.opened_at >= asked.span.since:
        said.append(gettext("opened on %(day)s") % {"day": day_short(one.opened_at)})
    for field, before, after in one.turns:
        if field == "amount":
            before, after = (_amount(asked, value) for value in (before, after))
        said.append(f"{words.said(words.FIELDS, field)} {before or '–'} → {after or '–'}")
    return said


def _amount(asked: Asked, value: str) -> str:
    try:
        return money(float(value), asked.currency)
    except ValueError:
        return value


def _reasons(asked: Asked, lost: list[Deal]) -> Picture:
    """The amounts lost by the reason that the CRM gives."""
    amounts: dict[str, float] = {}
    for one in lost:
        reason = one.reason or gettext("no reason given")
        amounts[reason] = amounts.get(reason, 0.0) + (one.amount or 0.0)
    ranked = sorted(amounts.items(), key=lambda pair: -pair[1])[:6]
    return bars(
        [Bar(label=reason, parts={"sales": amount}) for reason, amount in ranked],
        finding=gettext("Most money was lost for: %(reason)s") % {"reason": ranked[0][0]},
        name=gettext("Amounts lost by the reason in the CRM"),
        of=gettext("Reason in the CRM"),
        shown=lambda value: money_short(value, asked.currency),
    )


MOVED = Block("moved", _("What moved in the pipeline"), _("Open deals that were opened or changed."), moved)
CLOSED = Block(
    "closed", _("Deals won and lost"), _("Deals that were closed, with the reason that the CRM gives."), closed
)
SILENT = Block("silent", _("Silent deals"), _("Large open deals on which nobody says anything."), silent)
