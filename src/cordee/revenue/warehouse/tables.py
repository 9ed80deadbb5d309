"""Every table of the data plane, its grain and its columns. Staged tables feed identity and the model; model tables are
published. What is written here is the contract: builders cast to it, ``checks`` compare with it, the docs are made from it.

Times are naive UTC. ``*_ref`` columns hold record ids (``warehouse.ids``); ``*_id`` columns of model tables hold entity ids.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str  # a DuckDB type
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    grain: str  # "One row per …"
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}")

    @property
    def ddl(self) -> str:
        """``CREATE TABLE`` for an empty one."""
        body = ", ".join(f'"{c.name}" {c.type}' for c in self.columns)
        return f"CREATE TABLE {self.name} ({body})"


def _table(name: str, grain: str, columns: str) -> Table:
    """Reads ``name TYPE -- doc`` lines."""
    parsed = []
    for line in filter(str.strip, columns.splitlines()):
        left, _, doc = line.strip().partition("--")
        column, _, type_ = left.strip().partition(" ")
        parsed.append(Column(column, type_.strip(), doc.strip()))
    return Table(name, grain, tuple(parsed))


_LINEAGE = """
record_id BIGINT -- id of this staged record: source/object/source_id, plus #part when a row is split
raw_id BIGINT -- id of the source record (row) that it came from
source VARCHAR -- the tool: hubspot, salesforce…
object VARCHAR -- the tool's object: contact, lead, deal…
source_id VARCHAR -- the tool's own id
version INTEGER -- 1 for the first version received, then 2, 3…
received_at TIMESTAMP -- when Cordée received this version
modified_at TIMESTAMP -- when the tool says that it last changed; NULL if it does not say
deleted BOOLEAN -- the tool says that it was deleted (or merged away)
run_id VARCHAR -- the import that brought it
row_no BIGINT -- its row in the file, header not counted, first is 1
"""

_ORIGIN = """
origin_id BIGINT -- hash of the columns below; the same in stg_touch
channel_raw VARCHAR -- the tool's own word for the channel or source
utm_source VARCHAR
utm_medium VARCHAR
utm_campaign VARCHAR
utm_content VARCHAR
utm_term VARCHAR
referrer_host VARCHAR
click_id VARCHAR -- which advertiser's click id was on the link: gclid, li_fat_id, fbclid, msclkid
"""

STAGED: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "stg_person",
            "One row per version of a record about a human, in any tool",
            _LINEAGE
            + """
given_name VARCHAR
family_name VARCHAR
full_name VARCHAR -- where the tool has only one field
email VARCHAR -- as received, trimmed
emails VARCHAR[] -- every other address
phones VARCHAR[] -- as received
job_title VARCHAR
linkedin_url VARCHAR
company_name VARCHAR
company_domain VARCHAR -- domain or website, as received
siren VARCHAR
vat VARCHAR
country VARCHAR
city VARCHAR
postal_code VARCHAR
language VARCHAR
created_at TIMESTAMP -- in the tool
account_ref BIGINT -- the company record of the same tool
same_as BIGINT[] -- records that the tool itself says are the same human: merged ids, converted contact, other tool's id
owner VARCHAR -- user as the tool names them: id, e-mail or name
status_raw VARCHAR -- lifecycle or lead status as received
source_raw VARCHAR -- lead source as received
opted_out BOOLEAN
email_bounced BOOLEAN
""",
        ),
        _table(
            "stg_account",
            "One row per version of a record about a company, in any tool",
            _LINEAGE
            + """
name VARCHAR
domain VARCHAR
domains VARCHAR[]
website VARCHAR
siren VARCHAR
vat VARCHAR
phone VARCHAR
linkedin_url VARCHAR
country VARCHAR
city VARCHAR
postal_code VARCHAR
industry VARCHAR
headcount INTEGER
annual_revenue DECIMAL(18,2)
currency VARCHAR
created_at TIMESTAMP
parent_ref BIGINT
same_as BIGINT[]
owner VARCHAR
""",
        ),
        _table(
            "stg_touch",
            "One row per version of something that happened between us and a person or an account",
            _LINEAGE
            + """
