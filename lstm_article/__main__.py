"""`python -m lstm_article`: the same as the `lstm-article` command."""

from lstm_article.cli import main

main()
