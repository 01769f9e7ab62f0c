"""What the commands of ``python -m training`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from index.options import commands

app = commands("Makes and measures the models that ship.", help_by_default=True)
console = Console(highlight=False)
MODEL = Path(__file__).parents[1] / "bot" / "answering" / "reading" / "model"
ASKED = Path(__file__).parents[1] / "eval" / "documentation"
WORK = Path(".data/reader")
Tune = Annotated[Path, typer.Argument(help="The folder with qed/, squad_even/, selqa/, timeqa/, ramdocs/.")]
Work = Annotated[Path, typer.Option(help="Where examples and weights go.")]
More = Annotated[Path | None, typer.Option(help="Also the larger sets: qa, yesno, claims, paraphrases.")]
Start = Annotated[
    Path | None, typer.Option(help="Weights to start from, BERT or MPNet; unset: the embedder's.")
]
