"""The figures, each a module of its name: drawn as shapes, painted by matplotlib, kept as files."""

from lstm_article.figures.diagram import WIDTH, Edge, Node
from lstm_article.figures.files import figure_file, light_svg, svg_element
from lstm_article.figures.text import FigureText, figure_named, figure_text
from lstm_article.figures.theme import PAGE_STYLE, STYLE
