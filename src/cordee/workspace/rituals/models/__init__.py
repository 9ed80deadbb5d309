"""What is kept: rituals and feeds; meetings, packs and topics; notes; actions, decisions and readings."""

from cordee.workspace.rituals.models.meeting import Meeting, Pack, Topic
from cordee.workspace.rituals.models.notes import Notes, Revision
from cordee.workspace.rituals.models.promise import Action, Decision, Reading
from cordee.workspace.rituals.models.ritual import Feed, Ritual

__all__ = ["Action", "Decision", "Feed", "Meeting", "Notes", "Pack", "Reading", "Revision", "Ritual", "Topic"]
