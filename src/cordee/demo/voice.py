"""What is said in the recorded calls: openings, objections from a closed list, endings, in French and in English."""

from random import Random

OBJECTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "price": (
        (
            "C'est au-dessus de ce qu'on avait prévu, on nous a proposé moitié moins ailleurs.",
            "À ce tarif-là je ne pourrai pas le défendre devant la direction.",
            "On trouve que l'abonnement par technicien finit par coûter très cher.",
        ),
        (
            "That is well over what we had set aside for this year.",
            "At that price I cannot defend it upstairs.",
            "Per-user pricing hurts us: we have forty fitters.",
        ),
    ),
    "timing": (
        (
            "Ce n'est vraiment pas le moment, on démarre une nouvelle ligne en septembre.",
            "Rappelez-moi après l'inventaire.",
            "On verra ça au prochain exercice.",
        ),
        (
            "Now is a bad time, we are in the middle of a shutdown.",
            "Call me back after the summer.",
            "It is a next financial year topic.",
        ),
    ),
    "competitor": (
        (
            "On est déjà équipés avec Carrel GMAO, et ça fait le travail.",
            "Nous avons MaintenPro au niveau du groupe.",
            "Optimaint nous a fait une démonstration la semaine dernière.",
        ),
        (
            "We already run Optimaint Suite and we are under contract.",
            "Group has standardised on MaintenPro.",
            "Carrel came in last week with a very similar demo.",
        ),
    ),
    "no_need": (
        (
            "Notre fichier Excel nous suffit largement.",
            "On n'a presque pas de pannes, je ne vois pas ce que ça m'apporterait.",
            "Nos gars savent déjà tout par cœur.",
        ),
        (
            "Honestly the spreadsheet does the job.",
            "We hardly have any breakdowns.",
            "I don't see what it would change for us.",
        ),
    ),
    "authority": (
        (
            "Ce n'est pas moi qui décide, il faut voir avec le directeur de site.",
            "C'est le siège qui choisit les logiciels.",
            "Il faudra passer par les achats.",
        ),
        (
            "It isn't my call, you would have to speak to the plant manager.",
            "Head office picks the software.",
            "That goes through procurement.",
        ),
    ),
    "integration": (
        (
            "Il faudrait que ça parle à notre ERP, et là j'ai un gros doute.",
            "Sans lien avec nos automates ça ne sert à rien.",
            "On a déjà trop d'outils qui ne communiquent pas.",
        ),
        (
            "It has to talk to our ERP and I doubt it will.",
            "Without a link to the PLCs it is useless to us.",
            "We already have too many systems that don't connect.",
        ),
    ),
    "security": (
        (
            "Notre informatique refuse tout ce qui est hébergé à l'extérieur.",
            "Où sont stockées les données ? Le RSSI va bloquer.",
        ),
        ("IT will not accept anything in the cloud.", "Where is the data kept? Our security people will object."),
    ),
    "complexity": (
        (
            "Mes techniciens ne toucheront jamais à une tablette.",
            "La dernière fois le déploiement a duré un an et personne ne s'en sert.",
        ),
        ("My fitters will never use a tablet.", "The last roll-out took a year and nobody uses it."),
    ),
    "send_info": (
        ("Envoyez-moi une documentation par mail, je regarderai.", "Faites-moi passer une plaquette."),
        ("Just send me something by e-mail.", "Pop a brochure over and I'll have a look."),
    ),
}
"""Label → what people say, in French and in English."""

_OPENINGS = (
    (
        "Échange avec {name} au sujet du suivi des pannes.",
        "Appel de {name} suite à sa demande.",
        "Point avec {name}, {title}.",
    ),
    (
        "Spoke with {name} about downtime tracking.",
        "{name} called about their request.",
        "Caught up with {name}, {title}.",
    ),
)
_QUESTIONS = (
    (
        "Combien de temps prend la mise en route ?",
        "Est-ce que ça marche hors ligne dans l'atelier ?",
        "Peut-on reprendre nos gammes existantes ?",
        "Vous avez des références dans notre secteur ?",
    ),
    (
        "How long does it take to get going?",
        "Does it work offline on the shop floor?",
        "Can we bring our existing job plans over?",
        "Any references in our sector?",
    ),
)
_SIGNALS = (
    (
        "Il nous faut une solution en place avant l'audit de novembre.",
        "Le budget est validé pour cette année.",
        "Vous pourriez montrer ça à mon équipe jeudi ?",
    ),
    (
        "We need something in place before the audit.",
        "The budget has been signed off.",
        "Could you show this to my team on Thursday?",
    ),
)
_ENDINGS = (
    ("Je rappelle la semaine prochaine.", "Invitation envoyée pour une démonstration.", "À recontacter."),
    ("Will call back next week.", "Demo invitation sent.", "Follow up later."),
)


def conversation(dice: Random, *, language: str, name: str, title: str, warmth: float) -> tuple[str, tuple[str, ...]]:
    """The note of one recorded call and the objections said in it. ``warmth`` (0..1): how keen the person is."""
    side = 1 if language == "en" else 0
    lines = [dice.choice(_OPENINGS[side]).format(name=name, title=title)]
    labels: tuple[str, ...] = ()
    if dice.random() < 0.72 - 0.35 * warmth:
        labels = tuple(dice.sample(sorted(OBJECTIONS), 2 if dice.random() < 0.18 else 1))
        lines += [
            f"« {dice.choice(OBJECTIONS[label][side])} »" if side == 0 else f'"{dice.choice(OBJECTIONS[label][side])}"'
            for label in labels
        ]
    if dice.random() < 0.35:
        lines.append(dice.choice(_QUESTIONS[side]))
    if dice.random() < 0.15 + 0.5 * warmth:
        lines.append(dice.choice(_SIGNALS[side]))
    lines.append(dice.choice(_ENDINGS[side]))
    return " ".join(lines), labels
