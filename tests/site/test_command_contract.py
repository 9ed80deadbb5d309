"""What programs and people hold the command by: exit codes, one JSON document, help with an example, fast start."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cordee.site.command import main
from cordee.site.command.group import COMMANDS
from cordee.site.command.reference import every_command, help_of, page
from tests import firm

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return firm.home(tmp_path_factory.mktemp("command")).path


@pytest.mark.parametrize(("name", "command"), [pytest.param(*pair, id=pair[0]) for pair in every_command()])
def test_every_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    text = help_of(name, command)

    assert "Example:" in text and f"  {name.split()[0]} " in text.partition("Example:")[2]


def test_the_short_help_is_that_of_each_command() -> None:
    told = {name.split()[1]: command.short_help for name, command in every_command() if len(name.split()) == 2}

    assert told == {name: line for name, (_, line) in COMMANDS.items() if name not in {"user", "score", "sla"}}


def test_the_page_of_commands_is_the_commands() -> None:
    """To mend: python -m cordee.site.command.reference docs/reference/commands.md"""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_help_imports_neither_the_engine_nor_the_web() -> None:
    code = (
        "import sys\nfrom cordee.site.command import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('duckdb', 'numpy', 'django', 'pandas', 'tqdm') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.splitlines()[-1] == "[]"


def test_an_unknown_command_names_its_neighbour(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "metrik") == (
        2,
        "",
        "There is no command 'metrik'. Did you mean metrics?\n",
    )


def test_nothing_published_is_code_3_and_says_what_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run(capsys, "--home", tmp_path, "metrics", "leads")

    assert (code, out) == (3, "")
    assert "cordee refresh" in err


def test_an_error_under_json_is_one_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run(capsys, "--home", tmp_path, "metrics", "leads", "--json")

    assert (code, err, set(json.loads(out))) == (3, "", {"error", "exit"})


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["metrics", "revenu"], id="an unknown metric"),
        pytest.param(["metrics", "spend", "--by", "segment"], id="a dimension that spend has not"),
        pytest.param(["metrics", "leads", "--by", "colour"], id="an unknown dimension"),
        pytest.param(["metrics", "leads", "--period", "2026-13"], id="a month that does not exist"),
        pytest.param(["metrics", "leads", "--from", "2026-05-01", "--to", "2026-04-01"], id="a period that ends first"),
        pytest.param(["metrics", "leads", "--filter", "channel"], id="half a filter"),
        pytest.param(["metrics", "leads", "--period", "2026", "--from", "2026-01-01"], id="two periods"),
        pytest.param(["records", "leads", "--group", "nowhere"], id="a group that is not there"),
        pytest.param(["journey", "nobody@nowhere.fr"], id="somebody unknown"),
        pytest.param(["journey", "Jean Martin"], id="a name that two answer to"),
        pytest.param(["merge", "nobody@nowhere.fr", "jean.martin@martin-conseil.fr"], id="merging somebody unknown"),
        pytest.param(["demo"], id="a demo in a home that holds a company"),
    ],
)
def test_wrong_usage_is_code_2(capsys: pytest.CaptureFixture[str], home: Path, arguments: list[str]) -> None:
    code, out, err = run(capsys, "--home", home, *arguments)

    assert (code, out) == (2, "")
    assert len(err) > 20


def test_a_missing_file_is_code_3(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "--home", tmp_path / "home", "import", tmp_path / "none.csv")

    assert (code, err) == (3, f"There is no such file or folder: {tmp_path / 'none.csv'}\n")


def test_the_module_runs_as_the_command_does() -> None:
    told = subprocess.run([sys.executable, "-m", "cordee", "--version"], capture_output=True, text=True, check=True)

    assert told.stdout.startswith("cordee ")
