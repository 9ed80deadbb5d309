"""Readings: each kind of clause in sentences, French and English, made from its content alone."""

from collections.abc import Mapping
from functools import partial

from cordee.vocabulary.sla_terms.delays import Act, Delay, Hours, Nobody, Pause, Start, Tell, Tier
from cordee.vocabulary.sla_terms.document import Review, StageRule, Term
from cordee.vocabulary.sla_terms.fields import Field, Kind, OwnField
from cordee.vocabulary.sla_terms.phrases import AND, OR, capital, day, duration, of_pair, percent, pick, verb
from cordee.vocabulary.sla_terms.promises import (
    Comparison,
    CountsAgainst,
    Destination,
    Every,
    Exploration,
    Objective,
    Reason,
    Routing,
    Unit,
)
from cordee.vocabulary.sla_terms.scoring import Criterion, Scoring
from cordee.vocabulary.sla_terms.sentences import (
    condition_sentence,
    criterion_sentence,
    listed,
    number,
    quoted,
    sentence,
)
from cordee.vocabulary.sla_terms.value import SIDE_WORDS, Words


def term(term: Term, language: str) -> list[str]:
    return [term.meaning.said(language)]


def own_field(field: OwnField, language: str) -> list[str]:
    choices = ", ".join(choice.words.said(language) for choice in field.choices)
    return [f"{field.key}: {field.words.said(language)}" + (f" ({choices})" if choices else "")]


def stage(stage: StageRule, fields: Mapping[str, Field], language: str) -> list[str]:
    rule, name = sentence(stage.rule, language, fields), stage.name.said(language)
    return [
        pick(
            language,
            f"Une personne devient {quoted(name, language)} quand {rule}.",
            f"A person becomes {quoted(name, language)} when {rule}.",
        ),
        pick(
            language,
            f"{capital(SIDE_WORDS[stage.owner].fr)} {verb(stage.owner, 'en répond', 'en répondent')}.",
            f"{capital(SIDE_WORDS[stage.owner].en)} {verb(stage.owner, 'answers', 'answer')} for it.",
        ),
    ]


def criterion_title(criterion: Criterion, fields: Mapping[str, Field]) -> Words:
    """A short title: the field, or the whole condition where it is true or false."""
    field = fields.get(criterion.field)
    if field is None:
        return Words(fr=criterion.key, en=criterion.key)
    if field.kind is Kind.FLAG:
        fr, en = (condition_sentence(criterion.condition, language, fields) for language in ("fr", "en"))
        return Words(fr=capital(fr), en=capital(en))
    return Words(fr=capital(field.words.fr), en=capital(field.words.en))


def criterion(criterion: Criterion, fields: Mapping[str, Field], language: str) -> list[str]:
    return [f"{criterion_sentence(criterion, language, fields)}."]


def scale(scoring: Scoring, language: str) -> list[str]:
    n = partial(number, language=language)
    fit, engagement, caps = scoring.fit_thresholds, scoring.engagement_thresholds, scoring.caps
    said = [
        pick(language, f"L’adéquation donne {n(caps.fit)} points au plus, l’engagement {n(caps.engagement)}.", f"Fit gives {n(caps.fit)} points at most, engagement {n(caps.engagement)}."),
        pick(language, f"A à partir de {n(fit.A)} points d’adéquation, B à partir de {n(fit.B)}, C en dessous.", f"A from {n(fit.A)} points of fit, B from {n(fit.B)}, C below."),
        pick(language, f"1 à partir de {n(engagement.first)} points d’engagement, 2 à partir de {n(engagement.second)}, 3 en dessous.", f"1 from {n(engagement.first)} points of engagement, 2 from {n(engagement.second)}, 3 below."),
    ]  # fmt: skip
    if scoring.half_life_days is None:
        said.append(pick(language, "Les points d’engagement ne s’éteignent pas.", "Points of engagement do not fade."))
    else:
        days = n(scoring.half_life_days)
        said.append(pick(language, f"Les points d’engagement diminuent de moitié tous les {days} jours.", f"Points of engagement halve every {days} days."))  # fmt: skip
    for step in scoring.calibration:
        share = percent(step.probability, language)
        said.append(pick(language, f"À partir de {n(step.points)} points, {share} sont devenus clients.", f"From {n(step.points)} points, {share} became customers."))  # fmt: skip
    return said