occurred_at TIMESTAMP
kind VARCHAR -- vocabulary.TouchKind
side VARCHAR -- marketing or sales: whose work it belongs to
direction VARCHAR -- in: the buyer acts; out: we act
person_ref BIGINT
account_ref BIGINT
deal_ref BIGINT
campaign_ref BIGINT
campaign_name VARCHAR
origin_id BIGINT -- where it came from, see stg_origin
content VARCHAR -- title of the form, page, e-mail, asset, webinar
subject VARCHAR -- free text of the act: e-mail subject, note, call summary
landing_page VARCHAR
outcome VARCHAR -- connected, no_answer, booked, bounced…
duration_s INTEGER
user VARCHAR -- our colleague who acted: id, e-mail or name
cost DECIMAL(18,4)
""",
        ),
        _table("stg_origin", "One row per distinct origin of touches", _ORIGIN),
        _table(
            "stg_stage_event",
            "One row per version of a passage into or out of a stage, as a tool dates it",
            _LINEAGE
            + """
person_ref BIGINT
account_ref BIGINT
stage VARCHAR -- vocabulary.Stage
occurred_at TIMESTAMP
reason VARCHAR
by VARCHAR -- user, rule or workflow named by the tool
stage_raw VARCHAR
""",
        ),
        _table(
            "stg_deal",
            "One row per version of an opportunity",
            _LINEAGE
            + """
name VARCHAR
account_ref BIGINT
person_refs BIGINT[]
campaign_ref BIGINT
pipeline VARCHAR
stage_raw VARCHAR
amount DECIMAL(18,2)
currency VARCHAR
created_at TIMESTAMP
expected_close DATE
closed_at TIMESTAMP -- when won or lost
outcome VARCHAR -- vocabulary.Outcome; NULL: decided by stage_raw
reason VARCHAR
source_raw VARCHAR
product VARCHAR
probability DOUBLE -- 0..1, as the tool says
same_as BIGINT[]
owner VARCHAR
""",
        ),
        _table(
            "stg_deal_event",
            "One row per version of a change of a deal",
            _LINEAGE
            + """
deal_ref BIGINT
occurred_at TIMESTAMP
field VARCHAR -- stage, amount, close_date, owner, outcome
old_value VARCHAR
new_value VARCHAR
by VARCHAR
""",
        ),
        _table(
            "stg_deal_person",
            "One row per version of the role of a person in a deal",
            _LINEAGE
            + """
deal_ref BIGINT
person_ref BIGINT
role VARCHAR
is_primary BOOLEAN
""",
        ),
        _table(
            "stg_call",
            "One row per version of a telephone call",
            _LINEAGE
            + """
occurred_at TIMESTAMP
person_ref BIGINT
deal_ref BIGINT
direction VARCHAR
duration_s INTEGER -- ringing included
talk_s INTEGER
outcome VARCHAR -- connected, no_answer, voicemail, busy, wrong_number, meeting_booked
outcome_raw VARCHAR
number VARCHAR -- the other party's, as received
recording_url VARCHAR
summary VARCHAR
user VARCHAR
""",
        ),
        _table(
            "stg_campaign",
            "One row per version of a campaign",
            _LINEAGE
            + """
name VARCHAR
kind VARCHAR
channel_raw VARCHAR
utm_campaign VARCHAR
starts_on DATE
ends_on DATE
budget DECIMAL(18,2)
currency VARCHAR
parent_ref BIGINT
""",
        ),
        _table(
            "stg_spend",
            "One row per version of what a campaign cost and showed in a day (or in a dated span)",
            _LINEAGE
            + """
