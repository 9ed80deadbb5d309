"""Attribution models by name, and the column of ``deal_credit`` in which each keeps its share."""

MODELS = ("first", "last", "linear", "u", "w", "time_decay")


def share(model: str) -> str:
    """The column that holds a model's share."""
    return f"share_{model}"
