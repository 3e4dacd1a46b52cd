"""Markdown as text: how it is read, what in it is prose, and how prose is counted."""

from lstm_article.text.document import Block, Document, Section, lines_of
from lstm_article.text.parser import normalized, parse
from lstm_article.text.wordcount import HAN, UNITS, Count, count, libreoffice_words, rule_for
