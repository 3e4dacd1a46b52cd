"""The names that options accept, such as languages, checks and formats; this module imports nothing costly."""

from typing import Literal, get_args

Lang = Literal["zh", "en"]
Rule = Literal["word", "han"]  # how prose is counted
Check = Literal["length", "equations", "diagram", "portability", "citations", "figures", "typography", "languages"]
Flavor = Literal[
    "plain", "github", "mkdocs", "myst", "docusaurus", "vitepress", "starlight", "hugo", "jekyll", "hexo", "quarto"
]
FigureName = Literal["structure", "unrolled", "memory"]
ArticleFormat = Literal["md", "html", "docx", "pdf"]
LinkedFormat = Literal["svg", "png"]  # of figures that an article links to
FigureFormat = Literal["svg", "png", "pdf"]

LANGS: tuple[Lang, ...] = get_args(Lang)
RULES: tuple[Rule, ...] = get_args(Rule)
CHECKS: tuple[Check, ...] = get_args(Check)
FLAVORS: tuple[Flavor, ...] = get_args(Flavor)
FIGURES: tuple[FigureName, ...] = get_args(FigureName)
ARTICLE_FORMATS: tuple[ArticleFormat, ...] = get_args(ArticleFormat)
FIGURE_FORMATS: tuple[FigureFormat, ...] = get_args(FigureFormat)
