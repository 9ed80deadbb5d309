"""The same export written otherwise: by the API, in a spreadsheet, in UTF-16, with words that nobody foresaw."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from cordee.revenue.imports import FileReport, import_files, recognise
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.ids import record_id

DATA = Path(os.environ.get("CORDEE_DATA", Path(__file__).parents[4] / "shared" / "data"))


def import_text(folder: Path, text: str, encoding: str = "utf-8") -> tuple[Home, FileReport]:
    file = folder / "export.csv"
    file.write_text(text, encoding=encoding)
    home = Home.at(folder / "home")
    (report,) = import_files(home, [file]).files
    return home, report


def column(home: Home, table: str, *names: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        listed = ", ".join(f'"{name}"' for name in names)
        return connection.execute(
            f"SELECT {listed} FROM '{home.staged}/*{table}/*.parquet' ORDER BY row_no, record_id"
        ).fetchall()


def test_hubspot_contacts_are_read_by_the_names_of_the_properties(tmp_path: Path) -> None:
    home, report = import_text(
        tmp_path,
        "hs_object_id,email,firstname,lifecyclestage,hs_lifecyclestage_marketingqualifiedlead_date,createdate,"
        "hs_analytics_source,hs_analytics_source_data_1,hs_analytics_source_data_2\n"
        "101,claire.moreau@boreal-logistique.fr,Claire,marketingqualifiedlead,2026-03-10T13:30:00Z,"
        "2026-03-02T08:15:00Z,PAID_SOCIAL,LinkedIn,spring-erp\n",
    )
    assert (report.source, report.object) == ("hubspot", "contact")
    assert [(stage, str(at)) for stage, at in column(home, "stage_event", "stage", "occurred_at")] == [
        ("mql", "2026-03-10 13:30:00")
    ]
    with duckdb.connect() as connection:
        origin = connection.execute(
            f"SELECT channel_raw, utm_source, utm_campaign FROM '{home.staged}/*origin/*.parquet'"
        ).fetchall()
    assert origin == [("Paid social", "LinkedIn", "spring-erp")]


def test_a_linkedin_report_in_utf_16_with_tabs_reads_like_the_one_with_commas(tmp_path: Path) -> None:
    home, report = import_text(
        tmp_path,
        "Campaign Performance Report (in UTC)\r\nReport Start: March 1, 2026\r\n\r\n"
        "Start Date (in UTC)\tCurrency\tCampaign Name\tCampaign ID\tTotal Spent\tImpressions\tClicks\r\n"
        "03/17/2026\tEUR\tSpring ERP\t3300441\t1,090.10\t8,010\t9\r\n"
        "Total\t\t\t\t1,090.10\t8,010\t9\r\n",
        encoding="utf-16",
    )
    assert (report.source, report.object, report.rejected) == ("linkedin_ads", "campaign_day", [])
    assert [
        (str(day), str(cost), shown) for day, cost, shown in column(home, "spend", "day", "cost", "impressions")
    ] == [("2026-03-17", "1090.1000", 8010)]


def test_two_adverts_of_a_campaign_on_one_day_are_two_costs(tmp_path: Path) -> None:
    home, _ = import_text(
        tmp_path,
        "Start Date (in UTC),Campaign Name,Campaign ID,Ad ID,Total Spent,Impressions,Clicks,Currency\n"
        "03/17/2026,Spring ERP,3300441,1,10.50,100,1,EUR\n03/17/2026,Spring ERP,3300441,2,20.00,200,2,EUR\n",
    )
    assert [str(cost) for (cost,) in column(home, "spend", "cost")] == ["10.5000", "20.0000"]


def test_a_demographic_report_is_not_taken_for_spend(tmp_path: Path) -> None:
    _, report = import_text(
        tmp_path,
        "Start Date (in UTC),Campaign Name,Campaign ID,Job Function Segment,Total Spent,Impressions,Clicks\n"
        "03/17/2026,Spring ERP,3300441,Operations,10.50,100,1\n",
    )
    assert (report.new, report.error_code) == (0, "unrecognised")


def test_hubspot_deals_in_a_spreadsheet_read_like_those_in_text(tmp_path: Path) -> None:
    file = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        sheet = book.add_worksheet("Transactions")
        sheet.write_row(
            0, 0, ["ID de fiche d'informations", "Nom de la transaction", "Phase de la transaction", "Montant"]
        )
        sheet.write_row(1, 0, [501, "Boréal - 40 postes", "Fermée perdue", 18500.5])
        sheet.write(0, 4, "Date de fermeture")
        sheet.write_datetime(1, 4, datetime(2026, 6, 5, 17, 30))
    home = Home.at(tmp_path / "home")

    (report,) = import_files(home, [file]).files

    assert (report.source, report.object, report.rejected) == ("hubspot", "deal", [])
    ((deal, amount, outcome, closed),) = column(home, "deal", "record_id", "amount", "outcome", "closed_at")
    assert (deal, str(amount), outcome, closed) == (
        record_id("hubspot/deal/501"),
        "18500.50",
        "lost",
        datetime(2026, 6, 5, 15, 30),
    )


def test_fifteen_and_eighteen_characters_are_one_salesforce_id(tmp_path: Path) -> None:
    first, second = tmp_path / "loader.csv", tmp_path / "report.csv"
    first.write_text("Id,AccountId,LastName\n0035g00000AbCdEAAV,0015g00000XyZabAAF,Moreau\n", encoding="utf-8")
    second.write_text("Contact ID,Account ID,Last Name\n0035g00000AbCdE,0015g00000XyZab,Moreau\n", encoding="utf-8")
    home = Home.at(tmp_path / "home")

    import_files(home, [first, second])

    contact, account = (
        record_id("salesforce/contact/0035g00000AbCdEAAV"),
        record_id("salesforce/account/0015g00000XyZabAAF"),
    )
    assert column(home, "person", "record_id", "account_ref") == [(contact, account), (contact, account)]


@pytest.mark.parametrize("status", ["Working - Contacted", "En cours", "ACCEPTED"])
def test_a_lead_that_sales_works_on_is_accepted(tmp_path: Path, status: str) -> None:
    home, _ = import_text(tmp_path, lead_history(status))
    assert column(home, "stage_event", "stage", "stage_raw") == [("sal", status)]


@pytest.mark.parametrize("status", ["New", "Awaiting budget", "Nouvelle"])
def test_a_status_that_nobody_defined_gives_no_passage_and_is_kept(tmp_path: Path, status: str) -> None:
    home, report = import_text(tmp_path, lead_history(status))
    assert (report.new, report.rejected, list(home.staged.glob("*stage_event/*.parquet"))) == (1, [], [])


def lead_history(status: str) -> str:
    return (
        "LeadId,Field,OldValue,NewValue,CreatedDate,CreatedById\n"
        f"00Q5g00000LeadA,Status,Open,{status},2026-03-11T08:00:00.000Z,0055g00000UserA\n"
    )


def test_a_planned_pipedrive_activity_is_no_touch_yet(tmp_path: Path) -> None:
    home, report = import_text(
        tmp_path,
        "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Person - ID\n"
        "603,Call back,Call,2026-12-20,To do,31\n",
    )
    assert (report.new, report.rejected, list(home.staged.glob("*touch/*.parquet"))) == (1, [], [])


def test_a_page_without_hidden_fields_still_says_where_a_form_came_from(tmp_path: Path) -> None:
    home, _ = import_text(
        tmp_path,
        "Email,Form Name,Page URL,Submitted At\nclaire.moreau@boreal-logistique.fr,Contact,"
        "https://www.ardoise.example/contact?utm_source=news&utm_medium=email,2026-03-02T08:15:00Z\n",
    )
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT utm_source, utm_medium FROM '{home.staged}/*origin/*.parquet'").fetchall()
    assert found == [("news", "email")]


@pytest.mark.skipif(
    not (DATA / "crm_fixtures").is_dir(), reason="the warehouse dumps are not on this machine (CORDEE_DATA)"
)
@pytest.mark.parametrize(
    ("dump", "export"),
    [
        ("dbt_hubspot/deal_data", "hubspot/deal"),
        ("dbt_hubspot/email_event_data", "hubspot/email_event"),
        ("dbt_hubspot/owner_data", "hubspot/owner"),
        ("dbt_marketo/marketo_lead_data", "marketo/lead"),
        ("dbt_marketo/marketo_activity_click_email_data", "marketo/activity"),
        ("dbt_marketo/marketo_program_data", "marketo/program"),
        ("dbt_salesforce/sf_lead_data", "salesforce/lead"),
        ("dbt_salesforce/sf_contact_data", "salesforce/contact"),
        ("dbt_salesforce/sf_account_data", "salesforce/account"),
        ("dbt_salesforce/sf_opportunity_data", "salesforce/opportunity"),
        ("dbt_salesforce/sf_task_data", "salesforce/task"),
        ("dbt_salesforce/sf_event_data", "salesforce/event"),
        ("dbt_salesforce/sf_user_data", "salesforce/user"),
    ],
)
def test_a_warehouse_dump_is_recognised_too(dump: str, export: str) -> None:
    (found,) = recognise(DATA / "crm_fixtures" / f"{dump}.csv")
    assert f"{found.source}/{found.object}" == export


@pytest.mark.parametrize(
    ("drill_down", "touches"),
    [
        ("CRM_UI", [("original_source", "sales", "out")]),
        ("IMPORT", [("list_import", "marketing", "out")]),
        ("CONVERSATIONS", [("original_source", "marketing", "in")]),
        ("INTEGRATION", []),
    ],
)
def test_a_contact_from_offline_is_whose_act_it_was(tmp_path: Path, drill_down: str, touches: list[tuple[str]]) -> None:
    """Typed by a colleague, loaded from a list, met in the chat, or merely copied by another tool."""
    home, _ = import_text(
        tmp_path,
        "Record ID,Email,Create Date,Original Source,Original Source Drill-Down 1\n"
        f"101,claire.moreau@boreal-logistique.fr,2026-03-02 09:15,Offline sources,{drill_down}\n",
    )
    made = column(home, "touch", "kind", "side", "direction") if touches else list(home.staged.glob("*touch/*.parquet"))
    assert made == touches


def test_a_lead_that_was_qualified_before_the_crm_knew_it_is_imported(tmp_path: Path) -> None:
    home, report = import_text(
        tmp_path,
        "Id,LastName,Company,Status,CreatedDate,MQL_Date__c\n"
        "00Q5g00000LeadA,Moreau,Boréal Logistique,Open,2026-03-10T13:31:00.000Z,2026-03-09T08:00:00.000Z\n",
    )
    assert (report.error, report.rejected) == (None, [])
    assert [(stage, str(at)) for stage, at in column(home, "stage_event", "stage", "occurred_at")] == [
        ("mql", "2026-03-09 08:00:00")
    ]
