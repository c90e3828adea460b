"""One language's catalogue, read from its PO file once.

We read PO ourselves instead of compiling it: the files use little of the format, the whole of one is read in a few
milliseconds, and what a translator saved is what is shown.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from importlib.resources import files

_HEADER = "Plural-Forms:"
_FUZZY = "#, fuzzy"


class BrokenCatalogue(ValueError):
    """A PO file cannot be read; the message names the file and the line to mend."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    singular: Mapping[str, str]
    """Wording by id; of a plural, its first form."""
    plurals: Mapping[str, tuple[str, ...]]
    """All forms by id, in the order of the file's Plural-Forms header."""
    form: Callable[[int], int]
    """Which plural form a number takes."""

    def text(self, id: str, n: object) -> str:
        """The wording, in the plural form of `n` where it is a number; "" when the catalogue lacks it."""
        forms = self.plurals.get(id)
        if forms and isinstance(n, int):
            return forms[min(self.form(n), len(forms) - 1)]
        return self.singular.get(id, "")


@cache
def read(language: str) -> Catalogue:
    """The catalogue of a language; an empty one when there is no file.

    Safe from several threads: at worst the file is read twice.

    Raises:
        BrokenCatalogue: the file is no PO that we understand.
    """
    if not language.isalpha():
        return parse("", name=language)
    source = files("dialogs.words").joinpath(f"{language}.po")
    return parse(source.read_text(encoding="utf-8") if source.is_file() else "", name=f"{language}.po")


def parse(text: str, *, name: str) -> Catalogue:
    """A catalogue from the text of a PO file; comments, fuzzy and untranslated entries count as missing.

    Raises:
        BrokenCatalogue: with `name` and the line.
    """
    singular: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    rule = "n != 1"
    for id, forms in _entries(text, name):
        if not id:
            rule = _plural_rule(forms[0]) or rule
        elif all(forms):
            singular[id] = forms[0]
            if len(forms) > 1:
                plurals[id] = forms
    return Catalogue(singular, plurals, c2py(rule))


def _entries(text: str, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(id, forms) in the file's order; the header has the id ""."""
    entry: dict[str, str] = {}
    keyword = ""
    fuzzy = False
    for number, line in enumerate((*text.splitlines(), 'msgid ""'), start=1):
        if line.startswith("#") or not line.strip():
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if not line.startswith('"'):
            previous, (keyword, _, line) = keyword, line.partition(" ")
            if keyword == "msgid" and previous:
                yield _entry(entry)
                entry = {}
            if keyword == "msgid" and fuzzy:
                entry, fuzzy = {_FUZZY: ""}, False
        try:
            entry[keyword] = entry.get(keyword, "") + _unquoted(line)
        except (SyntaxError, ValueError) as error:
            raise BrokenCatalogue(f"{name}, line {number}: {line!r} is not a quoted text; mend the line") from error


def _entry(entry: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    forms = tuple(text for keyword, text in entry.items() if keyword.startswith("msgstr"))
    return entry.get("msgid", ""), ("",) if _FUZZY in entry or not forms else forms


def _unquoted(quoted: str) -> str:
    if "\\" not in quoted and quoted[:1] == quoted[-1:] == '"' and len(quoted) > 1:
        return quoted[1:-1]
    value = ast.literal_eval(quoted)
    if not isinstance(value, str):
        raise ValueError(quoted)
    return value


def _plural_rule(header: str) -> str:
    line = next((line for line in header.split("\n") if line.startswith(_HEADER)), "")
    return line.partition("plural=")[2].strip().rstrip(";").strip()
