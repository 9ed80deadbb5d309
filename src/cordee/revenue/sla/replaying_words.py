"""What a replay says, in English and in French, part by part."""

from collections.abc import Callable, Mapping

from cordee.revenue.sla.replaying import Replay
from cordee.vocabulary.periods import Period
from cordee.vocabulary.sla_terms.fields import FIELDS
from cordee.vocabulary.sla_terms.phrases import percent
from cordee.vocabulary.sla_terms.sentences import number

Part = Mapping[str, tuple[str, ...]]
"""``exact``, ``bounded``, ``extrapolated`` and ``notes``, each a tuple of sentences."""


def sentences(replay: Replay, language: str) -> Part:
    """Every sentence, in the part that it belongs to."""
    french = language == "fr"

    def w(en: str, fr: str) -> str:
        return fr if french else en

    def n(value: float, digits: int = 0) -> str:
        return number(round(value, digits) if digits else round(value), language)

    return {
        "exact": tuple(_exact(replay, w, n)),
        "bounded": tuple(_bounded(replay, w, n)),
        "extrapolated": tuple(_extrapolated(replay, w, n)),
        "notes": tuple(_notes(replay, w, language)),
    }


def period_words(period: Period, language: str) -> str:
    """The period as people call it: «le 2ᵉ trimestre 2026», “the second quarter of 2026”; else its two days."""
    quarter = (period.start.month + 2) // 3
    if period == Period.parse(f"{period.start.year}-Q{quarter}"):
        ordinal = ("first", "second", "third", "fourth")[quarter - 1]
        if language == "fr":
            return f"le {'1ᵉʳ' if quarter == 1 else f'{quarter}ᵉ'} trimestre {period.start.year}"
        return f"the {ordinal} quarter of {period.start.year}"
    if language == "fr":
        return f"la période du {period.start:%d/%m/%Y} au {period.end:%d/%m/%Y}"
    return f"the period from {period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}"


def _exact(r: Replay, w: Callable[[str, str], str], n: Callable[..., str]) -> list[str]:
    weeks = r.period.days / 7
    when_en, when_fr = period_words(r.period, "en"), period_words(r.period, "fr")
    was, now = n(r.actual / weeks, 1), n(r.proposal / weeks, 1)
    if not r.has_rule:
        said = [w(
            f"These terms say no rule for an MQL, so those that were recorded stay: {was} a week in {when_en}.",
            f"Ces termes ne disent aucune règle de MQL : ceux qui ont été enregistrés restent, {was} par semaine sur {when_fr}.",
        )]  # fmt: skip
    else:
        said = [
            w(
                f"With these terms, {when_en} would have had {now} MQLs a week instead of {was} ({n(r.proposal)} instead of {n(r.actual)}).",
                f"Avec ces termes, {when_fr} aurait compté {now} MQL par semaine au lieu de {was} ({n(r.proposal)} au lieu de {n(r.actual)}).",
            ),
            w(
                f"{n(r.count('both'))} leads are MQLs in both worlds; {n(r.count('new'))} would be new; {n(r.count('dropped'))} would not be handed over; "
                f"{n(r.count('earlier'))} would have been before the period; {n(r.count('later'))} were MQLs at another time.",
                f"{n(r.count('both'))} leads sont MQL dans les deux cas ; {n(r.count('new'))} seraient nouveaux ; {n(r.count('dropped'))} ne seraient pas remis ; "
                f"{n(r.count('earlier'))} l’auraient été avant la période ; {n(r.count('later'))} l’ont été à un autre moment.",
            ),
        ]
    work = r.workload
    if work.proposal_hours_per_week is not None and work.attempts_per_lead is not None:
        said.append(
            w(
                f"Sales would have spent {n(work.proposal_hours_per_week)} h a week on attempts instead of {n(work.actual_hours_per_week)} h, "
                f"at {n(work.minutes_per_attempt, 1)} min an attempt (an assumption) and {n(work.attempts_per_lead, 1)} attempts for each lead, as they were made.",
                f"Les ventes auraient passé {n(work.proposal_hours_per_week)} h par semaine en tentatives au lieu de {n(work.actual_hours_per_week)} h, "
                f"à {n(work.minutes_per_attempt, 1)} min par tentative (une hypothèse) et {n(work.attempts_per_lead, 1)} tentatives par lead, comme elles ont été faites.",
            )
        )
    if work.promised_hours_per_week is not None:
        said.append(
            w(
                f"It would be {n(work.promised_hours_per_week)} h if each attempt that the terms promise were made.",
                f"Ce serait {n(work.promised_hours_per_week)} h si chaque tentative que promettent les termes était faite.",
            )
        )
    return said