campaign_ref BIGINT
campaign_name VARCHAR
channel_raw VARCHAR
utm_campaign VARCHAR
day DATE -- first day
until DATE -- last day; NULL: the same day
undated BOOLEAN -- the export has no date at all: the cost is kept, and belongs to no period
impressions BIGINT
clicks BIGINT
cost DECIMAL(18,4)
currency VARCHAR
conversions DOUBLE
""",
        ),
        _table(
            "stg_traffic",
            "One row per version of the sessions of a day from one origin: aggregates, no people",
            _LINEAGE
            + """
day DATE
origin_id BIGINT
landing_page VARCHAR
sessions BIGINT
engaged_sessions BIGINT
users BIGINT
key_events DOUBLE
revenue DECIMAL(18,2)
""",
        ),
        _table(
            "stg_product",
            "One row per version of a product in a tool's catalogue",
            _LINEAGE
            + """
name VARCHAR
family VARCHAR
price DECIMAL(18,2)
currency VARCHAR
""",
        ),
        _table(
            "stg_user",
            "One row per version of a colleague",
            _LINEAGE
            + """
name VARCHAR
email VARCHAR
team VARCHAR
side VARCHAR
role VARCHAR
active BOOLEAN
manager VARCHAR
""",
        ),
    )
}
"""What connectors and mappings emit, typed, one Parquet file per run and table under ``staged/<table>/``."""

MODEL: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "person",
            "One row per human",
            """
person_id BIGINT -- the least record id of the records that speak of them
name VARCHAR
given_name VARCHAR
family_name VARCHAR
email VARCHAR -- the one to write to
phone VARCHAR -- E.164 where it could be read
job_title VARCHAR
seniority VARCHAR -- executive, director, manager, staff; NULL: unknown
function VARCHAR -- marketing, sales, it, finance, operations, hr, product, purchasing, legal, general; NULL: unknown
linkedin_url VARCHAR
account_id BIGINT
country VARCHAR -- ISO 3166-1 alpha-2 where it could be read
city VARCHAR
language VARCHAR
owner_id BIGINT -- user
created_at TIMESTAMP -- earliest in any tool
opted_out BOOLEAN
sources VARCHAR[] -- the tools that know them
n_records INTEGER
search VARCHAR -- names, e-mails, phones, company: lower case, no accents
""",
        ),
        _table(
            "person_email",
            "One row per e-mail address of a person",
            "person_id BIGINT\nemail VARCHAR\nis_work BOOLEAN\nis_role BOOLEAN",
        ),
        _table("person_phone", "One row per telephone number of a person", "person_id BIGINT\nphone VARCHAR"),
        _table(
            "account",
            "One row per company",
            """
account_id BIGINT
name VARCHAR
domain VARCHAR
siren VARCHAR
vat VARCHAR
industry VARCHAR
headcount INTEGER
headcount_band VARCHAR -- 1-9, 10-49, 50-249, 250-999, 1000+
country VARCHAR
city VARCHAR
parent_account_id BIGINT
owner_id BIGINT
created_at TIMESTAMP
sources VARCHAR[]
n_records INTEGER
search VARCHAR
""",
        ),
        _table("account_domain", "One row per domain of an account", "account_id BIGINT\ndomain VARCHAR"),
        _table(
            "person_link",
            "One row per person record: which human it speaks of",
            """
record_id BIGINT
person_id BIGINT
rule VARCHAR -- single, key:<name>, model, decision
probability DOUBLE
since TIMESTAMP -- when this link was first made
""",
        ),
        _table(
            "account_link",
            "One row per company record, and per person record matched to a company",
            """
