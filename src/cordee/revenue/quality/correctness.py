"""What cannot be true, or misleads."""

from cordee.revenue.metrics.notes import Words
from cordee.revenue.quality.check import Check, deals, leads, spend

EMAIL = r"^[^@\s,;<>()]+@[^@\s,;<>()]+\.[a-z]{2,}$"

CORRECTNESS = (
    Check(
        key="won_without_amount",
        kind="correctness",
        subject="deal",
        severity="harms",
        name=Words("Won deals without an amount", "Affaires gagnées sans montant"),
        sentence=Words("{share} of won deals have no amount", "{share} des affaires gagnées n’ont pas de montant"),
        why=Words(
            "Revenue is short of what they brought.", "Le chiffre d’affaires est amputé de ce qu’elles ont rapporté."
        ),
        remedy=Words(
            "Make the amount compulsory when a deal is won; fill in the past ones.",
            "Rendre le montant obligatoire à la signature ; compléter celles du passé.",
        ),
        metrics=("revenue", "closing_rate_amount", "roi"),
        rows=deals("coalesce(d.amount_original, 0) = 0", where="d.outcome = 'won'", at="d.closed_at"),
    ),
    Check(
        key="closed_before_opened",
        kind="correctness",
        subject="deal",
        severity="harms",
        name=Words("Deals closed before they were opened", "Affaires closes avant d’être ouvertes"),
        sentence=Words(
            "{share} of closed deals were closed before they were opened",
            "{share} des affaires closes l’ont été avant d’être ouvertes",
        ),
        why=Words(
            "Their sales cycle is negative; they were entered after the fact.",
            "Leur cycle de vente est négatif ; elles ont été saisies après coup.",
        ),
        remedy=Words(
            "Correct the opening date in the CRM; enter deals when they are born.",
            "Corriger la date d’ouverture dans le CRM ; saisir les affaires à leur naissance.",
        ),
        metrics=("sales_cycle", "velocity"),
        rows=deals(
            "d.closed_at < d.opened_at",
            where="d.closed_at IS NOT NULL AND d.opened_at IS NOT NULL",
            at="d.closed_at",
            detail="concat(round(date_diff('hour', d.closed_at, d.opened_at) / 24.0)::INTEGER, ' d')",
        ),
    ),
    Check(
        key="open_deal_overdue",
        kind="correctness",
        subject="deal",
        severity="harms",
        name=Words("Open deals past their close date", "Affaires ouvertes dont la clôture est passée"),
        sentence=Words(
            "{share} of dated open deals should be closed already",
            "{share} des affaires ouvertes et datées devraient déjà être closes",
        ),
        why=Words(
            "The pipeline holds deals that are perhaps lost already.",
            "Le pipeline contient des affaires peut-être déjà perdues.",
        ),
        remedy=Words(
            "At the weekly meeting, date each again or close it.",
            "Au point hebdo, redater chacune ou la clore.",
        ),
        metrics=("pipeline_generated", "velocity", "closing_rate"),
        rows=deals(
            "d.expected_close < coalesce(s.data_as_of, s.built_at)::DATE",
            where="d.outcome = 'open' AND d.expected_close IS NOT NULL",
            at="d.expected_close::TIMESTAMP",
        ),
        has_trend=False,
    ),
    Check(
        key="owner_left",
        kind="correctness",
        subject="deal",
        severity="harms",
        name=Words("Open deals whose owner left", "Affaires ouvertes dont le responsable est parti"),
        sentence=Words(
            "{share} of open deals belong to somebody who left",
            "{share} des affaires ouvertes appartiennent à quelqu’un qui est parti",
        ),
        why=Words("Nobody follows them any more.", "Plus personne ne les suit."),
        remedy=Words("Hand them over in the CRM, today.", "Les transmettre dans le CRM, aujourd’hui."),
        metrics=("velocity", "closing_rate"),
        rows=deals("NOT coalesce(u.active, true)", where="d.outcome = 'open'", detail="u.name"),
        has_trend=False,
    ),
    Check(
        key="deal_without_rate",
        kind="correctness",
        subject="deal",
        severity="harms",
        name=Words("Amounts without a rate", "Montants sans taux"),
        sentence=Words(
            "{share} of amounts are in a currency without a rate",
            "{share} des montants sont dans une devise sans taux",
        ),
        why=Words("They are kept, and left out of every sum.", "Ils sont gardés, et absents de toutes les sommes."),
        remedy=Words(
            "Add the rate, with its date, under “rates” in cordee.toml.",
            "Ajouter le taux, avec sa date, sous « rates » dans cordee.toml.",
        ),
        metrics=("revenue", "pipeline_generated"),
        rows=deals(
            "d.rate IS NULL",
            where="d.amount_original IS NOT NULL",
            detail="concat(d.amount_original::VARCHAR, ' ', d.currency)",
        ),
    ),
    Check(
        key="malformed_email",
        kind="correctness",
        subject="person",
        severity="untidy",
        name=Words("Addresses that are no addresses", "Adresses qui n’en sont pas"),
        sentence=Words(
            "{share} of e-mail addresses cannot receive anything",
            "{share} des adresses e-mail ne peuvent rien recevoir",
        ),
        why=Words(
            "What is sent there bounces, and nobody is recognised by it.",
            "Ce qu’on y envoie revient, et personne n’est reconnu par elle.",
        ),
        remedy=Words(
            "Have the form check the address; correct these in the tool that holds them.",
            "Faire vérifier l’adresse par le formulaire ; corriger celles-ci dans l’outil qui les tient.",
        ),
        metrics=("leads",),
        rows=rf"""
            SELECT NOT regexp_matches(e.email, '{EMAIL}') AS bad, coalesce(p.name, e.email) AS name, p.created_at AS moment,
                p.sources[1] AS source, e.person_id, p.account_id, NULL::BIGINT AS deal_id, e.email AS detail,
                NULL::DOUBLE AS amount
            FROM person_email AS e JOIN person AS p USING (person_id)
        """,
    ),
    Check(
        key="impossible_date",
        kind="correctness",
        subject="passage",
        severity="harms",
        name=Words("Passages at an impossible date", "Passages à une date impossible"),
        sentence=Words(
            "{share} of passages are dated in the future or before 2000",
            "{share} des passages sont datés dans l’avenir ou avant 2000",
        ),
        why=Words(
            "They fall into no period, or into a wrong one.", "Ils ne tombent dans aucune période, ou dans une fausse."
        ),
        remedy=Words(
            "Correct the date in the tool; a month and a day were often swapped.",
            "Corriger la date dans l’outil ; le mois et le jour ont souvent été inversés.",
        ),
        metrics=("mql", "sql", "customers"),
        rows="""
            SELECT e.occurred_at > s.built_at OR e.occurred_at < TIMESTAMP '2000-01-01' AS bad,
                coalesce(p.name, p.email) AS name, e.occurred_at AS moment, e.source, e.person_id, e.account_id, e.deal_id,
                e.stage AS detail, NULL::DOUBLE AS amount
            FROM stage_event AS e LEFT JOIN person AS p USING (person_id) CROSS JOIN snapshot AS s
        """,
        has_trend=False,
    ),
    Check(
        key="backward_passage",
        kind="correctness",
        subject="lead",
        severity="harms",
        name=Words("Stages in the wrong order", "Étapes dans le désordre"),
        sentence=Words(
            "{share} of leads reached a stage before the one that precedes it",
            "{share} des leads ont atteint une étape avant celle qui la précède",
        ),
        why=Words(
            "A time between stages that is negative is left out of delays and conversions.",
            "Un temps négatif entre deux étapes est laissé hors des délais et des conversions.",
        ),
        remedy=Words(
            "See which workflow dates the stage late, and date it by the act itself.",
            "Voir quelle automatisation date l’étape trop tard, et la dater par l’acte lui-même.",
        ),
        metrics=("conversion_inquiry_mql", "conversion_mql_sql", "speed_to_lead"),
        rows=leads(
            "coalesce(l.mql_at < l.inquiry_at, false) OR coalesce(l.sql_at < l.mql_at, false) "
            "OR coalesce(l.customer_at < l.opportunity_at, false)",
            at="coalesce(l.inquiry_at, l.mql_at)",
            where="l.mql_at IS NOT NULL",
            detail="l.stage",
        ),
    ),
    Check(
        key="undated_spend",
        kind="correctness",
        subject="spend",
        severity="harms",
        name=Words("Spend without a date", "Dépenses sans date"),
        sentence=Words("{share} of the lines of spend have no date", "{share} des lignes de dépense n’ont pas de date"),
        why=Words(
            "They belong to no period: costs look lower.",
            "Elles n’appartiennent à aucune période : les coûts paraissent plus bas.",
        ),
        remedy=Words(
            "Export the cost by day, and import it again.", "Exporter le coût par jour, et l’importer de nouveau."
        ),
        metrics=("spend", "cost_per_lead", "roi"),
        rows=spend("s.day IS NULL"),
        has_trend=False,
    ),
    Check(
        key="call_longer_than_itself",
        kind="correctness",
        subject="call",
        severity="untidy",
        name=Words("Calls with an impossible duration", "Appels d’une durée impossible"),
        sentence=Words(
            "{share} of calls last less than nothing, or less than was talked",
            "{share} des appels durent moins que rien, ou moins que ce qui s’y est dit",
        ),
        why=Words("Talking times are wrong.", "Les temps de parole sont faux."),
        remedy=Words(
            "Check how the telephone tool exports durations.", "Vérifier comment la téléphonie exporte les durées."
        ),
        metrics=("speed_to_lead",),
        rows="""
            SELECT coalesce(c.duration_s < 0 OR c.talk_s < 0 OR c.talk_s > c.duration_s, false) AS bad,
                coalesce(p.name, p.email) AS name, c.occurred_at AS moment, c.source, c.person_id, c.account_id, c.deal_id,
                c.outcome AS detail, NULL::DOUBLE AS amount
            FROM call AS c LEFT JOIN person AS p USING (person_id)
        """,
    ),
)
