"""The page of a report: plain HTML, for a phone or for print. Every text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

UNKNOWN = "–"

CSS = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1rem 1.1rem 3rem; max-width: 58rem; color: #1b1b1b;
  background: #fff; font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: .6rem 0; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; padding-top: .5rem; border-top: 1px solid #ddd; }
h3 { font-size: 1.02rem; margin: 1.1rem 0 .3rem; }
p, li { max-width: 46rem; }
ul { padding-left: 1.2rem; }
li { margin: .25rem 0; }
.status { margin: .8rem 0; padding: .6rem .8rem; border-left: .35rem solid #D55E00;
  background: #FDF3EA; }
.wide { overflow-x: auto; margin: 1rem 0; }
.wide img { display: block; max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid #e4e4e4; text-align: right;
  vertical-align: top; }
td { white-space: pre; }
th { border-bottom: 2px solid #999; vertical-align: bottom; }
.left { text-align: left; white-space: normal; min-width: 4.5rem; max-width: 30rem; }
@media (max-width: 38rem) { .wide img { max-width: none; width: 38rem; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, h3 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  .wide { overflow: visible; }
  .wide img { max-width: 100%; width: auto; max-height: 23cm; }
  table { font-size: 7.5pt; }
  th, td { padding: .15rem .3rem; }
}
"""


def page(title: str, status: str, sections: Iterable[str]) -> str:
    """The whole document; sections are HTML, title and status plain text."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{escape(title)}</h1>\n<p class="status">{escape(status)}</p>\n'
        + "\n".join(sections)
        + "\n</main>\n</body>\n</html>\n"
    )


def section(title: str, content: str) -> str:
    """A title over content that is HTML."""
    return f"<section>\n<h2>{escape(title)}</h2>\n{content}\n</section>"


def heading(text: str) -> str:
    """A heading within a section."""
    return f"<h3>{escape(text)}</h3>\n"


def paragraphs(texts: Iterable[str]) -> str:
    """A paragraph for each text."""
    return "".join(f"<p>{escape(text)}</p>\n" for text in texts)


def items(texts: Iterable[str]) -> str:
    """A list of texts; nothing if there is none."""
    inner = "".join(f"<li>{escape(text)}</li>\n" for text in texts)
    return f"<ul>\n{inner}</ul>\n" if inner else ""


def picture(svg: str, words: str) -> str:
    """An SVG, given in base64, with the words for those who do not see it."""
    source = f"data:image/svg+xml;base64,{svg}"
    return f'<figure class="wide"><img src="{source}" alt="{escape(words)}"></figure>\n'


def table(header: Sequence[str], rows: Iterable[Sequence[str]], left: int) -> str:
    """A table that scrolls sideways where it must; the first `left` columns are words."""

    def cells(tag: str, texts: Sequence[str]) -> str:
        marks = [' class="left"' if i < left else "" for i in range(len(texts))]
        pairs = zip(marks, texts, strict=True)
        return "".join(f"<{tag}{mark}>{escape(text)}</{tag}>" for mark, text in pairs)

    head = f"<thead><tr>{cells('th', header)}</tr></thead>\n" if any(header) else ""
    body = "".join(f"<tr>{cells('td', row)}</tr>\n" for row in rows)
    return f'<div class="wide"><table>\n{head}<tbody>\n{body}</tbody></table></div>\n'
