"""What Salesforce calls our colleagues and our sources."""

from cordee.demo.cast import COLLEAGUES, UNIT
from cordee.demo.files import salesforce_id

USERS = {
    colleague.key: salesforce_id("005", 100 + place)
    for place, colleague in enumerate(COLLEAGUES)
    if colleague.team != UNIT
}
LEAD_SOURCES = {
    "demo": "Web",
    "contact": "Web",
    "guide": "Content",
    "webinar": "Webinar",
    "show": "Trade Show",
    "leadform": "LinkedIn Lead Gen",
    None: "Prospection",
}
"""The kind of the first response → LeadSource."""
