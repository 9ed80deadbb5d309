"""The fields that rules may speak of: what is known of a person, their company, their acts and their score."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import Field as Limits

from cordee.vocabulary.sla_terms.value import Said, Value, Words
from cordee.vocabulary.stages import PATH, Stage
from cordee.vocabulary.words import TouchKind


class Kind(StrEnum):
    """What the values of a field are, and so which operators suit it."""

    NUMBER = "number"  # 120
    TEXT = "text"  # free text; accents and case are ignored
    CHOICE = "choice"  # one of the keys in ``choices``
    FLAG = "flag"  # true or false
    COUNT = "count"  # how many touches of a kind, within a number of days when the condition says so


class Field(Value):
    """A field: its key, what its values are, and its words.

    ``words`` is a noun phrase («l’effectif de l’entreprise», «the headcount of the company»); of a flag, the whole
    sentence when true, and ``negation`` the one when false. ``choices`` are the keys of a closed list with their
    words. ``one`` and ``many`` are the words of a count.
    """

    key: str
    kind: Kind
    words: Words
    negation: Words | None = None
    choices: Mapping[str, Words] = Limits(default_factory=dict)
    unit: Words | None = None
    many: Words | None = None


class Choice(Value):
    """One value of a closed list and its words."""

    key: Said
    words: Words


class OwnField(Value):
    """A field of the company's own, filled by a mapping: ``own.budget``."""

    key: str = Limits(pattern=r"^own\.[a-z][a-z0-9_]{0,47}$")
    kind: Kind
    words: Words
    negation: Words | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def field(self) -> Field:
        """The field as rules see it."""
        choices = {one.key: one.words for one in self.choices}
        return Field(key=self.key, kind=self.kind, words=self.words, negation=self.negation, choices=choices)


def _words(fr: str, en: str) -> Words:
    return Words(fr=fr, en=en)


_SENIORITY = {
    "executive": _words("direction générale", "executive"),
    "director": _words("direction", "director"),
    "manager": _words("encadrement", "manager"),
    "staff": _words("collaborateur", "staff"),
}
_FUNCTION = {
    "marketing": _words("marketing", "marketing"),
    "sales": _words("ventes", "sales"),
    "it": _words("informatique", "IT"),
    "finance": _words("finance", "finance"),
    "operations": _words("opérations", "operations"),
    "hr": _words("ressources humaines", "HR"),
    "product": _words("produit", "product"),
    "purchasing": _words("achats", "purchasing"),
    "legal": _words("juridique", "legal"),
    "general": _words("direction générale", "general management"),
}
_GRADES = {
    f"{fit}{engagement}": _words(f"{fit}{engagement}", f"{fit}{engagement}") for fit in "ABC" for engagement in "123"
}
STAGE_WORDS: Mapping[Stage, Words] = {
    Stage.INQUIRY: _words("lead", "lead"),
    Stage.MQL: _words("MQL", "MQL"),
    Stage.SAL: _words("SAL", "SAL"),
    Stage.SQL: _words("SQL", "SQL"),
    Stage.OPPORTUNITY: _words("affaire", "opportunity"),
    Stage.CUSTOMER: _words("client", "customer"),
    Stage.REFUSED: _words("refusé", "refused"),
    Stage.RECYCLED: _words("recyclé", "recycled"),
    Stage.LOST: _words("perdu", "lost"),
    Stage.DISQUALIFIED: _words("disqualifié", "disqualified"),
}
_ONE_TOUCH: Mapping[TouchKind, tuple[str, str, str, str]] = {
    TouchKind.PAGE_VIEW: ("page vue", "pages vues", "page view", "page views"),
    TouchKind.FORM_FILL: ("formulaire rempli", "formulaires remplis", "form filled in", "forms filled in"),
    TouchKind.AD_CLICK: ("clic sur une publicité", "clics sur une publicité", "advert click", "advert clicks"),
    TouchKind.LEAD_FORM: ("formulaire publicitaire", "formulaires publicitaires", "advert form", "advert forms"),
    TouchKind.EMAIL_SENT: ("e-mail envoyé", "e-mails envoyés", "e-mail sent", "e-mails sent"),
    TouchKind.EMAIL_OPEN: ("e-mail ouvert", "e-mails ouverts", "e-mail opened", "e-mails opened"),
    TouchKind.EMAIL_CLICK: ("clic dans un e-mail", "clics dans un e-mail", "e-mail click", "e-mail clicks"),
    TouchKind.EMAIL_REPLY: ("réponse à un e-mail", "réponses à un e-mail", "e-mail reply", "e-mail replies"),
    TouchKind.EMAIL_BOUNCE: ("e-mail rejeté", "e-mails rejetés", "bounced e-mail", "bounced e-mails"),
    TouchKind.UNSUBSCRIBE: ("désabonnement", "désabonnements", "unsubscription", "unsubscriptions"),
    TouchKind.WEBINAR: ("webinaire suivi", "webinaires suivis", "webinar attended", "webinars attended"),
    TouchKind.EVENT: ("participation à un événement", "participations à un événement", "event attended", "events attended"),
    TouchKind.DOWNLOAD: ("téléchargement", "téléchargements", "download", "downloads"),
    TouchKind.CHAT: ("conversation en ligne", "conversations en ligne", "chat", "chats"),
    TouchKind.CALL: ("appel", "appels", "call", "calls"),
    TouchKind.MEETING: ("rendez-vous", "rendez-vous", "meeting", "meetings"),
    TouchKind.LINKEDIN_MESSAGE: ("message LinkedIn", "messages LinkedIn", "LinkedIn message", "LinkedIn messages"),
    TouchKind.SEQUENCE_STEP: ("étape de séquence", "étapes de séquence", "sequence step", "sequence steps"),
    TouchKind.LIST_IMPORT: ("présence dans une liste importée", "présences dans une liste importée", "imported list", "imported lists"),
}  # fmt: skip