_STARTS: Mapping[Start, tuple[str, str]] = {
    Start.INQUIRY: ("la première demande du lead", "the first inquiry of the lead"),
    Start.MQL: ("le passage en MQL", "the passage to MQL"),
    Start.SAL: ("l’acceptation par les ventes (SAL)", "the acceptance by sales (SAL)"),
    Start.SQL: ("le passage en SQL", "the passage to SQL"),
    Start.OPPORTUNITY: ("l’ouverture de l’affaire", "the opening of the opportunity"),
    Start.REFUSED: ("le refus par les ventes", "the refusal by sales"),
    Start.RECYCLED: ("le retour au marketing", "the return to marketing"),
    Start.ASSIGNED: ("l’attribution du lead", "the assignment of the lead"),
}
_ACTS: Mapping[Act, tuple[str, str]] = {
    Act.CALL: ("un appel", "a call"),
    Act.EMAIL_SENT: ("un e-mail envoyé", "an e-mail sent"),
    Act.MEETING: ("un rendez-vous", "a meeting"),
    Act.LINKEDIN_MESSAGE: ("un message LinkedIn", "a LinkedIn message"),
    Act.SEQUENCE_STEP: ("une étape de séquence", "a sequence step"),
    Act.ACCEPTED: ("l’acceptation du lead", "the acceptance of the lead"),
    Act.REFUSED: ("son refus motivé", "its refusal with a reason"),
    Act.QUALIFIED: ("sa qualification", "its qualification"),
    Act.RECYCLED: ("sa reprise par le marketing", "its being taken back by marketing"),
    Act.ANSWERED: ("la réponse au refus", "the answer to the refusal"),
}
_PAUSES: Mapping[Pause, tuple[str, str]] = {
    Pause.UNASSIGNED: ("tant que le lead n’est attribué à personne", "while the lead is assigned to nobody"),
    Pause.POSTPONED: ("jusqu’à la date que la personne a demandée", "until the date for which the person asked"),
    Pause.MEETING_BOOKED: ("jusqu’au rendez-vous pris", "until the meeting that is booked"),
}
_HOURS: Mapping[Hours, tuple[str, str]] = {
    Hours.COMPANY: ("de l’entreprise", "of the company"),
    Hours.TEAM: ("de l’équipe", "of the team"),
    Hours.OWNER: ("de la personne à qui le lead est attribué", "of the person who owns the lead"),
}
_TELL: Mapping[Tell, tuple[str, str]] = {
    Tell.OWNER: ("la personne à qui le lead est attribué", "the person who owns the lead"),
    Tell.MANAGER: ("son responsable", "their manager"),
    Tell.MARKETING_LEAD: ("la direction marketing", "the head of marketing"),
    Tell.SALES_LEAD: ("la direction commerciale", "the head of sales"),
}


def delay(delay: Delay, fields: Mapping[str, Field], language: str) -> list[str]:
    side = capital(SIDE_WORDS[delay.owed_by].said(language))
    starts, acts = of_pair(_STARTS[delay.starts], language), listed([of_pair(_ACTS[act], language) for act in delay.stops], language, last=OR)  # fmt: skip
    must = verb(delay.owed_by, "doit", "doivent")
    said = [
        pick(language, f"{side} {must} répondre par un acte enregistré\u202f: {acts}.", f"{side} must answer with a logged act: {acts}."),
        pick(language, f"Le délai part avec {starts}.", f"The clock starts with {starts}."),
        *[_tier(tier, fields, language, alone=len(delay.tiers) == 1, first=n == 0) for n, tier in enumerate(delay.tiers)],
        pick(language, f"Le temps compte pendant les heures {of_pair(_HOURS[delay.hours], language)}.", f"Time counts during the hours {of_pair(_HOURS[delay.hours], language)}."),
    ]  # fmt: skip
    if delay.pauses:
        pauses = listed([of_pair(_PAUSES[pause], language) for pause in delay.pauses], language, last=AND)
        said.append(pick(language, f"Il s’arrête {pauses}.", f"It pauses {pauses}."))
    if delay.attempts:
        count, days = number(delay.attempts.count, language), number(delay.attempts.within_days, language)
        many_fr = "tentative" if delay.attempts.count < 2 else "tentatives"
        many_en = "attempt" if delay.attempts.count == 1 else "attempts"
        days_fr = "jour ouvré" if delay.attempts.within_days < 2 else "jours ouvrés"
        days_en = "working day" if delay.attempts.within_days == 1 else "working days"
        said.append(pick(language, f"{count} {many_fr} au moins en {days} {days_fr}, sauf réponse.", f"At least {count} {many_en} over {days} {days_en}, unless there is an answer."))  # fmt: skip
    share = percent(delay.warn_at, language)
    said.append(pick(language, f"À {share} du délai, il est signalé à risque.", f"At {share} of the delay it is shown at risk."))  # fmt: skip
    for step in delay.escalation:
        whom, share = of_pair(_TELL[step.tell], language), percent(step.at, language)
        said.append(pick(language, f"À {share} du délai, on prévient {whom}.", f"At {share} of the delay, {whom} is told."))  # fmt: skip
    if delay.reassignment:
        share = percent(delay.reassignment.at, language)
        back = pick(language, " et ne revient pas à la même personne", " and does not come back to the same person") if delay.reassignment.never_back else ""  # fmt: skip
        said.append(pick(language, f"À {share} du délai, le lead passe à quelqu’un d’autre{back}.", f"At {share} of the delay the lead goes to somebody else{back}."))  # fmt: skip
    nobody = {
        Nobody.WAIT: ("Si personne n’est là, le lead attend l’ouverture suivante.", "When nobody is there, the lead waits for the next opening."),
        Nobody.FALLBACK: ("Si personne n’est là, le lead va à la personne de secours.", "When nobody is there, the lead goes to the fallback."),
    }  # fmt: skip
    said.append(of_pair(nobody[delay.when_nobody], language))
    return said


