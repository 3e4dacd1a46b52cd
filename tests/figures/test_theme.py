"""The figures' colours: legible in each theme, and as light or dark as their page."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

import drawn
from lstm_article.figures import files, memory, theme


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [0, 1], ids=["light", "dark"])
def test_contrast(dark: int) -> None:
    """In both themes the contrast is 4.5:1 for text and 3:1 for lines, except the chart's grid."""
    colour = {role: pair[dark] for role, pair in theme.THEME.items()}
    for behind in ("background", "body", "layer", "operator"):
        assert contrast(colour["ink"], colour[behind]) >= 4.5
    for behind in ("background", "body"):
        assert contrast(colour["muted"], colour[behind]) >= 4.5
        for line in ("outline", "layer-line", "operator-line", "concatenation-line"):
            assert contrast(colour[line], colour[behind]) >= 3, (line, behind)
    for part in ("layer", "operator", "concatenation"):
        assert contrast(colour[f"{part}-line"], colour[part]) >= 3, part
    for style, *_ in memory.CURVES.values():  # also the colour of the curve's name
        assert contrast(colour[style.line], colour["background"]) >= 4.5, style
    grid, axes = (contrast(colour[line], colour["background"]) for line in ("grid", "outline"))
    assert 1.2 <= grid <= axes / 2


def test_svg_follows_the_page(tmp_path: Path, browser: Browser) -> None:
    """A figure is as light or dark as the page it stands in, inline or as an image, whatever the reader prefers."""
    data = drawn.saved("structure", "en")
    (tmp_path / "figure.svg").write_bytes(data)
    body = f'<body style="margin:0"><img src="figure.svg"><br>{files.svg_element(data)}'
    (tmp_path / "index.html").write_text(f"<!doctype html><html>{body}", "utf-8")
    page = browser.new_page(viewport={"width": 600, "height": 1200})
    page.goto((tmp_path / "index.html").as_uri())
    for scheme in ("light", "dark", "light dark"):
        page.evaluate("scheme => { document.documentElement.style.colorScheme = scheme }", scheme)
        for reader in ("light", "dark"):
            page.emulate_media(color_scheme=reader)
            screen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            shown = reader if scheme == "light dark" else scheme
            for y in (20, 800):
                colour = "#{:02x}{:02x}{:02x}".format(*screen.getpixel((20, y)))
                assert colour == theme.THEME["background"][shown == "dark"], (scheme, reader, y)
    page.close()


def test_forced_colours_are_named_last_and_for_all() -> None:
    """The style sheet ends with a system colour for each role's areas and lines: areas like the page, lines like text."""
    *_, forced = theme.STYLE.partition("@media(forced-colors:active)")
    assert "@" not in forced
    rules = re.findall(r"([^{}]+){(fill|stroke):([^{}]+)}", forced)
    given = {selector: system for selectors, _, system in rules for selector in selectors.split(",")}
    assert given == {f".lstm-{name}-{role}": theme.FORCED[role] for role in theme.THEME for name in ("fill", "stroke")}
    assert all(
        selector.startswith(f".lstm-{name}-") for selectors, name, _ in rules for selector in selectors.split(",")
    )
    lines = {role for role in theme.THEME if theme.FORCED[role] == "CanvasText"}
    assert lines == {"ink", "muted", "outline", "layer-line", "operator-line", "concatenation-line"}
    assert [role for role in theme.THEME if theme.FORCED[role].startswith("color-mix")] == ["grid"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_are_the_page_s(scheme: str, browser: Browser) -> None:
    """Under a palette that the reader forces on all pages, an inline figure is that of the page, and lines stand out."""
    figures = "".join(files.svg_element(drawn.saved(name, "en")) for name in ("structure", "memory"))
    page = browser.new_page(color_scheme=scheme, forced_colors="active")
    page.set_content(f"<style>:root {{ --lstm-ink: red }} p {{ background: white }}</style><p>text</p>{figures}")
    text = page.evaluate("() => getComputedStyle(document.querySelector('p')).color")
    paper = page.evaluate("() => getComputedStyle(document.querySelector('p')).backgroundColor")
    colours = page.evaluate("""() => [...document.querySelectorAll("[class^=lstm-]")].map((e) =>
      [e.id.replace(/lstm-\\w+-/, ""), getComputedStyle(e).fill, getComputedStyle(e).stroke])""")
    page.close()
    painted = {part: (fill, stroke) for part, fill, stroke in colours}
    assert painted["background"] == (paper, "none")
    assert painted["forget-gate"] == (paper, text)
    assert painted["forget-gate-name"] == painted["curve-0.9-label"] == (text, "none")
    assert painted["curve-plain"] == ("none", text)
    assert painted["level-4"][1] not in {text, paper}
