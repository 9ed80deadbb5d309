"""``write``: the demo company's exports in a folder, its truth beside them."""

import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cordee.demo.build import SIZES, build
from cordee.demo.cast import SIGN_INS, SignIn
from cordee.demo.desk import Desk
from cordee.demo.exports import (
    advertising,
    aircall,
    hubspot,
    marketo,
    outreach,
    pipedrive,
    salesforce,
    salesloft,
    webflow,
)
from cordee.demo.files import DemoFile, Folder
from cordee.demo.registry import register
from cordee.demo.truth import Truth
from cordee.demo.world import INQUIRIES, World

_WRITERS = (
    salesforce.write, marketo.write, hubspot.write, advertising.write_linkedin, advertising.write_ga4, webflow.write,
    salesloft.write, outreach.write, aircall.write, pipedrive.write,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoExports:
    """What ``write`` made. ``exports`` is the folder to import; ``truth`` is never imported."""

    exports: Path
    truth: Path
    files: tuple[DemoFile, ...]
    counts: dict[str, int]
    sign_ins: tuple[SignIn, ...]


def write(folder: str | os.PathLike[str], size: str = "small", seed: int = 1) -> DemoExports:
    """Writes the demo company into ``folder``/exports and its truth into ``folder``/truth.

    ``size`` is ``small`` (400 people) or ``company`` (20,000 people). The same size and seed give the same bytes.
    Raises ``ValueError`` for another size; a million people are ``cordee.demo.large``'s work.
    """
    if size not in SIZES:
        raise ValueError(
            f"No demo of size {size!r}. Sizes: {', '.join(SIZES)}; for benchmarks at scale use cordee.demo.large."
        )
    world = build(SIZES[size], seed)
    exports, truth_folder = Path(folder) / "exports", Path(folder) / "truth"
    exports.mkdir(parents=True, exist_ok=True)
    book, truth, target = register(world, Random(seed)), Truth(), Folder(exports)
    for place, writer in enumerate(_WRITERS):
        writer(Desk(world, book, target, truth, Random(seed * 1_000 + place)))
    truth.write(truth_folder, world)
    return DemoExports(exports, truth_folder, tuple(target.files), _counts(world, target), SIGN_INS)


def _counts(world: World, folder: Folder) -> dict[str, int]:
    return {
        "people": len(world.people),
        "accounts": len(world.firms),
        "deals": len(world.deals),
        "won": sum(deal.outcome == "won" for deal in world.deals),
        "leads": len({r.person for r in world.responses if r.kind in INQUIRIES}),
        "rows": sum(file.rows for file in folder.files),
        "bad_rows": sum(file.bad_rows for file in folder.files),
    }
