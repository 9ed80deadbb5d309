"""The records of the SLA: versions, their comments and signatures."""

from cordee.workspace.sla.models.comment import Comment
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
    "ChangedMeanwhile",
    "Comment",
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
    "signing_side",
]
