"""The sentences that go with figures, in English and in French: why there is no value, what is left out, what to be
wary of.

Counts stand after a colon, so that no sentence has to agree with a number.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in both languages."""

    en: str
    fr: str

    def said(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


def note(words: Words, language: str, **values: object) -> str:
    """The sentence with its values: counts and amounts are written as the language writes them."""
    return words.said(language).format(**{name: written(value, language) for name, value in values.items()})


def written(value: object, language: str) -> str:
    """A number as the language writes it (1 234,5 or 1,234.5), at most one decimal; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.1f}"
    if language == "fr":
        text = text.replace(",", "\u202f").replace(".", ",")
    return text


BEFORE_DATA_ENDS = Words(
    "The data ends on {day}: what happened later is not known.",
    "Les données s’arrêtent le {day} : la suite n’est pas connue.",
)
AFTER_DATA = Words(
    "The data ends on {day}, before this period begins.",
    "Les données s’arrêtent le {day}, avant le début de cette période.",
)
UNKNOWN_CHANNEL = Words(
    "No tool recorded where these came from.",
    "Aucun outil n’a noté d’où ils viennent.",
)
UNKNOWN_GROUP = Words(
    "No tool says to which group these belong.",
    "Aucun outil ne dit à quel groupe ils appartiennent.",
)
UNDATED_SPEND = Words(
    "Spend without a date: {amount} {currency}. It belongs to no period and is left out.",
    "Dépense sans date : {amount} {currency}. Elle n’appartient à aucune période et n’est pas comptée.",
)
NO_SPEND = Words(
    "No dated spend is recorded here for this period: the cost is unknown, not zero.",
    "Aucune dépense datée n’est enregistrée ici pour cette période : le coût est inconnu, pas nul.",
)
NOBODY_TO_DIVIDE_BY = Words(
    "Undefined: {count} is 0 here in this period.",
    "Non défini : {count} = 0 ici sur cette période.",
)
BLENDED = Words(
    "Blended: everyone counts, including those from channels without recorded spend.",
    "Moyenne d’ensemble : tout le monde compte, y compris les canaux sans dépense enregistrée.",
)
WITHOUT_AMOUNT = Words(
    "Deals without an amount: {count}, counted as 0.",
    "Affaires sans montant : {count}, comptées pour 0.",
)
WITHOUT_OPENING_AMOUNT = Words(
    "Deals whose amount at opening no history tells: {count}, counted as 0.",
    "Affaires dont aucun historique ne dit le montant à l’ouverture : {count}, comptées pour 0.",
)
NO_AMOUNT = Words(
    "None of these deals has an amount that adds up: {count} (none is recorded, or its currency has no dated rate). "
    "The sum is unknown, not zero.",
    "Aucune de ces affaires n’a de montant qui s’additionne : {count} (aucun n’est noté, ou sa devise n’a pas "
    "de taux daté). La somme est inconnue, pas nulle.",
)
NONE_ON_RECORD_BEFORE = Words(
    "The first {stage} on record is of {day}: whoever got there before is not in the data, and earlier entries look "
    "as if they "
    "never did.",
    "Le premier passage en {stage} connu date du {day} : qui l’a fait avant n’est pas dans les données, et les "
    "entrées plus "
    "anciennes semblent ne jamais y arriver.",
)
NOTHING_DECIDED = Words(
    "Nothing to divide by: none was decided in this period.",
    "Rien à diviser : aucune décision sur cette période.",
)
NO_REFUSAL_EVER = Words(
    "No tool records a refusal, ever: the share accepted would be 100 % by construction. Record refusals to know it.",
    "Aucun outil n’enregistre de refus : le taux vaudrait 100 % par construction. Enregistrez les refus pour le "
    "connaître.",
)
NO_ATTEMPT_EVER = Words(
    "No tool records an act of sales (call, e-mail, meeting), ever: whether anyone was answered is not known. Import the "
    "calls or the activities to know it.",
    "Aucun outil n’enregistre d’acte des ventes (appel, e-mail, rendez-vous) : on ignore si quelqu’un a eu une réponse. "
    "Importez les appels ou les activités pour le savoir.",
)
NO_LOSS_EVER = Words(
    "No tool records a lost deal, ever: the rate would be 100 % by construction. Record losses to know it.",
    "Aucun outil n’enregistre d’affaire perdue : le taux vaudrait 100 % par construction. Enregistrez les pertes "
    "pour le connaître.",
)
NO_CLOCK = Words("No clock started in this period.", "Aucun délai n’a commencé sur cette période.")
NONE_DUE = Words("No clock fell due in this period.", "Aucun délai n’est arrivé à échéance sur cette période.")
STILL_RUNNING = Words(
    "Due in this period and not judged yet: {count}.",
    "Échus sur cette période et pas encore jugés : {count}.",
)
WAITING = Words(
    "Still waiting: {waiting} of {n}; they count as longer than what they have waited.",
    "En attente : {waiting} sur {n} ; comptés comme plus longs que leur attente actuelle.",
)
MEDIAN_NOT_REACHED = Words(
    "Fewer than half have been answered: the median is longer than {longest} business minutes.",
    "Moins de la moitié ont eu une réponse : la médiane dépasse {longest} minutes ouvrées.",
)
NOBODY_ENTERED = Words("Nobody entered {stage} in this period.", "Personne n’est entré en {stage} sur cette période.")
NOBODY_ARRIVED = Words(
    "Nobody who entered in this period has reached {stage} yet.",
    "Personne parmi les entrées de la période n’est encore arrivé en {stage}.",
)
NOT_ARRIVED_YET = Words(
    "Neither arrived nor out yet: {waiting} of {n}; they count as longer than what they have waited.",
    "Ni arrivés ni sortis à ce jour : {waiting} sur {n} ; comptés comme plus longs que leur attente actuelle.",
)
NOT_FOLLOWED = Words(
    "Too early: {followed} of {n} have been followed for {horizon} days. A horizon that can be answered today: "
    "{possible} days.",
    "Trop tôt : {followed} sur {n} ont été suivis pendant {horizon} jours. Horizon possible aujourd’hui : {possible} "
    "jours.",
)
PARTLY_FOLLOWED = Words(
    "Followed for the whole {horizon} days: {followed} of {n}; the others count as not known yet, not as failures.",
    "Suivis pendant les {horizon} jours : {followed} sur {n} ; les autres comptent comme pas encore connus, pas "
    "comme des échecs.",
)
AT_HORIZON = Words("Within {horizon} days.", "En {horizon} jours.")
NO_EXIT_EVER = Words(
    "No tool records exits (refused, recycled, lost, disqualified): whoever has not converted counts as still open.",
    "Aucun outil n’enregistre de sorties (refusé, recyclé, perdu, disqualifié) : qui n’a pas converti compte comme "
    "en cours.",
)
TOO_FEW = Words(
    "Too few to say how sure this is: {n}. An interval takes at least {least}.",
    "Trop peu pour dire à quel point c’est sûr : {n}. Il en faut au moins {least} pour un intervalle.",
)
NO_WIN = Words("No deal was won in this period.", "Aucune affaire gagnée sur cette période.")
WITHOUT_OPENING = Words(
    "Deals won without a usable opening date: {count}, left out.",
    "Affaires gagnées sans date d’ouverture utilisable : {count}, non comptées.",
)
CYCLE_BASIS = Words(
    "Won: {won}; lost: {lost}, as a competing end; still open: {open}, followed to the period’s end.",
    "Gagnées : {won} ; perdues : {lost}, comme issue concurrente ; en cours : {open}, suivies jusqu’à la fin de la "
    "période.",
)
MISSING_PART = Words("Cannot be computed without {part}. {why}", "Impossible à calculer sans {part}. {why}")
MODEL = Words("Attribution model: {model}.", "Modèle d’attribution : {model}.")
NO_CREDIT = Words(
    "No won deal of this period is credited here: an interval cannot be given.",
    "Aucune affaire gagnée sur la période n’est créditée ici : pas d’intervalle possible.",
)
NOT_INCREMENTAL = Words(
    "Credited, not caused: attribution shares out wins, it does not prove them.",
    "Crédité, pas causé : l’attribution répartit les gains, elle ne les prouve pas.",
)
SAME_DAY = Words(
    "Every deal won is recorded as opened at the moment that it was won: when it was really opened is not known.",
    "Chaque affaire gagnée est notée ouverte au moment du gain : sa véritable ouverture n’est pas connue.",
)
