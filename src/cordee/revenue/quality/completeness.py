"""What is missing."""

from cordee.revenue.metrics.notes import Words
from cordee.revenue.quality.check import Check, accounts, deals, leads, people, spend

COMPLETENESS = (
    Check(
        key="deal_without_contact",
        kind="completeness",
        subject="deal",
        severity="harms",
        name=Words("Deals without a contact", "Affaires sans contact"),
        sentence=Words("{share} of deals have no contact", "{share} des affaires n’ont aucun contact"),
        why=Words(
            "A deal that names nobody cannot be tied to the touches of its buyers: marketing's part in it is lost.",
            "Une affaire qui ne nomme personne ne peut être reliée aux interactions de ses acheteurs : la part du marketing s’y perd.",
        ),
        remedy=Words(
            "In the CRM, make a primary contact compulsory from the second stage on, and export the contact roles.",
            "Dans le CRM, rendre le contact principal obligatoire dès la deuxième étape, et exporter les rôles des contacts.",
        ),
        metrics=("pipeline_sourced", "pipeline_influenced", "conversion_sql_opportunity"),
        rows=deals("d.n_people = 0"),
    ),
    Check(
        key="open_deal_without_amount",
        kind="completeness",
        subject="deal",
        severity="harms",
        name=Words("Open deals without an amount", "Affaires ouvertes sans montant"),
        sentence=Words("{share} of open deals have no amount", "{share} des affaires ouvertes n’ont pas de montant"),
        why=Words(
            "The pipeline counts them for nothing: it looks smaller than it is.",
            "Le pipeline les compte pour rien : il paraît plus petit qu’il n’est.",
        ),
        remedy=Words(
            "Ask for an estimate at opening, even a rough one; correct it as the deal goes on.",
            "Demander une estimation à l’ouverture, même grossière ; la corriger au fil de l’affaire.",
        ),
        metrics=("pipeline_generated", "velocity"),
        rows=deals("coalesce(d.amount_original, 0) = 0", where="d.outcome = 'open'"),
    ),
    Check(
        key="open_deal_without_owner",
        kind="completeness",
        subject="deal",
        severity="hides",
        name=Words("Open deals without an owner", "Affaires ouvertes sans responsable"),
        sentence=Words("{share} of open deals have no owner", "{share} des affaires ouvertes n’ont pas de responsable"),
        why=Words(
            "Nobody follows them, and no team's figures hold them.",
            "Personne ne les suit, et les chiffres d’aucune équipe ne les contiennent.",
        ),
        remedy=Words("Give each an owner in the CRM.", "Donner à chacune un responsable dans le CRM."),
        metrics=("pipeline_generated", "closing_rate"),
        rows=deals("d.owner_id IS NULL", where="d.outcome = 'open'"),
    ),
    Check(
        key="open_deal_without_close_date",
        kind="completeness",
        subject="deal",
        severity="hides",
        name=Words("Open deals without a close date", "Affaires ouvertes sans date de clôture"),
        sentence=Words(
            "{share} of open deals have no expected close date",
            "{share} des affaires ouvertes n’ont pas de date de clôture prévue",
        ),
        why=Words(
            "They cannot be placed in any quarter's forecast.",
            "Elles n’entrent dans la prévision d’aucun trimestre.",
        ),
        remedy=Words(
            "Make the expected date compulsory at opening.", "Rendre la date prévue obligatoire à l’ouverture."
        ),
        metrics=("velocity",),
        rows=deals("d.expected_close IS NULL", where="d.outcome = 'open'"),
    ),
    Check(
        key="deal_without_company",
        kind="completeness",
        subject="deal",
        severity="harms",
        name=Words("Deals without a company", "Affaires sans compte"),
        sentence=Words("{share} of deals belong to no company", "{share} des affaires n’appartiennent à aucun compte"),
        why=Words(
            "Their channel, their segment and their journey are unknown.",
            "Leur canal, leur segment et leur parcours restent inconnus.",
        ),
        remedy=Words(
            "Attach each to a company, or to a contact of one.",
            "Rattacher chacune à un compte, ou à un contact qui en a un.",
        ),
        metrics=("pipeline_sourced", "closing_rate"),
        rows=deals("d.account_id IS NULL"),
    ),
    Check(
        key="lost_without_reason",
        kind="completeness",
        subject="deal",
        severity="hides",
        name=Words("Lost deals without a reason", "Affaires perdues sans motif"),
        sentence=Words("{share} of lost deals give no reason", "{share} des affaires perdues n’ont pas de motif"),
        why=Words(
            "What is lost without a reason teaches neither side anything.",
            "Ce qui se perd sans motif n’apprend rien à personne.",
        ),
        remedy=Words(
            "Make the reason compulsory when a deal is lost, from a short list that both sides agreed.",
            "Rendre le motif obligatoire à la perte, dans une courte liste convenue à deux.",
        ),
        metrics=("closing_rate",),
        rows=deals("nullif(trim(d.reason), '') IS NULL", where="d.outcome = 'lost'", at="d.closed_at"),
    ),
    Check(
        key="person_without_email",
        kind="completeness",
        subject="person",
        severity="hides",
        name=Words("People without an e-mail", "Personnes sans e-mail"),
        sentence=Words("{share} of people have no e-mail address", "{share} des personnes n’ont pas d’adresse e-mail"),
        why=Words(
            "Without an address, what they do elsewhere is hardly ever recognised as theirs.",
            "Sans adresse, ce qu’elles font ailleurs n’est presque jamais reconnu comme leur.",
        ),
        remedy=Words(
            "Ask for it at the first call, and import the tool that knows it.",
            "La demander au premier appel, et importer l’outil qui la connaît.",
        ),
        metrics=("leads", "conversion_inquiry_mql"),
        rows=people("p.email IS NULL", detail="coalesce(p.phone, p.job_title)"),
    ),
    Check(
        key="person_without_company",
        kind="completeness",
        subject="person",
        severity="hides",
        name=Words("People without a company", "Personnes sans compte"),
        sentence=Words(
            "{share} of people belong to no company", "{share} des personnes n’appartiennent à aucun compte"
        ),
        why=Words(
            "They are missing from the buying group of their company, and their touches from its deals.",
            "Elles manquent au groupe d’achat de leur société, et leurs interactions à ses affaires.",
        ),
        remedy=Words(
            "Ask for the work address in forms, and import the companies of the CRM.",
            "Demander l’adresse professionnelle dans les formulaires, et importer les sociétés du CRM.",
        ),
        metrics=("pipeline_influenced", "pipeline_sourced"),
        rows=people("p.account_id IS NULL", detail="p.email"),
    ),
    Check(
        key="company_without_size",
        kind="completeness",
        subject="account",
        severity="hides",
        name=Words("Companies without a headcount", "Comptes sans effectif"),
        sentence=Words("{share} of companies have no headcount", "{share} des comptes n’ont pas d’effectif"),
        why=Words("They fall out of every figure by segment.", "Ils sortent de tous les chiffres par segment."),
        remedy=Words(
            "Fill it in for the companies with an open deal first.",
            "Le renseigner d’abord pour les comptes qui ont une affaire ouverte.",
        ),
        metrics=("closing_rate", "cost_per_lead"),
        rows=accounts("a.headcount IS NULL"),
    ),
    Check(
        key="mql_without_sales_act",
        kind="completeness",
        subject="lead",
        severity="harms",
        name=Words("MQLs without any act of sales", "MQL sans aucun acte commercial"),
        sentence=Words(
            "{share} of MQLs older than a week were followed by no act of sales",
            "{share} des MQL de plus d’une semaine n’ont été suivis d’aucun acte commercial",
        ),
        why=Words(
            "Either nobody called, or the calls are in a tool that is not imported: the delay cannot tell which.",
            "Soit personne n’a appelé, soit les appels sont dans un outil qui n’est pas importé : le délai ne sait pas dire lequel.",
        ),
        remedy=Words(
            "Import the telephone and the sequences tools; then take the list to the debrief of leads.",
            "Importer la téléphonie et l’outil de séquences ; puis apporter la liste au débrief de leads.",
        ),
        metrics=("sla_compliance", "speed_to_lead", "acceptance_rate"),
        rows=leads(
            "l.first_attempt_at IS NULL",
            at="l.mql_at",
            where="l.mql_at IS NOT NULL AND l.mql_at < coalesce(s.data_as_of, s.built_at) - INTERVAL 7 DAY",
        ),
    ),
    Check(
        key="lead_without_channel",
        kind="completeness",
        subject="lead",
        severity="harms",
        name=Words("Leads without a channel", "Leads sans canal"),
        sentence=Words("{share} of leads come from nobody knows where", "{share} des leads viennent d’on ne sait où"),
        why=Words(
            "Cost and conversion by channel are read on the others only.",
            "Coût et conversion par canal ne se lisent que sur les autres.",
        ),
        remedy=Words(
            "Tag every link (utm_source, utm_medium, utm_campaign) and keep the tags in a hidden field of each form.",
            "Marquer chaque lien (utm_source, utm_medium, utm_campaign) et garder ces marques dans un champ caché de chaque formulaire.",
        ),
        metrics=("leads", "cost_per_lead", "conversion_inquiry_mql"),
        rows=leads("l.channel = 'unknown'", at="l.inquiry_at", where="l.inquiry_at IS NOT NULL", detail="l.stage"),
    ),
    Check(
        key="act_without_channel",
        kind="completeness",
        subject="touch",
        severity="hides",
        name=Words("First acts without a channel", "Premiers actes sans canal"),
        sentence=Words(
            "{share} of people's first acts towards us carry no channel",
            "{share} des premiers actes des personnes ne portent aucun canal",
        ),
        why=Words(
            "How these people found us is not known from the act itself; a later one, or the CRM, may tell.",
            "L’acte ne dit pas comment ces personnes nous ont trouvés ; un acte suivant, ou le CRM, le dit peut-être.",
        ),
        remedy=Words(
            "Tag the links of e-mails, adverts and partners, and import the web analytics.",
            "Marquer les liens des e-mails, des annonces et des partenaires, et importer la mesure d’audience.",
        ),
        metrics=("pipeline_sourced", "leads"),
        rows="""
            SELECT w.first_inbound_channel = 'unknown' AS bad, coalesce(p.name, p.email) AS name,
                w.first_inbound_at AS moment, p.sources[1] AS source, w.person_id, w.account_id, NULL::BIGINT AS deal_id,
                w.inbound_channel AS detail, NULL::DOUBLE AS amount
            FROM person_path AS w JOIN person AS p USING (person_id) WHERE w.first_inbound_at IS NOT NULL
        """,
    ),
    Check(
        key="spend_without_campaign",
        kind="completeness",
        subject="spend",
        severity="hides",
        name=Words("Spend without a campaign", "Dépenses sans campagne"),
        sentence=Words(
            "{share} of the lines of spend are of no known campaign",
            "{share} des lignes de dépense ne sont d’aucune campagne connue",
        ),
        why=Words(
            "What they brought cannot be set against what they cost.",
            "Ce qu’elles ont rapporté ne peut être rapproché de ce qu’elles ont coûté.",
        ),
        remedy=Words(
            "Link the names to campaigns in “Unmatched campaigns”.",
            "Relier les noms aux campagnes dans « Campagnes orphelines ».",
        ),
        metrics=("cost_per_lead", "roi", "cac"),
        rows=spend("c.campaign_id IS NULL OR c.record_id IS NULL AND c.source IS NULL"),
    ),
)