def _built_in() -> Iterable[Field]:
    def plain(key: str, kind: Kind, fr: str, en: str, **rest: object) -> Field:
        return Field.model_validate({"key": key, "kind": kind, "words": _words(fr, en), **rest})

    def flag(key: str, fr: str, en: str, no_fr: str, no_en: str) -> Field:
        return Field(key=key, kind=Kind.FLAG, words=_words(fr, en), negation=_words(no_fr, no_en))

    yield plain("account.headcount", Kind.NUMBER, "l’effectif de l’entreprise", "the headcount of the company", unit=_words("salariés", "employees"))  # fmt: skip
    yield plain("account.industry", Kind.TEXT, "le secteur de l’entreprise", "the industry of the company")
    yield plain("account.country", Kind.TEXT, "le pays de l’entreprise", "the country of the company")
    yield flag("account.is_customer", "l’entreprise est déjà cliente", "the company is already a customer", "l’entreprise n’est pas encore cliente", "the company is not a customer yet")  # fmt: skip
    yield flag("account.has_open_deal", "une affaire est ouverte avec l’entreprise", "an opportunity is open with the company", "aucune affaire n’est ouverte avec l’entreprise", "no opportunity is open with the company")  # fmt: skip
    yield plain("person.job_title", Kind.TEXT, "l’intitulé de poste", "the job title")
    yield plain("person.seniority", Kind.CHOICE, "le niveau hiérarchique", "the seniority", choices=_SENIORITY)
    yield plain("person.function", Kind.CHOICE, "la fonction", "the function", choices=_FUNCTION)
    yield plain("person.country", Kind.TEXT, "le pays de la personne", "the country of the person")
    yield flag("person.opted_out", "la personne ne veut plus être contactée", "the person opted out", "la personne peut être contactée", "the person may be contacted")  # fmt: skip
    yield flag("person.free_email", "l’adresse e-mail est personnelle", "the e-mail address is a personal one", "l’adresse e-mail est professionnelle", "the e-mail address is a professional one")  # fmt: skip
    yield plain("lead.channel", Kind.TEXT, "le canal d’origine", "the channel of origin")
    yield plain("lead.segment", Kind.TEXT, "le segment", "the segment")
    yield plain("lead.team", Kind.TEXT, "l’équipe", "the team")
    yield plain("score.fit", Kind.NUMBER, "le score d’adéquation", "the fit score", unit=_words("points", "points"))
    yield plain("score.engagement", Kind.NUMBER, "le score d’engagement", "the engagement score", unit=_words("points", "points"))  # fmt: skip
    yield plain("score.total", Kind.NUMBER, "le score total", "the total score", unit=_words("points", "points"))
    yield plain("score.grade", Kind.CHOICE, "la note", "the grade", choices=_GRADES)
    for kind, (fr, fr_many, en, en_many) in _ONE_TOUCH.items():
        yield plain(f"touch.{kind}", Kind.COUNT, fr, en, many=_words(fr_many, en_many))
    yield plain("touch.inbound", Kind.COUNT, "interaction de l’acheteur", "act of the buyer", many=_words("interactions de l’acheteur", "acts of the buyer"))  # fmt: skip
    yield plain("touch.attempt", Kind.COUNT, "tentative des ventes", "sales attempt", many=_words("tentatives des ventes", "sales attempts"))  # fmt: skip
    for stage in PATH:
        words = STAGE_WORDS[stage]
        yield flag(f"passage.{stage}", f"un outil dit {words.fr}", f"a tool says {words.en}", f"aucun outil ne dit {words.fr}", f"no tool says {words.en}")  # fmt: skip
    yield flag("sales.accepted", "les ventes ont accepté le lead", "sales accepted the lead", "les ventes n’ont pas accepté le lead", "sales did not accept the lead")  # fmt: skip
    yield flag("sales.refused", "les ventes ont refusé le lead", "sales refused the lead", "les ventes n’ont pas refusé le lead", "sales did not refuse the lead")  # fmt: skip
    yield flag("deal.opened", "une affaire est ouverte", "an opportunity is opened", "aucune affaire n’est ouverte", "no opportunity is opened")  # fmt: skip
    yield flag("deal.won", "une affaire est gagnée", "an opportunity is won", "aucune affaire n’est gagnée", "no opportunity is won")  # fmt: skip
    yield plain("deal.amount", Kind.NUMBER, "le montant de l’affaire", "the amount of the opportunity")


FIELDS: Mapping[str, Field] = {field.key: field for field in _built_in()}
"""The fields that every company has, by key."""


def known(own: Iterable[OwnField] = ()) -> Mapping[str, Field]:
    """The fields that a rule may use: everybody's, and the company's own."""
    return {**FIELDS, **{one.key: one.field for one in own}}
