"""Aircall: every call since March 2025, times in seconds since 1970, the other party by number alone."""

from cordee.demo.cast import BY_KEY, COLLEAGUES
from cordee.demo.desk import Desk
from cordee.demo.files import BOM, ENGLISH, seconds
from cordee.demo.hand import Card


def write(desk: Desk) -> None:
    """aircall_calls.csv; one row has lost its start. A switchboard's number speaks of all who sit behind it."""
    cards: dict[int, Card] = {}
    acts = [act for act in desk.world.acts if act.tool == "aircall"]
    for act in acts:
        person = desk.person(act.person)
        if person.mobile is not None and act.person not in cards:
            cards[act.person] = desk.entered(act.person, act.at.date())
    rows: list[tuple[object, ...]] = []
    reached: dict[str, set[int]] = {}
    for place, act in enumerate(acts):
        person, firm, card = desk.person(act.person), desk.firm_of(act.person), cards.get(act.person)
        number = person.mobile or firm.switchboard
        # Nearly everybody with a mobile is in the address book, and who is there is there in every row.
        name, email, company = "", "", ""
        if card is not None and person.number % 8:
            name, company = f"{card.given} {card.family}", card.company
            email = card.email if person.number % 2 else ""
        call_id = 1_830_000_000 + 17 * place
        answered = act.outcome in ("connected", "meeting_booked")
        left_message = act.outcome == "voicemail" and act.inbound
        start = int(seconds(act.at))
        rows.append((
            call_id, "Rivelaine France", start, start + act.seconds - act.talk if answered else "",
            start + act.seconds,
            "inbound" if act.inbound else "outbound", number, name, email, company, "Yes" if answered else "No",
            "" if answered else act.outcome, BY_KEY[act.user].email, act.seconds, act.talk,
            f"https://assets.aircall.io/voicemail/{call_id}" if left_message else "",
            f"https://assets.aircall.io/calls/{call_id}/recording" if act.recorded else "", act.summary,
            "RDV pris" if act.outcome == "meeting_booked" else "",
        ))  # fmt: skip
        reached.setdefault(number, set()).add(act.person)
        for label in act.objections:
            desk.truth.calls.append(("aircall", "call", str(call_id), label, person.language, act.summary))
    switchboards = {firm.switchboard for firm in desk.world.firms}
    for number, people in reached.items():
        if number in switchboards or len(people) > 1:
            desk.truth.nobody("aircall", "caller", f"phone:{number}")
        else:
            desk.truth.person("aircall", "caller", f"phone:{number}", desk.person(next(iter(people))).truth)
    rows.append((
        1_829_999_999, "Rivelaine France", "", "", "", "outbound", "+33139000000", "", "", "", "No",
        "agents_did_not_answer",
        BY_KEY["ines"].email, 0, 0, "", "", "", "",
    ))  # fmt: skip
    headers = (
        "call_id", "line", "started_at", "answered_at", "ended_at", "direction", "raw_digits", "contact_name",
        "contact_email",
        "company_name", "answered", "missed_call_reason", "user_email", "duration",
        "in-call duration", "voicemail", "recording", "comments", "tags",
    )  # fmt: skip
    desk.folder.csv("aircall_calls.csv", "aircall", "call", headers, rows, ENGLISH, bad_rows=1)
    sellers = [c for c in COLLEAGUES if c.side == "sales" and c.left is None]
    users = [
        (1_200 + i, c.name, c.email, c.team, f"+33 1 99 00 {10 + i:02d} {10 + i:02d}", "Available")
        for i, c in enumerate(sellers)
    ]
    headers_users = (
        "ID de l'utilisateur", "Nom de l'utilisateur", "E-mail de l'utilisateur", "Équipe", "Numéros attribués",
        "Disponibilité",
    )  # fmt: skip
    desk.folder.csv("aircall_utilisateurs.csv", "aircall", "user", headers_users, users, BOM)
