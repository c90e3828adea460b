"""`needs form`: look at the questions of a form, in order."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.faults import Fault
from dialogs.form import Depth

app = typer.Typer(rich_markup_mode=None)
form = typer.Typer(help="The forms: what is asked, in which order.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(form, name="form")


@form.command("list")
def list_forms() -> None:
    """The forms there are."""
    from dialogs.forms import FORMS

    for known in FORMS.values():
        typer.echo(f"{known.name}  version {known.version}, {len(known.fields)} questions")


@form.command()
def show(
    name: Annotated[str, typer.Argument(help="The form's name.")] = "request",
    depth: Annotated[str, typer.Option(help="quick, standard or full: how far to show it.")] = "full",
    language: Annotated[str, typer.Option(help="The language of the questions.")] = "en",
) -> None:
    """The questions of a form: depth, field and wording, one a line."""
    from dialogs.forms import FORMS
    from dialogs.words import say

    if name not in FORMS:
        raise Fault(f"no form {name!r}; `needs form list` shows them")
    if depth.upper() not in Depth.__members__:
        raise Fault(f"no depth {depth!r}; it is quick, standard or full")
    for field in FORMS[name].fields:
        if field.depth <= Depth[depth.upper()]:
            mark = "*" if field.hard else " "
            wording = " ".join(say(f"ask.{field.key}", language).split())
            typer.echo(f"{field.depth.name.lower():8} {mark} {field.key:24} {wording}")
    typer.echo("* a draft cannot be kept without it")