def _bounded(r: Replay, w: Callable[[str, str], str], n: Callable[..., str]) -> list[str]:
    b, days = r.bounded, n(r.bounded.horizon_days)
    said = []
    if b.leads and b.horizon_days <= 0:
        said.append(w("No lead was watched long enough to bound the wins.", "Aucun lead n’a été suivi assez longtemps pour borner les gains."))  # fmt: skip
    elif b.leads and not b.bands:
        said.append(w(
            f"{n(b.leads)} new leads were never worked. Without a score nothing bounds what they would have brought.",
            f"{n(b.leads)} nouveaux leads n’ont jamais été travaillés. Sans score, rien ne borne ce qu’ils auraient apporté.",
        ))  # fmt: skip
    elif b.leads:
        said.append(w(
            f"{n(b.leads)} of the new leads were never worked: within {days} days, {n(b.low)} to {n(b.high)} of them would have been won. "
            "At least what such leads bring alone, at most what worked leads of the band above brought.",
            f"{n(b.leads)} des nouveaux leads n’ont jamais été travaillés : en {days} jours, de {n(b.low)} à {n(b.high)} d’entre eux auraient été gagnés. "
            "Au moins ce que de tels leads apportent seuls, au plus ce qu’ont apporté les leads travaillés de la tranche au-dessus.",
        ))  # fmt: skip
    if b.explored_wins is not None and b.explored_wins.value is not None:
        low, high = b.explored_wins.low or 0.0, b.explored_wins.high or 0.0
        said.append(w(
            f"{n(b.explored)} leads below the threshold were drawn at random and worked: by them, {n(b.explored_wins.value)} would have been won (95 %: {n(low)} to {n(high)}).",
            f"{n(b.explored)} leads sous le seuil ont été tirés au hasard et travaillés : d’après eux, {n(b.explored_wins.value)} auraient été gagnés (95 % : de {n(low)} à {n(high)}).",
        ))  # fmt: skip
    if b.dropped:
        said.append(w(
            f"Of the {n(b.dropped)} leads that would not be handed over, {n(b.forgone)} were won within {days} days: from 0 to {n(b.forgone)} wins would be missing.",
            f"Sur les {n(b.dropped)} leads qui ne seraient pas remis, {n(b.forgone)} ont été gagnés en {days} jours : il manquerait de 0 à {n(b.forgone)} gains.",
        ))  # fmt: skip
    return said or [w("No lead changes sides, so there is nothing to bound.", "Aucun lead ne change de côté : rien à borner.")]  # fmt: skip


def _extrapolated(r: Replay, w: Callable[[str, str], str], n: Callable[..., str]) -> list[str]:
    if r.extrapolated_wins is None:
        return [w("Nothing is extrapolated: too few outcomes, or no new lead.", "Rien n’est extrapolé : trop peu d’issues, ou aucun nouveau lead.")]  # fmt: skip
    return [w(
        f"An assumption, never to be added to the rest: if these leads were won as often as worked leads of the same score, {n(r.extrapolated_wins)} of {n(r.bounded.leads)} would be.",
        f"Une hypothèse, à n’ajouter à rien : si ces leads se gagnaient comme les leads travaillés de même score, {n(r.extrapolated_wins)} sur {n(r.bounded.leads)} le seraient.",
    )]  # fmt: skip


def _notes(r: Replay, w: Callable[[str, str], str], language: str) -> list[str]:
    said = []
    if r.undated:
        listed = ", ".join(
            FIELDS[field].words.said(language)
            + ("" if share is None else w(f" (known for {percent(round(share, 3), language)} of the leads)", f" (connu pour {percent(round(share, 3), language)} des leads)"))
            for field, share in r.undated.items()
        )  # fmt: skip
        said.append(w(
            f"No history tells what these were then; they are read as they are now: {listed}.",
            f"Aucun historique ne dit ce qu’ils étaient alors ; ils sont lus comme ils sont aujourd’hui : {listed}.",
        ))  # fmt: skip
    if r.untold:
        listed = ", ".join(r.untold)
        said.append(w(f"No data tells {listed}: such conditions are not met.", f"Aucune donnée ne dit {listed} : ces conditions ne sont pas remplies."))  # fmt: skip
    if r.leads and r.workload.attempts_per_lead is None:
        said.append(w("No sales attempt was ever logged for these leads: hours and clocks cannot be told.", "Aucune tentative des ventes n’a été enregistrée pour ces leads : ni heures ni délais ne peuvent être dits."))  # fmt: skip
    silent = ", ".join(one.clause for one in r.clocks if not one.logged and one.broken)
    if silent:
        said.append(w(
            f"No act that stops {silent} was logged in this period: that such clocks broke says nothing.",
            f"Aucun acte qui arrête {silent} n’a été enregistré sur cette période : que ces délais soient manqués ne dit rien.",
        ))  # fmt: skip
    return said