record_id BIGINT
account_id BIGINT
rule VARCHAR
probability DOUBLE
since TIMESTAMP
""",
        ),
        _table(
            "person_review",
            "One row per pair of people that may be one: the grey zone, for a human to decide",
            "a BIGINT\nb BIGINT\nprobability DOUBLE\nevidence VARCHAR -- JSON",
        ),
        _table(
            "account_review",
            "One row per pair of accounts that may be one",
            "a BIGINT\nb BIGINT\nprobability DOUBLE\nevidence VARCHAR",
        ),
        _table(
            "identity_model",
            "One row per kind of entity: the weights that judged its records",
            "kind VARCHAR -- person, account\nmodel VARCHAR -- JSON",
        ),
        _table(
            "field_value",
            "One row per field of an entity that more than one record fills: the kept value and the losers",
            """
entity VARCHAR -- person, account, deal
entity_id BIGINT
field VARCHAR
value VARCHAR
kept BOOLEAN
record_id BIGINT
source VARCHAR
modified_at TIMESTAMP
rule VARCHAR -- why the kept one was kept: chosen (by someone), trusted, preferred, freshest
""",
        ),
        _table(
            "contradiction",
            "One row per field on which two tools disagree",
            """
entity VARCHAR
entity_id BIGINT
field VARCHAR
kept_value VARCHAR
kept_source VARCHAR
kept_record BIGINT
other_value VARCHAR
other_source VARCHAR
other_record BIGINT
detail VARCHAR -- planted defects, unmatched references: what is odd, in words
""",
        ),
        _table(
            "user_account",
            "One row per colleague",
            """
user_id BIGINT
name VARCHAR
email VARCHAR
team VARCHAR
side VARCHAR
active BOOLEAN
""",
        ),
        _table(
            "origin",
            "One row per distinct origin, with the channel that the rules give it",
            "origin_id BIGINT\nchannel VARCHAR\nrule VARCHAR -- the rule that decided\nchannel_raw VARCHAR\nutm_source VARCHAR\nutm_medium VARCHAR\nutm_campaign VARCHAR\nreferrer_host VARCHAR\ncampaign_id BIGINT -- by utm_campaign",
        ),
        _table(
            "touch",
            "One row per interaction (a view over the staged segments and the links)",
            """
touch_id BIGINT -- the record id
occurred_at TIMESTAMP
kind VARCHAR
side VARCHAR
direction VARCHAR
person_id BIGINT
account_id BIGINT
deal_id BIGINT
channel VARCHAR
campaign_id BIGINT
content VARCHAR
subject VARCHAR
outcome VARCHAR
duration_s INTEGER
user VARCHAR
cost DECIMAL(18,4)
source VARCHAR
object VARCHAR
raw_id BIGINT
""",
        ),
        _table(
            "campaign",
            "One row per campaign",
            "campaign_id BIGINT\nname VARCHAR\nkind VARCHAR\nchannel VARCHAR\nutm_campaign VARCHAR\nstarts_on DATE\nends_on DATE\nsource VARCHAR\nrecord_id BIGINT",
        ),
        _table(
            "spend",
            "One row per campaign and day",
            """
campaign_id BIGINT
day DATE -- NULL: undated
channel VARCHAR
impressions BIGINT
clicks BIGINT
cost DOUBLE -- in the company currency
cost_original DECIMAL(18,4)
currency VARCHAR
rate DOUBLE -- company currency per original unit
rate_on DATE
conversions DOUBLE
source VARCHAR
record_id BIGINT
""",
        ),
        _table(
            "traffic",
            "One row per day and origin",
            "day DATE\nchannel VARCHAR\nlanding_page VARCHAR\nsessions BIGINT\nengaged_sessions BIGINT\nusers BIGINT\nkey_events DOUBLE\nsource VARCHAR\nrecord_id BIGINT",
        ),
        _table(
            "stage_event",
            "One row per passage of a person into or out of a stage; re-entries are new rows",
            """
record_id BIGINT -- the staged record; NULL when derived
person_id BIGINT
account_id BIGINT
stage VARCHAR
occurred_at TIMESTAMP
cycle INTEGER -- 1 for the first way through, 2 after an exit…
nth INTEGER -- 1 for the first entry of this person into this stage
reason VARCHAR
by VARCHAR -- tool and user, or the rule that derived it
source VARCHAR -- the tool, or 'cordee' when derived
deal_id BIGINT -- for opportunity, customer and lost
sources VARCHAR[] -- every tool that told this passage; told by two within a day, it is one
records BIGINT[] -- every staged record that told it
""",
        ),
        _table(
            "deal",
            "One row per opportunity",
            """
