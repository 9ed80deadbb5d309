"""The records of the SLA: versions, their comments and signatures, decisions on leads and answers to refusals."""

from cordee.workspace.sla.models.comment import Comment
from cordee.workspace.sla.models.decision import Answer, Assignment, Decision, Warned
from cordee.workspace.sla.models.refusals import (
    AlreadySigned,
    ChangedMeanwhile,
    InForce,
    NotOfOneSide,
    NotProposed,
    NotReady,
    NotYours,
    SamePerson,
    Sealed,
    Tampered,
)
from cordee.workspace.sla.models.signature import Signature, signing_side
from cordee.workspace.sla.models.version import Standing, Version

__all__ = [
    "AlreadySigned",
    "Answer",
    "Assignment",
    "ChangedMeanwhile",
    "Comment",
    "Decision",
    "InForce",
    "NotOfOneSide",
    "NotProposed",
    "NotReady",
    "NotYours",
    "SamePerson",
    "Sealed",
    "Signature",
    "Standing",
    "Tampered",
    "Version",
    "Warned",
    "signing_side",
]