def _tier(tier: Tier, fields: Mapping[str, Field], language: str, *, alone: bool, first: bool) -> str:
    target = duration(tier.target_minutes, language)
    if tier.when is not None:
        rule = sentence(tier.when, language, fields)
        return pick(language, f"Échéance\u202f: {target} quand {rule}.", f"Target: {target} when {rule}.")
    if alone or first:
        return pick(language, f"Échéance\u202f: {target}.", f"Target: {target}.")
    return pick(language, f"Échéance\u202f: {target} sinon.", f"Target: {target} otherwise.")


_DESTINATIONS: Mapping[Destination, tuple[str, str]] = {
    Destination.NURTURE: ("Le lead retourne au marketing, qui l’entretient.", "The lead goes back to marketing, to be nurtured."),
    Destination.CORRECTION: ("Les données sont corrigées, puis le lead revient.", "The data are mended, then the lead comes back."),
    Destination.OTHER_CONTACT: ("On cherche la bonne personne dans la même entreprise.", "The right person is sought in the same company."),
    Destination.LATER: ("Les ventes le reprennent à la date notée.", "Sales take it up again on the recorded date."),
    Destination.ACCOUNT_OWNER: ("Le lead va à la personne qui suit ce compte.", "The lead goes to the owner of the account."),
    Destination.CLOSED: ("Le lead est clos.", "The lead is closed."),
}  # fmt: skip
_AGAINST: Mapping[CountsAgainst, tuple[str, str]] = {
    CountsAgainst.TARGETING: ("le ciblage", "targeting"),
    CountsAgainst.SCORING: ("le score", "scoring"),
    CountsAgainst.DATA: ("la qualité des données", "data quality"),
    CountsAgainst.NURTURE: ("l’entretien des leads", "nurturing"),
    CountsAgainst.ROUTING: ("l’attribution", "routing"),
}


def reason(reason: Reason, language: str) -> list[str]:
    said = [of_pair(_DESTINATIONS[reason.destination], language)]
    side = SIDE_WORDS[reason.owner].said(language)
    said.append(pick(language, f"La suite revient {'au marketing' if reason.owner == 'marketing' else 'aux ventes'}.", f"What happens next is up to {side}."))  # fmt: skip
    if reason.cool_down_days:
        days = number(reason.cool_down_days, language)
        said.append(pick(language, f"Pas de nouvelle sollicitation pendant {days} jours.", f"No new approach for {days} days."))  # fmt: skip
    if reason.after_attempts:
        n = number(reason.after_attempts, language)
        said.append(pick(language, f"Ce motif demande au moins {n} tentatives enregistrées.", f"This reason needs at least {n} logged attempts."))  # fmt: skip
    if reason.needs_date:
        said.append(pick(language, "La date de reprise est obligatoire.", "The date of return is required."))
    if reason.counts_against is CountsAgainst.NOTHING:
        said.append(pick(language, "Il ne met rien en cause.", "It counts against nothing."))
    else:
        what = of_pair(_AGAINST[reason.counts_against], language)
        said.append(pick(language, f"Il interroge {what}.", f"It counts against {what}."))
    return said


_EVERY: Mapping[Every, tuple[str, str]] = {
    Every.WEEK: ("par semaine", "each week"),
    Every.MONTH: ("par mois", "each month"),
    Every.QUARTER: ("par trimestre", "each quarter"),
    Every.YEAR: ("par an", "each year"),
}