deal_id BIGINT
name VARCHAR
account_id BIGINT
pipeline VARCHAR
stage_raw VARCHAR
outcome VARCHAR
amount DOUBLE -- company currency, as known now
amount_at_opening DOUBLE -- company currency; NULL when no history tells
amount_original DECIMAL(18,2)
currency VARCHAR
rate DOUBLE
rate_on DATE
opened_at TIMESTAMP
closed_at TIMESTAMP
expected_close DATE
reason VARCHAR
product VARCHAR
owner_id BIGINT
channel VARCHAR -- of the account's first marketing touch in the look-back that carries one, else of its first touch that does
campaign_id BIGINT
segment VARCHAR
team VARCHAR
first_touch_side VARCHAR -- of the account's first touch in the 180 days before opening
is_sourced BOOLEAN -- that side is marketing
is_influenced BOOLEAN -- at least one marketing touch from 180 days before opening to closing (or now)
n_people INTEGER
sources VARCHAR[]
""",
        ),
        _table(
            "deal_event",
            "One row per change of a deal",
            "deal_id BIGINT\noccurred_at TIMESTAMP\nfield VARCHAR\nold_value VARCHAR\nnew_value VARCHAR\nby VARCHAR\nsource VARCHAR\nrecord_id BIGINT",
        ),
        _table(
            "deal_person",
            "One row per person in a deal",
            "deal_id BIGINT\nperson_id BIGINT\nrole VARCHAR\nis_primary BOOLEAN",
        ),
        _table("deal_link", "One row per deal record", "record_id BIGINT\ndeal_id BIGINT"),
        _table(
            "call",
            "One row per call",
            "call_id BIGINT\noccurred_at TIMESTAMP\nperson_id BIGINT\naccount_id BIGINT\ndeal_id BIGINT\ndirection VARCHAR\nduration_s INTEGER\ntalk_s INTEGER\noutcome VARCHAR\noutcome_raw VARCHAR\nrecording_url VARCHAR\nsummary VARCHAR\nuser_id BIGINT\nsource VARCHAR",
        ),
        _table(
            "lead",
            "One row per person who ever entered a stage: what became of them, first passages only (inquiry_at is NULL for who never inquired)",
            """
person_id BIGINT
account_id BIGINT
channel VARCHAR -- of the first inbound touch that carries one, else 'unknown'
campaign_id BIGINT
segment VARCHAR -- headcount band of the account
team VARCHAR -- the owner's
inquiry_at TIMESTAMP
mql_at TIMESTAMP
sal_at TIMESTAMP
sql_at TIMESTAMP
opportunity_at TIMESTAMP
customer_at TIMESTAMP
refused_at TIMESTAMP -- first
refused_reason VARCHAR
recycled_at TIMESTAMP
lost_at TIMESTAMP
disqualified_at TIMESTAMP
first_attempt_at TIMESTAMP -- first outbound sales act at or after mql_at
n_cycles INTEGER
stage VARCHAR -- furthest now, exits included
source VARCHAR
""",
        ),
        _table(
            "clock",
            "One row per delay that runs for a person: of every clause of the SLA version in force when it started, in each cycle",
            """
