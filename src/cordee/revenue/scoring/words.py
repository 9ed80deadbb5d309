"""Words: every sentence that the scoring says, in English and in French, by a code and what fills its gaps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


class Share(float):
    """A gap that is said in per cent."""


Gap: TypeAlias = "str | int | float | tuple[str, ...]"

SENTENCES: dict[str, tuple[str, str]] = {
    # What cannot be asked.
    "no_column": (
        "{file} has no column {column}. Its columns: {columns}.",
        "{file} n’a pas de colonne {column}. Ses colonnes : {columns}.",
    ),
    "say_positive": (
        "The column {column} holds {values}. Say which value is a win: --positive VALUE.",
        "La colonne {column} contient {values}. Dites quelle valeur est un succès : --positive VALEUR.",
    ),
    "no_such_value": (
        "The column {column} never holds {value}. It holds {values}.",
        "La colonne {column} ne contient jamais {value}. Elle contient {values}.",
    ),
    "order_unread": (
        "The column {column} cannot be an order: it holds {value}, neither a number nor a date.",
        "La colonne {column} ne peut donner l’ordre : elle contient {value}, ni nombre ni date.",
    ),
    "dates_unsure": (
        "In the column {column} of {file}, nothing says whether the day or the month comes first. Say it: --dates dmy or --dates mdy.",
        "Dans la colonne {column} de {file}, rien ne dit si le jour ou le mois vient d’abord. Dites-le : --dates dmy ou --dates mdy.",
    ),
    "no_first_touch": (
        "To compare {column} with the first sales touch, say which column dates it: --first-touch COLUMN.",
        "Pour comparer {column} au premier contact des ventes, dites quelle colonne le date : --first-touch COLONNE.",
    ),
    "no_such_stage": (
        "Without a file, --outcome is the stage to reach: {stages}; not {value}.",
        "Sans fichier, --outcome est l’étape à atteindre : {stages} ; pas {value}.",
    ),
    # Rows kept aside.
    "no_outcome": ("{column} is empty: the outcome is not known", "{column} est vide : l’issue n’est pas connue"),
    "no_order": (
        "{column} is empty or unreadable: nothing says when the lead came",
        "{column} est vide ou illisible : rien ne dit quand le lead est arrivé",
    ),
    # Advice.
    "too_few": (
        "Too few to learn a card: {outcomes} known outcomes with {wins} wins and {losses} others; it takes {least} outcomes, {least_wins} of each kind. "
        "More history would answer; until then, agree on the points by hand.",
        "Trop peu pour apprendre une grille : {outcomes} issues connues, dont {wins} succès et {losses} autres ; il en faut {least}, dont {least_wins} de chaque sorte. "
        "Plus d’historique répondrait ; d’ici là, convenez des points à la main.",
    ),
    "no_facts": (
        "Nothing is left to learn from: no column holds something that differs from lead to lead and is known in time.",
        "Il ne reste rien à apprendre : aucune colonne ne contient quelque chose qui diffère d’un lead à l’autre et soit connu à temps.",
    ),
    "one_kind_later": (
        "The outcomes cannot be judged in this order: the earlier or the later leads all ended the same way. The rows may be sorted by outcome: say how they came with --order.",
        "Les issues ne peuvent être jugées dans cet ordre : les premiers ou les derniers leads ont tous fini de même. Les lignes sont peut-être triées par issue : dites leur ordre d’arrivée par --order.",
    ),
    "no_signal": (
        "No usable signal: on {n} later leads the card ranks no better than chance (AUC {auc}, 95 % interval {low} to {high}; 0.5 is chance). "
        "These columns do not tell who will win; a card made from them would be noise, so none is proposed.",
        "Aucun signal exploitable : sur {n} leads ultérieurs, la grille ne classe pas mieux que le hasard (AUC {auc}, intervalle à 95 % de {low} à {high} ; 0,5 est le hasard). "
        "Ces colonnes ne disent pas qui gagnera ; une grille tirée d’elles serait du bruit, aucune n’est donc proposée.",
    ),
    "signal": (
        "On {n} later leads, of which the card had seen none, a win scores above another lead {auc} of the time (95 % interval {low} to {high}).",
        "Sur {n} leads ultérieurs, que la grille n’avait pas vus, un succès passe devant un autre lead dans {auc} des cas (intervalle à 95 % de {low} à {high}).",
    ),
    "file_order": (
        "No --order was given: the rows were taken in the order of the file, as if the first had come first. Say which column dates the leads for a validation in time.",
        "Aucun --order n’est donné : les lignes sont prises dans l’ordre du fichier, comme si la première était la plus ancienne. Dites quelle colonne date les leads pour une validation dans le temps.",
    ),
    "drifts": (
        "Left as it was, the probability would by then be {frozen} off on average; refreshed on the latest outcomes it is {refreshed} off. Refresh the calibration every month.",
        "Laissée telle quelle, la probabilité se tromperait alors de {frozen} en moyenne ; réétalonnée sur les dernières issues, de {refreshed}. Réétalonnez chaque mois.",
    ),
    "drifts_all": (
        "The probabilities were {refreshed} off on average on the later leads: rely on the ranking more than on the probability.",
        "Sur les leads ultérieurs, les probabilités se trompent de {refreshed} en moyenne : fiez-vous au classement plus qu’à la probabilité.",
    ),
    "left_out": (
        "Left out, because they may know what happened afterwards: {columns}. If one was known before the first contact, name it with --known-at.",
        "Écartées, parce qu’elles peuvent savoir la suite : {columns}. Si l’une était connue avant le premier contact, nommez-la par --known-at.",
    ),
    "kept_on_word": (
        "Kept on your word, though they look as if they knew the outcome: {columns}. Check when they are written.",
        "Gardées sur votre parole, bien qu’elles semblent savoir l’issue : {columns}. Vérifiez quand elles sont écrites.",
    ),
    "challenger": (
        "With {outcomes} outcomes a challenger (LightGBM) can be tried on the same later leads: adopt it only if its AUC is higher by 0.02 and its Brier score lower.",
        "Avec {outcomes} issues, un concurrent (LightGBM) peut être essayé sur les mêmes leads ultérieurs : ne l’adoptez que si son AUC gagne 0,02 et si son score de Brier baisse.",
    ),
    "no_challenger": (
        "With {outcomes} outcomes a heavier model (LightGBM) is not worth trying: below {least} the card forecasts as well or better.",
        "Avec {outcomes} issues, un modèle plus lourd (LightGBM) ne vaut pas l’essai : sous {least}, la grille prévoit aussi bien ou mieux.",
    ),
    "undecided": (
        "{n} rows whose outcome is still open ({values}) were left aside: open is not lost.",
        "{n} lignes dont l’issue est encore ouverte ({values}) sont laissées de côté : ouvert n’est pas perdu.",
    ),
    "threshold": (
        "Work the leads from {score} points: {share} of them, {per_week} a week. One more place a week would be worth {price} a week.",
        "Travaillez les leads à partir de {score} points : {share} d’entre eux, {per_week} par semaine. Une place de plus par semaine en vaudrait {price} par semaine.",
    ),
    "threshold_no_price": (
        "Work the leads from {score} points: {share} of them, {per_week} a week. With --value and --cost, the price of one more place is told too.",
        "Travaillez les leads à partir de {score} points : {share} d’entre eux, {per_week} par semaine. Avec --value et --cost, le prix d’une place de plus est dit aussi.",
    ),
    "no_arrivals": (
        "To set a threshold, say how many leads come in a week: --arrivals N, or a column of dates with --order.",
        "Pour fixer un seuil, dites combien de leads arrivent par semaine : --arrivals N, ou une colonne de dates par --order.",
    ),
    "history": (
        "Learnt from {n} leads of this workspace whose first request is at least {days} days old: what became of each within {days} days, from what was known at that request.",
        "Appris de {n} leads de cet espace dont la première demande a au moins {days} jours : ce que chacun est devenu en {days} jours, d’après ce qui était connu à cette demande.",
    ),
    # Why a column is suspected.
    "knows_the_outcome": (
        "alone it ranks the outcomes with an AUC of {value} (limit {limit})",
        "à elle seule, elle classe les issues avec une AUC de {value} (limite {limit})",
    ),
    "missingness": (
        "whether it is filled in ranks the outcomes with an AUC of {value} (limit {limit})",
        "être remplie ou vide classe les issues avec une AUC de {value} (limite {limit})",
    ),
    "identifier_order": (
        "an identifier whose order goes with the outcome: AUC {value} (limit {limit})",
        "un identifiant dont l’ordre suit l’issue : AUC {value} (limite {limit})",
    ),
    "row_order": (
        "the order of the rows goes with the outcome: AUC {value} (limit {limit})",
        "l’ordre des lignes suit l’issue : AUC {value} (limite {limit})",
    ),
    "future_count": (
        "a count that goes with the outcome as if it had still run after it: AUC {value} (limit {limit})",
        "un compte qui suit l’issue comme s’il avait couru après elle : AUC {value} (limite {limit})",
    ),
    "computed_from_the_outcome": (
        "it agrees with the outcomes of its group more exactly than chance allows (p {value})",
        "elle s’accorde aux issues de son groupe plus exactement que le hasard ne le permet (p {value})",
    ),
    "written_after_first_touch": (
        "{value} of its values were written after the first sales touch (limit {limit})",
        "{value} de ses valeurs sont écrites après le premier contact des ventes (limite {limit})",
    ),
    "overwritten": (
        "a column of what happened last is overwritten until the export, and goes with the outcome: AUC {value} (limit {limit})",
        "une colonne de ce qui est arrivé en dernier est réécrite jusqu’à l’export, et suit l’issue : AUC {value} (limite {limit})",
    ),
    # Why a column is no rule.
    "identifier": ("names its row", "nomme sa ligne"),
    "moment": ("a date: the calendar of the past is no rule", "une date : le calendrier passé n’est pas une règle"),
    "constant": ("holds one value only", "n’a qu’une valeur"),
    "not_said_known": (
        "not among the columns of --known-at",
        "n’est pas parmi les colonnes de --known-at",
    ),
    "row": ("order of the rows", "ordre des lignes"),
}  # fmt: skip


FACTS: dict[str, tuple[str, str]] = {
    "channel": ("first channel", "premier canal"),
    "request": ("kind of request", "type de demande"),
    "content": ("what was asked for", "objet de la demande"),
    "page_views": ("pages viewed in 90 days", "pages vues en 90 jours"),
    "ad_clicks": ("clicks on adverts in 90 days", "clics sur des annonces en 90 jours"),
    "email_opens": ("e-mails opened in 90 days", "e-mails ouverts en 90 jours"),
    "email_clicks": ("clicks in e-mails in 90 days", "clics dans des e-mails en 90 jours"),
    "downloads": ("downloads in 90 days", "téléchargements en 90 jours"),
    "webinars": ("webinars in 90 days", "webinaires en 90 jours"),
    "events": ("events in 90 days", "événements en 90 jours"),
    "chats": ("chats in 90 days", "conversations en ligne en 90 jours"),
    "colleagues": ("active colleagues in 90 days", "collègues actifs en 90 jours"),
    "days_known": ("days since the first touch", "jours depuis la première interaction"),
}
"""How people call the facts of the workspace's own history."""


