"""A request as a light page: an HTML fragment that a channel frames with its own styles; it prints well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from bot.display import alone
from bot.export.outline import Grid, Line, Nest, Outline, outline
from dialogs.coach.tree import Branch
from dialogs.request import Request

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.4rem .6rem;text-align:start;"
    "vertical-align:top}th[scope=row]{width:34%}caption{text-align:start;font-weight:600;margin-top:.6rem}"
    "table:has(caption){display:block;overflow-x:auto;font-size:.9em}"
    "td:empty{height:3rem}dt{font-weight:600;margin-top:.6rem}dd{margin:0}"
)


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    """Plain text, not escaped."""
    body: str
    """HTML, escaped, with no script, style, link or image."""
    language: str


def to_page(request: Request) -> Page:
    """Headings, lists and tables only; what the person wrote has `dir="auto"`, so that any script reads its own way."""
    sheet = outline(request)
    body = "\n".join(part for part in _parts(sheet) if part)
    return Page(sheet.title, f"<article>\n{body}\n</article>", sheet.language)


def standalone(page: Page) -> str:
    """A whole HTML file of its own, for a page that no channel frames."""
    direction = "rtl" if page.language == "ar" else "ltr"
    return (
        f'<!doctype html>\n<html lang="{escape(page.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(page.title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{page.body}\n</body>\n</html>\n"
    )


def _parts(sheet: Outline) -> Iterable[str]:
    yield f"<p>{_said(sheet, 'doc.heading')} · {_said(sheet, 'doc.subheading')}</p>"
    yield f'<h1 dir="auto">{escape(sheet.title)}</h1>'
    yield f"<p><strong>{_said(sheet, 'doc.not_official')}</strong></p>"
    yield f"<h2>{_said(sheet, 'doc.summary')}</h2>"
    yield _table(sheet.summary)
    for section in sheet.sections:
        yield f"<h2>{escape(section.heading)}</h2>"
        yield "\n".join(_block(line) for line in section.lines)
    if sheet.gaps:
        yield f"<h2>{_said(sheet, 'doc.gaps')}</h2>"
        yield f"<p>{_said(sheet, 'doc.gaps_intro')}</p>"
        yield "<ul>" + "".join(f"<li>{escape(gap)}</li>" for gap in sheet.gaps) + "</ul>"
    if sheet.notes:
        yield f"<h2>{escape(sheet.say('doc.gap.note').capitalize())}</h2>"
        yield _list((label, (sheet.say("doc.words", words=text),)) for label, text in sheet.notes)
    yield f"<h2>{_said(sheet, 'doc.signature')}</h2>"
    lines = ("doc.signature_name", "doc.signature_place", "doc.signature_sign")
    yield _table([(sheet.say(id), "") for id in lines])
    yield f"<h2>{_said(sheet, 'doc.provenance')}</h2>"
    yield f"<p>{_said(sheet, 'doc.confirmed')}</p>"
    yield _table(sheet.sources)
    yield f"<p>{_said(sheet, 'doc.no_money')}</p>"


def _said(sheet: Outline, id: str) -> str:
    return escape(sheet.say(id))


def _block(block: Line | Grid | Nest) -> str:
    match block:
        case Line(label=label, texts=texts):
            return _list([(label, texts)])
        case Nest(label=label, branches=branches):
            return f"<dl>\n<dt>{escape(label)}</dt><dd>{_nested(branches)}</dd>\n</dl>"
        case Grid(label=label, head=head, rows=rows):
            names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
            lines = ("".join(f'<td dir="auto">{escape(cell)}</td>' for cell in row) for row in rows)
            body = "\n".join(f"<tr>{line}</tr>" for line in lines)
            return f"<table>\n<caption>{escape(label)}</caption>\n<tr>{names}</tr>\n{body}\n</table>"


def _nested(branches: Iterable[Branch]) -> str:
    items = (
        f'<li dir="auto">{escape(branch.text)}{_nested(branch.under) if branch.under else ""}</li>'
        for branch in branches
    )
    return f"<ul>{''.join(items)}</ul>"


def _list(lines: Iterable[tuple[str, Iterable[str]]]) -> str:
    items = (f"<dt>{escape(label)}</dt>" + "".join(_value("dd", text) for text in texts) for label, texts in lines)
    return "<dl>\n" + "\n".join(items) + "\n</dl>"


def _value(tag: str, text: str) -> str:
    """A value in its own direction; a number, a code or an address stands where the page begins its lines."""
    if text and alone(text):
        return f"<{tag}><bdi>{escape(text)}</bdi></{tag}>"
    return f'<{tag} dir="auto">{escape(text)}</{tag}>'


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (f'<tr><th scope="row">{escape(name)}</th>{_value("td", value)}</tr>' for name, value in rows)
    return "<table>\n" + "\n".join(cells) + "\n</table>"
