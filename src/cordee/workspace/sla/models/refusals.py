"""What may not be done with a version, and why."""

from cordee.vocabulary.sla_terms.problems import Problem
from cordee.workspace.people.models import Refusal


class InForce(Refusal):
    """The version is in force, or was: it is never changed. Start a new version from it."""


class Sealed(Refusal):
    """Both sides have signed: one of them withdraws its signature before anything is changed."""


class NotProposed(Refusal):
    """The version is still a draft: it is proposed first."""


class NotReady(Refusal):
    """The terms cannot be signed as they are; ``problems`` says each thing to mend."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.said("en") for problem in problems))


class ChangedMeanwhile(Refusal):
    """The terms are not those that the person read: somebody changed them meanwhile."""


class AlreadySigned(Refusal):
    """This side has signed these terms."""


class SamePerson(Refusal):
    """This person has signed for the other side: a second person is needed."""


class NotOfOneSide(Refusal):
    """Who is of both sides, administers or may only read does not sign for a side."""


class NotYours(Refusal):
    """Only who signed, or a leader of the same side, withdraws a signature."""


class Tampered(Refusal):
    """The terms kept in the database do not have the hash that was kept beside them."""