def fact(name: str, language: str) -> str:
    """How people call a fact; a column of their own file as they called it."""
    return FACTS[name][language == "fr"] if name in FACTS else name


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that is not yet said in any language."""

    code: str
    gaps: Mapping[str, Gap] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        french = language == "fr"
        return SENTENCES[self.code][french].format_map({name: _gap(gap, french) for name, gap in self.gaps.items()})

    def as_json(self, language: str = "en") -> dict[str, Any]:
        return {"code": self.code, "text": self.text(language), **self.gaps}


class CannotLearn(ValueError):
    """What was asked cannot be learnt from this table; ``said`` tells why and what to do."""

    def __init__(self, code: str, **gaps: Gap) -> None:
        self.said = Said(code, gaps)
        super().__init__(self.said.text())


def say(code: str, **gaps: Gap) -> Said:
    return Said(code, gaps)


def _gap(gap: Gap, french: bool) -> str:
    if isinstance(gap, tuple):
        return ", ".join(gap)
    if isinstance(gap, str):
        return gap
    if isinstance(gap, Share):
        text = f"{100 * gap:.1f}" + ("\u202f%" if french else "%")
    elif isinstance(gap, int):
        text = f"{gap:,}"
    elif abs(gap) < 1:
        text = f"{gap:.1g}" if 0 < abs(gap) < 0.001 else f"{gap:.3f}"
    else:
        text = f"{gap:,.1f}" if abs(gap) < 100 else f"{gap:,.0f}"
    return text.replace(",", "\u202f").replace(".", ",") if french else text
