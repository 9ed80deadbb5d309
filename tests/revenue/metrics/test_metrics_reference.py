from pathlib import Path

from cordee.revenue.metrics import REGISTRY
from cordee.revenue.metrics.reference import page

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"


def test_the_page_of_metrics_is_the_registry() -> None:
    """To mend: python -m cordee.revenue.metrics.reference docs/reference/metrics.md"""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_registry_has_every_metric_that_both_teams_were_promised() -> None:
    promised = """
        leads spend cost_per_lead mql sal sql opportunities customers acceptance_rate speed_to_lead sla_compliance
        pipeline_generated pipeline_generated_at_opening pipeline_sourced pipeline_influenced closing_rate
        closing_rate_amount sales_cycle revenue velocity cac roi conversion_inquiry_mql conversion_mql_customer
    """

    assert [key for key in promised.split() if key not in REGISTRY] == []
