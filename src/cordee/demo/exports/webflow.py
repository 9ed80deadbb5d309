"""Webflow, the website: what visitors typed in its two forms, with hidden fields for the campaign."""

from cordee.demo.desk import Desk, origin, page_url
from cordee.demo.files import ENGLISH, iso_z

_MESSAGES = (
    (
        "",
        "",
        "Nous cherchons à remplacer nos classeurs Excel.",
        "Pouvez-vous me rappeler cette semaine ?",
        "Combien coûte votre logiciel pour 12 techniciens ?",
        "Besoin d'un lien avec notre ERP.\nMerci de me contacter par e-mail.",
    ),
    (
        "",
        "",
        "Looking to replace spreadsheets across two plants.",
        "Please call me this week.",
        "What does it cost for 12 fitters?",
    ),
)


def write(desk: Desk) -> None:
    """webflow_form_submissions.csv, with two rows whose date a robot broke."""
    rows: list[tuple[object, ...]] = []
    for response in desk.world.responses:
        if response.tool != "webflow":
            continue
        card = desk.typed(response.person, response.at.date())
        traces = origin(response, desk.dice)
        message = desk.dice.choice(_MESSAGES[desk.person(response.person).language == "en"])
        rows.append((f"{desk.dice.getrandbits(96):024x}", iso_z(response.at), response.content, page_url(response,
            {}), card.given, card.family, card.email, card.phone, card.company, card.title, message,
                     traces["utm_source"], traces["utm_medium"], traces["utm_campaign"], traces["gclid"],
                     traces["li_fat_id"], traces["referrer"]))  # fmt: skip
        desk.respondent("webflow", "respondent", card)
    for place in range(2):
        rows.append(
            (
                f"{place:024x}",
                "2026-13-45T08:00:00Z",
                "Contact",
                "https://www.rivelaine.fr/contact",
                "SEO",
                "Bot",
                f"offer{place}@seo-ranking.example",
                "",
                "",
                "",
                "Rank #1 now!!!",
                "",
                "",
                "",
                "",
                "",
                "",
            )
        )
    headers = ("Submission ID", "Submitted At", "Form Name", "Page URL", "First Name", "Last Name", "Email", "Phone",
        "Company", "Job Title", "Message",
               "utm_source", "utm_medium", "utm_campaign", "gclid", "li_fat_id", "referrer")  # fmt: skip
    desk.folder.csv("webflow_form_submissions.csv", "webflow", "form_submission", headers, rows, ENGLISH, bad_rows=2)
