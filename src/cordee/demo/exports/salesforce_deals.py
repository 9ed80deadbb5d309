"""Salesforce opportunities as a French report by Excel, contact roles and field history by Data Loader."""

from cordee.demo.cast import COLLEAGUES
from cordee.demo.desk import Desk
from cordee.demo.exports.salesforce_words import LEAD_SOURCES, USERS
from cordee.demo.files import EXCEL_FR, QUOTED, comma, french, french_time, salesforce_id, salesforce_time
from cordee.demo.world import Deal

_DEAL_SOURCES = {**LEAD_SOURCES, "outbound": "Prospection", "referral": "Recommandation"}


def write_opportunities(desk: Desk, deals: list[Deal]) -> None:
    names = {c.key: c.name for c in COLLEAGUES}
    headers = (
        "ID de l'opportunité", "Nom de l'opportunité", "ID du compte", "Nom du compte", "Étape", "Montant",
        "Devise du montant", "Probabilité (%)", "Date de création", "Date de clôture",
        "Clôturée", "Gagnée", "Motif de perte", "Origine de la piste", "Produit", "Propriétaire de l'opportunité",
        "Dernière modification",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for deal in deals:
        firm = desk.world.firms[deal.firm]
        stage = (
            deal.changes[-1].new
            if deal.outcome != "open"
            else ("Découverte", "Démonstration", "Proposition", "Négociation")[deal.stage]
        )
        last = deal.changes[-1].at if deal.changes else deal.opened_at
        rows.append((
            desk.book.deal_id(deal.number, long=False), deal.name, desk.book.accounts[deal.firm][:15], firm.name,
            stage, comma(deal.amount), deal.currency,
            {"won": 100, "lost": 0}.get(deal.outcome, (10, 30, 50, 75)[deal.stage]), french_time(deal.opened_at),
            french(deal.closed_at or deal.expected),
            "Oui" if deal.closed_at else "Non", "Oui" if deal.outcome == "won" else "Non", deal.reason,
            _DEAL_SOURCES[deal.source], deal.product, names[deal.owner], french_time(last),
        ))  # fmt: skip
    for place, (amount, closing) in enumerate((("à définir", "30/06/2026"), ("12 k€ ?", "15/07/2026"))):
        rows.append(
            (
                salesforce_id("006", 99_000 + place, long=False),
                "TEST à supprimer",
                "",
                "",
                "Découverte",
                amount,
                "EUR",
                10,
                "13/05/2026 10:00",
                closing,
                "Non",
                "Non",
                "",
                "",
                "",
                "Paul Guyot",
                "13/05/2026 10:00",
            )
        )
    desk.folder.csv("salesforce_opportunites.csv", "salesforce", "opportunity", headers, rows, EXCEL_FR, bad_rows=2)
    roles = []
    for deal in deals:
        for place, number in enumerate(deal.people):
            if number in desk.book.contacts:
                role = "Utilisateur" if place else "Décideur"
                roles.append(
                    (
                        salesforce_id("00K", deal.number * 5 + place),
                        desk.book.deal_id(deal.number),
                        desk.book.contacts[number],
                        role,
                        "false" if place else "true",
                    )
                )
    desk.folder.csv(
        "salesforce_OpportunityContactRole.csv",
        "salesforce",
        "opportunity_contact_role",
        ("Id", "OpportunityId", "ContactId", "Role", "IsPrimary"),
        roles,
        QUOTED,
    )


def write_history(desk: Desk, deals: list[Deal]) -> None:
    fields = {"stage": "StageName", "amount": "Amount", "close_date": "CloseDate"}
    rows = [
        (salesforce_id("017", 100 + deal.number * 40 + place), desk.book.deal_id(deal.number), fields[change.field],
        change.old, change.new, salesforce_time(change.at), USERS[deal.owner])
        for deal in deals for place, change in enumerate(deal.changes)
    ]  # fmt: skip
    headers = ("Id", "OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate", "CreatedById")
    desk.folder.csv(
        "salesforce_OpportunityFieldHistory.csv", "salesforce", "opportunity_field_history", headers, rows, QUOTED
    )
