"""Homes and lists at benchmark scale, tested small: same rows for one seed, counts as asked, a refresh takes them."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from cordee.demo.large import given_links, write_large, write_more
from cordee.demo.people_at_scale import COLUMNS, write_people
from cordee.revenue.pipeline import refresh
from cordee.revenue.warehouse.home import Home
from cordee.revenue.warehouse.snapshots import reading


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("large"))
    write_large(home, people=1_000, touches=5_000, accounts=100, threads=2)
    return home


def content(home: Home, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        return con.execute(f"SELECT * FROM read_parquet('{home.staged}/{table}/*.parquet') ORDER BY ALL").fetchall()


def test_rows_are_as_many_as_asked(tmp_path: Path) -> None:
    made = write_large(Home.at(tmp_path), people=500, touches=2_000, accounts=50, threads=2)

    assert (made.rows["stg_person"], made.rows["stg_touch"], made.rows["stg_account"]) == (600, 2_000, 50)
    assert {table: len(content(made.home, table)) for table in made.rows} == made.rows


def test_the_same_seed_gives_the_same_rows_and_another_others(home: Home, tmp_path: Path) -> None:
    again, other = Home.at(tmp_path / "again"), Home.at(tmp_path / "other")
    write_large(again, people=1_000, touches=5_000, accounts=100, threads=1)
    write_large(other, people=1_000, touches=5_000, accounts=100, seed=2, threads=1)

    for table in ("stg_person", "stg_touch", "stg_deal"):
        assert content(again, table) == content(home, table)
    assert content(other, "stg_touch") != content(home, "stg_touch")


def test_a_home_that_is_not_empty_is_left_alone(home: Home) -> None:
    with pytest.raises(FileExistsError, match="fills an empty home"):
        write_large(home, people=10, touches=10, accounts=2)


def test_a_refresh_takes_it_and_then_the_touches_that_follow(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    write_large(home, people=300, touches=2_000, accounts=40, threads=2)
    refresh(home, links=given_links, threads=2)
    with reading(home) as con:
        before = con.execute(
            "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM account), (SELECT count(*) FROM touch)"
        ).fetchone()

    write_more(home, touches=100, people=300, threads=2)
    refresh(home, links=given_links, threads=2)
    with reading(home) as con:
        after = con.execute("SELECT count(*), count(DISTINCT touch_id), count(person_id) FROM touch").fetchone()

    assert before == (300, 40, 2_000)
    assert after == (2_100, 2_100, 2_100)


def test_a_list_of_people_has_its_duplicates(tmp_path: Path) -> None:
    write_people(tmp_path / "a.parquet", 5_000, duplicates=0.2, seed=3)
    write_people(tmp_path / "b.parquet", 5_000, duplicates=0.2, seed=3)
    with duckdb.connect() as con:
        rows = con.execute(f"SELECT * FROM '{tmp_path}/a.parquet'").fetchall()
        columns = tuple(column[0] for column in con.description or ())
        humans = con.execute(
            f"SELECT count(DISTINCT true_id), count(DISTINCT rec_id) FROM '{tmp_path}/a.parquet'"
        ).fetchone()
        twice = Counter(con.execute(f"SELECT count(*) FROM '{tmp_path}/a.parquet' GROUP BY true_id").fetchall())

    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert columns == COLUMNS
    assert len(rows) == 5_000
    assert humans == (4_000, 5_000)
    assert twice[(1,)] > 3_000 > twice[(2,)] > 300


def test_an_impossible_share_of_duplicates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="duplicates is in"):
        write_people(tmp_path / "a.parquet", 10, duplicates=1.0)
