"""The page printed by Chromium, on A4 and on Letter: what stands together, what each sheet says, how many there are."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PageObject, PdfReader

from lstm_article.choices import LANGS

MOST = {"en": 6, "zh": 5}  # sheets
# Marks ends of text by elements without a size, and has links lead to all that are named, so that the PDF names them.
MARK = """() => {
  const mark = (element, id) => {
    const end = document.createElement("span");
    end.id = id;
    element.append(end);
  };
  document.querySelectorAll("figure").forEach((figure) => mark(figure.querySelector("figcaption"), `end-${figure.id}`));
  const led = [...document.querySelectorAll("p + .equation")];
  led.forEach((equation) => mark(equation.previousElementSibling, `end-${equation.id}`));
  const names = [...document.querySelectorAll("figure, .equation, [id^=end-]")].map(({ id }) => id);
  const links = document.createElement("div");
  links.hidden = true;
  links.append(...names.map((name) => Object.assign(document.createElement("a"), { href: `#${name}` })));
  document.body.append(links);
  return {
    figures: [...document.querySelectorAll("figure")].map(({ id }) => id),
    equations: led.map(({ id }) => id),
    links: [...document.querySelectorAll("a[href^=http]")].map((link) => [link.href, link.textContent]),
  };
}"""


@dataclass(frozen=True)
class Printed:
    """A printed page: what was marked in it, and of the PDF the sheet of each name and the lines of each sheet.

    Lines are given by their heights above the foot of their sheet.
    """

    lang: str
    marked: dict
    sheets: dict[str, int]
    lines: list[dict[int, str]]


@pytest.fixture(scope="module", params=LANGS)
def tab(request: pytest.FixtureRequest, built: Path, browser: Browser) -> Iterator[tuple[str, Page, dict]]:
    tab = browser.new_page()
    tab.set_default_timeout(300_000)
    tab.goto((built / f"lstm.{request.param}.html").as_uri())
    tab.evaluate("() => document.fonts.ready")
    yield request.param, tab, tab.evaluate(MARK)
    tab.close()


@pytest.fixture(scope="module", params=["A4", "Letter"])
def printed(request: pytest.FixtureRequest, tab: tuple[str, Page, dict]) -> Printed:
    """The page of a language on sheets of a format, with the margins that its style sheet says."""
    lang, page, marked = tab
    pdf = PdfReader(io.BytesIO(page.pdf(format=request.param, prefer_css_page_size=False)))
    sheets = {
        name.removeprefix("/"): pdf.get_destination_page_number(target)
        for name, target in pdf.named_destinations.items()
    }
    return Printed(lang, marked, sheets, [lines(sheet) for sheet in pdf.pages])


def lines(sheet: PageObject) -> dict[int, str]:
    """Return the lines of a sheet, from its head to its foot; what is raised or lowered belongs to its line."""
    parts: list[tuple[float, str]] = []

    def visit(text: str, current: list[float], matrix: list[float], *_: object) -> None:
        if text.strip():
            parts.append((matrix[4] * current[1] + matrix[5] * current[3] + current[5], text.strip()))

    sheet.extract_text(visitor_text=visit)
    found: dict[int, str] = {}
    for height, text in sorted(parts, key=lambda part: -part[0]):
        near = next((at for at in found if abs(at - height) < 8), round(height))
        found[near] = f"{found.get(near, '')} {text}".strip()
    return found


def numbered(printed: Printed) -> set[int]:
    """Return at which heights each sheet has its number, by itself or beside the number of all."""

    def has(text: str, number: int) -> bool:
        return len(text) < 20 and re.findall(r"\d+", text)[:1] == [str(number)]

    heights = [
        {height for height, text in sheet.items() if has(text, number)} for number, sheet in enumerate(printed.lines, 1)
    ]
    return set.intersection(*heights)


def test_figures_are_whole(printed: Printed) -> None:
    """A figure begins on the sheet on which its caption ends."""
    figures = printed.marked["figures"]
    assert figures
    assert {name for name in figures if printed.sheets[name] != printed.sheets[f"end-{name}"]} == set()


def test_equations_stand_below_what_leads_to_them(printed: Printed) -> None:
    """The paragraph above an equation ends on the equation's sheet."""
    equations = printed.marked["equations"]
    assert equations
    assert {name for name in equations if printed.sheets[name] != printed.sheets[f"end-{name}"]} == set()


def test_sheets_have_numbers(printed: Printed) -> None:
    """Each sheet has its number, all at the same place."""
    places = numbered(printed)
    assert places


def test_the_last_sheet_is_worth_its_paper(printed: Printed) -> None:
    """The last sheet has five lines or more, without its number."""
    article = set(printed.lines[-1]) - numbered(printed)
    assert len(article) >= 5


def test_sheets_are_few(printed: Printed) -> None:
    """An article of 1000 words is no longer on paper than it has to be."""
    many = len(printed.lines)
    assert many <= MOST[printed.lang]


def test_addresses_are_readable(printed: Printed) -> None:
    """On paper a link's address can be read: a DOI, an identifier of arXiv, or the address itself."""
    text = squeezed(" ".join(line for sheet in printed.lines for line in sheet.values()))
    links = printed.marked["links"]
    assert links
    hidden = [
        address
        for address, shown in links
        if not re.search(r"doi:10\.|arXiv:", shown) and squeezed(address.split("//")[1].rstrip("/")) not in text
    ]
    assert hidden == []


def squeezed(text: str) -> str:
    """Return a text without spaces, line breaks and ligatures."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
