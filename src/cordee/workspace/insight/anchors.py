"""What ties a note to a person or an account: the ids of the records that speak of them, which no merge changes."""

from cordee.workspace.insight.window import Window


def records_of(window: Window, kind: str, number: int) -> tuple[int, ...]:
    """The record ids of a person; of an account, those of the company itself, else those of its people."""

    def ask() -> tuple[int, ...]:
        if kind == "person":
            sql = "SELECT record_id FROM person_link WHERE person_id = $1"
        else:
            # A person may leave for another company: only records of companies hold a note to theirs, if there are any.
            sql = """
                WITH mine AS (SELECT record_id, record_id IN (SELECT record_id FROM person_link) AS of_person
                    FROM account_link WHERE account_id = $1)
                SELECT record_id FROM mine WHERE NOT of_person OR (SELECT bool_and(of_person) FROM mine)
                """
        return tuple(sorted(record for (record,) in window.reader.execute(sql, [number]).fetchall()))

    return window.remembered(("anchors", kind, number), ask)


def people_of(window: Window, account: int) -> tuple[int, ...]:
    """The record ids of everybody in an account."""

    def ask() -> tuple[int, ...]:
        rows = window.reader.execute(
            "SELECT record_id FROM person_link WHERE person_id IN (SELECT person_id FROM person WHERE account_id = $1) ORDER BY 1",
            [account],
        ).fetchall()
        return tuple(record for (record,) in rows)

    return window.remembered(("people's anchors", account), ask)