def target(objective: Objective, language: str) -> str:
    """A target in its unit: 75 %, 40, 240 business minutes."""
    value = int(objective.target) if float(objective.target).is_integer() else objective.target
    match objective.unit:
        case Unit.SHARE | Unit.RATIO:
            return percent(objective.target, language)
        case Unit.BUSINESS_MINUTES:
            return duration(round(objective.target), language)
        case Unit.DAYS:
            return f"{number(value, language)} {pick(language, 'jours', 'days')}"
        case Unit.CURRENCY:
            return f"{number(value, language)} {pick(language, '(devise de l’entreprise)', '(company currency)')}"
        case Unit.CURRENCY_PER_DAY:
            return f"{number(value, language)} {pick(language, 'par jour (devise de l’entreprise)', 'a day (company currency)')}"  # fmt: skip
        case _:
            return number(value, language)


def objective(objective: Objective, language: str) -> list[str]:
    side, amount, every = SIDE_WORDS[objective.promised_by], target(objective, language), of_pair(_EVERY[objective.every], language)  # fmt: skip
    least = objective.comparison is Comparison.AT_LEAST
    name = objective.name.said(language)
    said = [pick(language, f"{capital(side.fr)} {verb(objective.promised_by, 'promet', 'promettent')}\u202f: {name}, {'au moins' if least else 'au plus'} {amount} {every}.", f"{capital(side.en)} {verb(objective.promised_by, 'promises', 'promise')}: {name}, {'at least' if least else 'at most'} {amount} {every}.")]  # fmt: skip
    if objective.segment:
        said.append(pick(language, f"Pour {objective.segment.dimension} = {objective.segment.value} seulement.", f"For {objective.segment.dimension} = {objective.segment.value} only."))  # fmt: skip
    owners = objective.owners
    unnamed = pick(language, "à nommer", "to be named")
    said.append(pick(language, f"En répondent\u202f: {owners.marketing or unnamed} (marketing) et {owners.sales or unnamed} (ventes).", f"Answer for it: {owners.marketing or unnamed} (marketing) and {owners.sales or unnamed} (sales)."))  # fmt: skip
    return said


def routing(routing: Routing, fields: Mapping[str, Field], language: str) -> list[str]:
    said = []
    if routing.account_owner_first:
        said.append(pick(language, "Un lead d’un compte suivi va à la personne qui le suit.", "A lead of an owned account goes to its owner."))  # fmt: skip
    for queue in routing.queues:
        people = [f"{one.person} ×\u202f{one.weight}" if one.weight != 1 else one.person for one in queue.members]
        who = listed(people, language, last=AND) if people else pick(language, "personne", "nobody")
        when = f" ({sentence(queue.when, language, fields)})" if queue.when is not None else ""
        said.append(pick(language, f"{queue.name.fr}{when}\u202f: à tour de rôle, {who}.", f"{queue.name.en}{when}: in turn, {who}."))  # fmt: skip
    if routing.skip_absent:
        said.append(pick(language, "Les absents passent leur tour.", "Who is away is skipped."))
    if routing.fallback:
        said.append(pick(language, f"Sinon\u202f: {routing.fallback}.", f"Otherwise: {routing.fallback}."))
    else:
        said.append(pick(language, "Sinon le lead attend, compté comme non attribué.", "Otherwise the lead waits, counted as unassigned."))  # fmt: skip
    return said


def exploration(exploration: Exploration, language: str) -> list[str]:
    if not exploration.share:
        return [pick(language, "Aucun lead sous le seuil n’est travaillé au hasard.", "No lead below the threshold is worked at random.")]  # fmt: skip
    share = percent(exploration.share, language)
    return [pick(language, f"{share} des leads sous le seuil, tirés au hasard, sont travaillés quand même, pour savoir si le seuil est juste.", f"{share} of the leads below the threshold, drawn at random, are worked all the same, to learn whether the threshold is right.")]  # fmt: skip


def review(review: Review, language: str) -> list[str]:
    said = []
    if review.due:
        said.append(pick(language, f"À revoir ensemble le {day(review.due, language)}.", f"To be reviewed together on {day(review.due, language)}."))  # fmt: skip
    months = number(review.every_months, language)
    if review.every_months == 1:
        said.append(pick(language, "Puis tous les mois.", "Then every month.") if said else pick(language, "À revoir tous les mois.", "To be reviewed every month."))  # fmt: skip
    else:
        said.append(pick(language, f"Puis tous les {months} mois.", f"Then every {months} months.") if said else pick(language, f"À revoir tous les {months} mois.", f"To be reviewed every {months} months."))  # fmt: skip
    return said
