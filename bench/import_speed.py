"""How fast a flat CSV is imported, and in how much memory, beside DuckDB's own reading of the same file into a table.

    python bench/import_speed.py --gigabytes 1 --folder DIR

The file is a contact export with ten columns (quoted commas, day/month dates with a time, decimal commas, addresses with
campaign parameters), written on the spot. It is imported twice, into two homes: *flat*, a person per row, and *split*, a
person, a touch and its origin per row. Each step runs in a process of its own, so that its peak memory (VmHWM) is its own.

An import keeps every row as received, hashes it, decides dates and numbers on whole columns, stages and syncs: it is the
whole of ``cordee import``. Processor seconds are what other work on the machine hardly
changes; ``cores_busy`` says how much of the machine the import got.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MAPPING = """
source: bench
object: contact
columns:
  record_id: Record ID
  first: First Name
  last: Last Name
  email: Email
  phone: Phone
  company: Company
  created: Create Date
  amount: Amount
  stage: Lifecycle Stage
  page: Page URL
id: record_id
records:
  - record: person
    fields: {given_name: first, family_name: last, email: {column: email, lower: true}, phones: {columns: [phone]},
      company_name: company, created_at: created, status_raw: stage}
"""

TOUCHES = """
  - record: touch
    part: first
    fields:
      occurred_at: created
      kind: {const: page_view}
      person_ref: {column: record_id, ref: contact}
      url: page
      cost: amount
"""


def write(file: Path, gigabytes: float) -> int:
    """Writes rows until the file has the size; returns how many."""
    rows, size, wanted = 0, 0, int(gigabytes * 1e9)
    with file.open("w", encoding="utf-8") as out:
        size += out.write(
            "Record ID,First Name,Last Name,Email,Phone,Company,Create Date,Amount,Lifecycle Stage,Page URL\n"
        )
        while size < wanted:
            block = []
            for i in range(rows, rows + 20_000):
                scatter = i * 2_654_435_761 % 4_294_967_296  # no order, hardly a repetition
                block.append(
                    f"{100_000 + i},Jean{scatter % 977},Dupont{scatter % 35_713},"
                    f"jean.dupont{scatter}@exemple{scatter % 9_999}.fr,"
                    f"+33 6 {scatter % 100:02d} {scatter // 100 % 100:02d} {i % 100:02d} 78,"
                    f'"Société {scatter % 50_000}, SAS",'
                    f"{1 + scatter % 28:02d}/{1 + scatter // 28 % 12:02d}/{2020 + scatter % 6} "
                    f"{scatter // 7 % 24:02d}:{scatter // 11 % 60:02d},"
                    f'"{scatter % 90_000},{i % 100:02d}",lead,'
                    f"https://www.exemple.fr/page/{scatter % 3_000}?utm_source=google&utm_medium=cpc\n"
                )
            size += sum(map(len, block))
            out.write("".join(block))
            rows += len(block)
    return rows


def peak() -> float:
    """The greatest memory that this process has had, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise OSError("no VmHWM in /proc/self/status")


def cpu() -> float:
    """Processor seconds of this process, all threads: what other work on the machine hardly changes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run_import(file: Path, home: Path, mapping: Path) -> dict[str, float]:
    from cordee.revenue.imports import import_files
    from cordee.revenue.warehouse.home import Home

    started, busy = time.perf_counter(), cpu()
    report = import_files(Home.at(home), [file], mapping=mapping)
    seconds, busy = time.perf_counter() - started, cpu() - busy
    assert report.ok, report.as_json()
    again = time.perf_counter()
    second = import_files(Home.at(home), [file], mapping=mapping)
    assert second.files[0].new == 0
    shutil.rmtree(home)
    return {
        "seconds": seconds,
        "cpu": busy,
        "rows": report.files[0].new,
        "peak_mb": peak(),
        "same_again_seconds": time.perf_counter() - again,
    }


def run_floor(file: Path, database: Path) -> dict[str, float]:
    import duckdb

    connection = duckdb.connect(str(database), config={"memory_limit": "1GB"})
    started, busy = time.perf_counter(), cpu()
    rows = connection.execute(f"CREATE TABLE contact AS SELECT * FROM read_csv('{file}')").fetchone()
    connection.execute("CHECKPOINT")
    connection.close()
    return {
        "seconds": time.perf_counter() - started,
        "cpu": cpu() - busy,
        "rows": rows[0] if rows else 0,
        "peak_mb": peak(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=0.2)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--step", choices=("flat", "split", "floor"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        folder = options.folder
        result = (
            run_floor(folder / "contacts.csv", folder / "floor.duckdb")
            if options.step == "floor"
            else run_import(folder / "contacts.csv", folder / options.step, folder / f"{options.step}.yml")
        )
        print(json.dumps(result))
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        (folder / "flat.yml").write_text(MAPPING)
        (folder / "split.yml").write_text(MAPPING + TOUCHES)
        rows = write(folder / "contacts.csv", options.gigabytes)
        results = {}
        for step in ("floor", "flat", "split"):
            command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
            results[step] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        floor = results["floor"]
        document: dict[str, object] = {
            "rows": rows,
            "gigabytes": round((folder / "contacts.csv").stat().st_size / 1e9, 3),
            "read_csv": {"seconds": round(floor["seconds"], 2), "cpu_seconds": round(floor["cpu"], 2)},
        }
        for step in ("flat", "split"):
            ours = results[step]
            assert floor["rows"] == ours["rows"] == rows
            document[step] = {
                "seconds": round(ours["seconds"], 2),
                "rows_per_second": round(rows / ours["seconds"]),
                "cpu_seconds": round(ours["cpu"], 2),
                "rows_per_cpu_second": round(rows / ours["cpu"]),
                "cores_busy": round(ours["cpu"] / ours["seconds"], 2),
                "ratio_of_cpu_to_read_csv": round(ours["cpu"] / floor["cpu"], 2),
                "peak_mb": round(ours["peak_mb"]),
                "same_file_again_seconds": round(ours["same_again_seconds"], 2),
            }
        print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