person_id BIGINT
account_id BIGINT
clause VARCHAR -- the key of the delay (first_attempt), with .attempts for the number of attempts that it promises
started_at TIMESTAMP
due_at TIMESTAMP
stopped_at TIMESTAMP
business_minutes DOUBLE -- from start to stop, or to now while running
target_minutes INTEGER
state VARCHAR -- kept, broken, running, at_risk
channel VARCHAR
segment VARCHAR
team VARCHAR
terms VARCHAR -- the SLA version that judged it, or 'default'
cycle INTEGER
side VARCHAR -- that owes it: marketing or sales
tier VARCHAR -- the key of the tier whose target it has
warns_at TIMESTAMP -- from when it is at risk
queue_minutes DOUBLE -- business minutes before somebody owned the lead; NULL where no assignment is recorded
""",
        ),
        _table(
            "deal_credit",
            "One row per deal and touch group (channel, campaign and side): a share by each attribution model",
            """
deal_id BIGINT
channel VARCHAR
campaign_id BIGINT
side VARCHAR
touches INTEGER
share_first DOUBLE -- 0..1; those of a deal sum to 1, here and in each column below
share_last DOUBLE
share_linear DOUBLE
share_u DOUBLE
share_w DOUBLE
share_time_decay DOUBLE
""",
        ),
        _table(
            "channel_day",
            "One row per day, channel, campaign and side: how many touches",
            "day DATE\nchannel VARCHAR\ncampaign_id BIGINT\nside VARCHAR\ntouches BIGINT",
        ),
        _table(
            "person_path",
            "One row per person with touches: first and last, how many, on which side",
            """
person_id BIGINT
account_id BIGINT
first_at TIMESTAMP
last_at TIMESTAMP
first_channel VARCHAR
first_inbound_at TIMESTAMP
first_inbound_channel VARCHAR -- channel of the first touch with direction in
first_inbound_campaign_id BIGINT
inbound_channel VARCHAR -- of the first inbound touch that carries one
inbound_campaign_id BIGINT -- of that touch
first_inquiry_at TIMESTAMP -- first touch of a kind by which people make themselves known
touches INTEGER
marketing_touches INTEGER
sales_touches INTEGER
""",
        ),
        _table("campaign_link", "One row per campaign record", "record_id BIGINT\ncampaign_id BIGINT"),
        _table(
            "campaign_name",
            "One row per campaign name that a touch or a spend row carries, as received",
            "name VARCHAR\ncampaign_id BIGINT",
        ),
        _table(
            "user_key",
            "One row per way in which a tool names a colleague",
            "source VARCHAR -- NULL: any tool\nkey VARCHAR -- lower case\nuser_id BIGINT",
        ),
        _table(
            "attempt",
            "One row per person and cycle with an MQL: the first sales attempt that follows it",
            """
person_id BIGINT
cycle INTEGER
mql_at TIMESTAMP
attempt_at TIMESTAMP -- may lie after data_as_of: planned; NULL: none
""",
        ),
        _table(
            "segment_file",
            "One row per Parquet file of staged touches that this snapshot reads",
            "path VARCHAR\nrows BIGINT",
        ),
        _table("staged_file", "One row per staged file that this snapshot has seen", "path VARCHAR\nsize BIGINT"),
        _table(
            "superseded",
            "One row per touch record of which older versions must not be counted",
            "record_id BIGINT\nversion INTEGER",
        ),
        _table(
            "snapshot",
            "One row: what this snapshot is",
            """
number INTEGER
built_at TIMESTAMP
data_as_of TIMESTAMP -- the latest moment any tool's data speaks of
currency VARCHAR
zone VARCHAR
seconds DOUBLE
half_life_days INTEGER -- of the time_decay model: a quarter of the median cycle
fingerprint VARCHAR -- of settings, rules and code: another one means a full rebuild
is_full BOOLEAN -- rebuilt in full, or by affected person and account
""",
        ),
        _table(
            "step_run",
            "One row per step of the refresh that built this snapshot",
            "step VARCHAR\nrows BIGINT\nseconds DOUBLE",
        ),
        _table(
            "check_result",
            "One row per invariant checked before publication",
            "name VARCHAR\nok BOOLEAN\ndetail VARCHAR",
        ),
    )
}
"""What a snapshot publishes. ``touch`` is a view made by the reader; everything else is a table of the file."""
