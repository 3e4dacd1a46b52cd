"""What is checked of an article, a module for each check, and the report of all."""

from lstm_article.checks.report import Finding, Goal, Report
from lstm_article.checks.run import check_article, check_file
