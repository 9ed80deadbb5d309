"""The closed lists of the vocabulary, as screens say them in both languages."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STAGES: Mapping[str, Promise | str] = {
    "inquiry": _("Lead"),
    "mql": "MQL",
    "sal": "SAL",
    "sql": "SQL",
    "opportunity": _("Opportunity"),
    "customer": _("Customer"),
    "refused": _("Refused by sales"),
    "recycled": _("Recycled to marketing"),
    "lost": _("Lost"),
    "disqualified": _("Disqualified"),
}
STAGE_SIDES: Mapping[str, str] = {
    "inquiry": "marketing",
    "mql": "marketing",
    "sal": "sales",
    "sql": "sales",
    "opportunity": "sales",
    "customer": "joint",
    "refused": "sales",
    "recycled": "marketing",
    "lost": "sales",
    "disqualified": "sales",
}
"""Which side carries a stage; customers are won together."""

TOUCHES: Mapping[str, Promise] = {
    "page_view": _("Page read"),
    "form_fill": _("Form filled in"),
    "ad_click": _("Advert clicked"),
    "lead_form": _("Advert form filled in"),
    "original_source": _("First source noted by the CRM"),
    "email_sent": _("E-mail sent"),
    "email_open": _("E-mail opened"),
    "email_click": _("E-mail link clicked"),
    "email_reply": _("E-mail answered"),
    "email_bounce": _("E-mail bounced"),
    "unsubscribe": _("Unsubscribed"),
    "webinar": _("Webinar"),
    "event": _("Event"),
    "download": _("Download"),
    "chat": _("Chat"),
    "call": _("Call"),
    "meeting": _("Meeting"),
    "linkedin_message": _("LinkedIn message"),
    "sequence_step": _("Sequence step"),
    "task": _("Task"),
    "note": _("Note"),
    "list_import": _("List imported"),
}
OUTCOMES: Mapping[str, Promise] = {
    "open": pgettext_lazy("a deal", "Open"),
    "won": pgettext_lazy("a deal", "Won"),
    "lost": pgettext_lazy("a deal", "Lost"),
    "connected": pgettext_lazy("a call", "answered"),
    "no_answer": pgettext_lazy("a call", "no answer"),
    "voicemail": pgettext_lazy("a call", "voicemail"),
    "busy": pgettext_lazy("a call", "busy"),
    "wrong_number": pgettext_lazy("a call", "wrong number"),
    "meeting_booked": pgettext_lazy("a call", "meeting booked"),
    "booked": pgettext_lazy("a call", "meeting booked"),
    "bounced": pgettext_lazy("an e-mail", "bounced"),
    "sent": pgettext_lazy("an e-mail", "sent"),
    "delivered": pgettext_lazy("an e-mail", "delivered"),
    "opened": pgettext_lazy("an e-mail", "opened"),
    "clicked": pgettext_lazy("an e-mail", "clicked"),
    "replied": pgettext_lazy("an e-mail", "answered"),
    "completed": pgettext_lazy("a task", "done"),
    "finished": pgettext_lazy("a sequence", "run to its end"),
    "attended": pgettext_lazy("an event", "attended"),
    "responded": pgettext_lazy("an event", "registered"),
    "registered": pgettext_lazy("an event", "registered"),
    "no_show": pgettext_lazy("a meeting", "did not come"),
    "cancelled": pgettext_lazy("a meeting", "cancelled"),
    "annulé": pgettext_lazy("a meeting", "cancelled"),
    "held": pgettext_lazy("a meeting", "held"),
    "honoré": pgettext_lazy("a meeting", "held"),
}
SIDES: Mapping[str, Promise] = {
    "marketing": _("Marketing"),
    "sales": _("Sales"),
    "both": _("Both sides"),
    "joint": _("Together"),
}
TOOLS: Mapping[str, str] = {
    "hubspot": "HubSpot",
    "marketo": "Marketo",
    "ga4": "Google Analytics 4",
    "linkedin_ads": "LinkedIn Ads",
    "webflow": "Webflow",
    "salesforce": "Salesforce",
    "salesloft": "Salesloft",
    "pipedrive": "Pipedrive",
    "outreach": "Outreach",
    "aircall": "Aircall",
    "cordee": "Cordée",
}
FIELDS: Mapping[str, Promise | str] = {
    "name": _("Name"),
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "email": "E-mail",
    "phone": _("Telephone"),
    "job_title": _("Job title"),
    "seniority": _("Seniority"),
    "function": _("Function"),
    "country": _("Country"),
    "city": _("City"),
    "language": _("Language"),
    "industry": _("Industry"),
    "headcount": _("Headcount"),
    "domain": _("Domain"),
    "siren": "SIREN",
    "vat": _("VAT number"),
    "amount": _("Amount"),
    "stage": _("Stage"),
    "outcome": _("Outcome"),
    "owner": _("Owner"),
    "close_date": _("Close date"),
    "closed_at": _("Close date"),
    "opened_at": _("Opening date"),
    "account": _("Company"),
    "product": _("Product"),
    "campaign": _("Campaign"),
    "parent": _("Parent company"),
    "company": _("Company"),
    "linkedin_url": "LinkedIn",
    "status": _("Status"),
    "source": _("Source"),
    "created_at": _("Created"),
    "modified_at": _("Last change"),
    "currency": _("Currency"),
    "reason": _("Reason"),
    "outcome_raw": _("Outcome"),
}


def said(words: Mapping[str, Any], key: str | None) -> str:
    """How the screen says ``key``; a word that the list does not have is shown as it came."""
    if key is None:
        return str(_("Unknown"))
    return str(words.get(key) or words.get(key.lower()) or key.replace("_", " "))


RULES: Mapping[str, Promise] = {
    "first inbound act": _("first act of the buyer"),
    "created with an inbound source": _("created by the CRM with an inbound source"),
    "deal opened": _("a deal was opened"),
    "deal closed": _("the deal was closed"),
}
"""Why Cordée itself dated a passage that no tool dates."""

DETAILS: Mapping[str, Promise | str] = {
    "accepted": pgettext_lazy("a lead", "accepted"),
    "refused": pgettext_lazy("a lead", "refused"),
    "kept": pgettext_lazy("a delay", "kept"),
    "broken": pgettext_lazy("a delay", "broken"),
    "running": pgettext_lazy("a delay", "running"),
    "at_risk": pgettext_lazy("a delay", "at risk"),
    "first_attempt": _("First attempt"),
}


def detail(text: str | None) -> str:
    """``won: price`` as the screen says it: our own words are translated, a reason stays as it was written."""
    if not text:
        return ""
    parts = text.split(": ")
    return " · ".join(str(DETAILS.get(part) or OUTCOMES.get(part) or STAGES.get(part) or part) for part in parts)
