"""``cordee journey``."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from cordee.site.command.numbers import shown
from cordee.site.command.outcomes import DONE, WRONG_USAGE
from cordee.site.command.session import Session, command, example

if TYPE_CHECKING:
    from cordee.revenue.journeys import Journey


@click.command(
    short_help="The whole path of a person or a company.",
    epilog=example(
        "cordee journey claire@exemple.fr",
        "cordee journey abeille-industrie.fr",
        'cordee journey "Abeille Industrie"',
        "cordee journey hubspot:contact:301 --json",
    ),
)
@click.argument("who")
@command
def journey(session: Session, who: str) -> int:
    """The path of WHO across all tools, both sides, with the record that each step came from.

    WHO is an e-mail, a domain, a company's or a person's name, an id, or a record such as hubspot:contact:301.
    """
    from cordee.revenue.journeys import SeveralFound

    try:
        told = session.home.journey(who)
    except SeveralFound as error:
        session.document(
            {
                "error": str(error),
                "candidates": [
                    {"kind": one.kind, "id": str(one.id), "name": one.name, "detail": one.detail}
                    for one in error.candidates
                ],
            }
        )
        session.warn(session.words(f"{who} may be several:", f"{who} peut désigner plusieurs :"))
        for one in error.candidates:
            session.warn(f"  {one.id}  {one.kind}  {one}")
        return WRONG_USAGE
    session.document(told.as_json())
    _print(session, told)
    return DONE


def _print(session: Session, told: "Journey") -> None:
    w, zone = session.words, ZoneInfo(session.home.settings.zone)
    for one in (told.person, told.account):
        if one is not None:
            session.say(_facts(one))
    if told.people:
        session.say(w("People: ", "Personnes : ") + ", ".join(p["name"] or p["email"] or "?" for p in told.people[:20]))
    session.say("")
    for at, text in sorted(_events(session, told), key=lambda event: event[0]):
        session.say(f"{at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}  {text}")
    for clock in told.clocks:
        minutes = "" if clock.business_minutes is None else f"{clock.business_minutes:.0f} / {clock.target_minutes} min"
        session.say(f"{w('Clock', 'Délai')}: {clock.clause}, {clock.state}, {minutes} ({clock.terms})")
    for one in told.contradictions:
        session.say(
            f"{w('Contradiction', 'Contradiction')}: {one['field']}: {one['kept_value']} ({one['kept_source']}) ≠ "
            f"{one['other_value']} ({one['other_source']}) {one['detail'] or ''}"
        )
    session.say(f"\n{w('Source records', 'Enregistrements sources')}: {len(told.records)}")
    for ref in told.records[:30]:
        session.say(f"  {ref}")
    if len(told.records) > 30:
        session.say(w("  … and others: --json lists them.", "  … et d’autres : --json les liste."))


def _facts(one: dict[str, Any]) -> str:
    keys = ("name", "job_title", "email", "phone", "domain", "industry", "headcount_band", "city", "owner")
    told = [str(one[key]) for key in keys if one.get(key)]
    told = told or [str(one.get("person_id") or one["account_id"])]
    return "  ·  ".join(told) + (f"  [{', '.join(one['sources'])}]" if one.get("sources") else "")


def _events(session: Session, told: "Journey") -> list[tuple[datetime, str]]:
    w, currency = session.words, session.home.settings.currency
    events: list[tuple[datetime, str]] = []
    for touch in told.touches:
        arrow = {"in": "←", "out": "→"}.get(touch.direction or "", " ")
        about = " · ".join(
            one for one in (touch.content or touch.subject, touch.outcome, touch.campaign, touch.user) if one
        )
        who = f" {touch.person}:" if told.kind == "account" and touch.person else ""
        events.append(
            (touch.at, f"{arrow} {touch.side or '':9} {touch.kind:14}{who} {about}  [{touch.channel}]  {touch.record}")
        )
    for passage in told.stages:
        reason = f" ({passage.reason})" if passage.reason else ""
        source = passage.record or f"{passage.source}: {passage.by}"
        who = f" {passage.person}:" if told.kind == "account" and passage.person else ""
        events.append((passage.at, f"●{who} {passage.stage.upper()}{reason}  {source}"))
    for deal in told.deals:
        name = deal.name or str(deal.deal_id)
        amount = shown(deal.amount, currency, session.language)
        refs = ", ".join(map(str, deal.records))
        if deal.opened_at:
            events.append((deal.opened_at, f"◆ {w('deal opened', 'affaire ouverte')}: {name}, {amount}  {refs}"))
        for change in deal.changes:
            said = f"{change.field}: {change.old or '∅'} → {change.new or '∅'}"
            events.append((change.at, f"◇ {name}: {said}  {change.record or ''}"))
        if deal.closed_at and deal.outcome != "open":
            outcome = {"won": w("won", "gagnée"), "lost": w("lost", "perdue")}.get(deal.outcome or "", "")
            reason = f" ({deal.reason})" if deal.reason else ""
            events.append((deal.closed_at, f"◆ {w('deal', 'affaire')} {outcome}: {name}, {amount}{reason}"))
    return events
