"""Articles in flavors: the built-in one as front matter and body, and one that has all that is special to a host."""

import json
import re
from pathlib import Path

import yaml

from lstm_article import Article, build_article
from lstm_article.formats.flavors import FLAVORS
from lstm_article.formats.markdown import flavored
from lstm_article.templating.templates import builtin_folder

OWN = r"""# "A": `text`, and 'more' 🙂

In {{ refer("structure") }}, `{{ refer("structure") }}`, Figure 1 and Figure 12, $x_t$ and `$x_t$` {{ cite("gers2000") }}, [a link of {{ refer("structure") }} and $y$](https://example.org/[1]?a=$b$&c=$d$),
[2](https://example.org), <https://example.org/$a$[1]> and \$5. A lone ` here.

And a lone ` there, with $z_t$ between, and [1] by hand.

| $c$ | `$c$` | $d$ |
|---|---|---|
| $d$ | {{ cite("gers2000") }} | $d$ |

```python
# $x_t$ of {{ refer("structure") }} {{ cite("gers2000") }}
```

- a list

        indented $x_t$ of {{ refer("structure") }}

{{ figure("structure") }}

![mine](figures/structure.en.svg) Drawn by me.

![a photograph](photograph.png)

$$
\frac{a}{b}
$$

[3]: https://example.org/$x$
"""
CAPTION = 'A "caption" with `code`, $q$ and Figure 2, `more`.'
ALT = 'An "alternative" <text> & `code`\nin two lines'


def written(article: Article, flavor: str, name: str = "lstm") -> tuple[dict[str, object], str]:
    """Return an article's front matter and body in a flavor, without what stands in it unseen."""
    text = flavored(article, FLAVORS[flavor], name)
    above, below = FLAVORS[flavor].before_figures, FLAVORS[flavor].after
    assert text.endswith(f"\n\n{below}\n" if below else "\n")
    text = text.removesuffix(f"\n{below}\n") if below else text
    assert text.count(above) == 1 or not above or not article.figures
    text = text.replace(f"{above}\n\n", "") if above else text
    match = re.fullmatch(r"---\n(.*?)\n---\n\n(.*)", text, re.DOTALL)
    return (yaml.safe_load(match[1]), match[2]) if match else ({}, text)


def special_article(folder: Path) -> Article:
    """A user's article that has all that could be taken for something else."""
    (folder / "en").mkdir()
    (folder / "en" / "article.md").write_text(OWN, "utf-8")
    labels = (builtin_folder() / "en" / "labels.toml").read_text("utf-8")
    for key, text in {"caption": CAPTION, "alt": ALT}.items():
        old = next(line for line in labels.splitlines() if line.startswith(f"{key} = "))
        labels = labels.replace(old, f"{key} = {json.dumps(text)}")
    (folder / "en" / "labels.toml").write_text(labels, "utf-8")
    return build_article("en", templates=folder)
