"""The examples of the documentation are imported as they stand there."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from cordee.revenue.imports import FileReport

Load = Callable[..., FileReport]
Rows = Callable[..., list[Any]]

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "import-any-csv.md").read_text(encoding="utf-8")
MAPPINGS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_visitors_of_a_fair(load: Load, staged: Rows) -> None:
    (content,) = re.findall(r"```\n(Badge;.*?)```", PAGE, flags=re.DOTALL)

    report = load(content, by=MAPPINGS[0])

    assert (report.error, report.new, report.rejected_rows) == (None, 2, 0)
    assert staged("stg_person", "full_name, company_name") == [
        ("Max Petit", "Petit & fils"),
        ("Zoé Noël", "Abeille Industrie"),
    ]
    assert staged("stg_stage_event", "source_id, stage") == [("A-17", "mql")]
    assert len(staged("stg_touch", "record_id")) == 2


def test_the_adverts_of_a_newspaper(load: Load, staged: Rows) -> None:
    load("Mois;Titre;Coût HT\n01/02/2024;Une;1 200,00\n15/02/2024;Deux;80,5\n", by=MAPPINGS[1])

    assert staged("stg_spend", "campaign_name, day, CAST(cost AS DOUBLE), currency") == [
        ("Deux", date(2024, 2, 15), 80.5, "EUR"),
        ("Une", date(2024, 2, 1), 1200.0, "EUR"),
    ]


def test_every_key_of_the_format_is_documented() -> None:
    from cordee.revenue.imports.mapping import Condition, Mapping, Recognise, Record, Value

    for model in (Mapping, Recognise, Record, Condition, Value):
        for name, field in model.model_fields.items():
            if (key := field.alias or name) != "alternatives":
                assert f"`{key}" in PAGE or f"{key}:" in PAGE, key
