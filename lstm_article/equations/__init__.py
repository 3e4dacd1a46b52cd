"""Equations as the one source of truth: read from TeX, run, and compared with an LSTM."""

from lstm_article.equations.arithmetic import Arithmetic, sigmoid
from lstm_article.equations.definitions import Equation
from lstm_article.equations.expressions import Expression, Function, Number, Product, Sum, Symbol, parts, symbols, tex
from lstm_article.equations.gradients import GATES, PLAIN_CONSTANTS, STEPS, remaining_gradients
from lstm_article.equations.normal_form import terms
from lstm_article.equations.numbers import Numbers, parameter_counts, worked_example
from lstm_article.equations.parser import written_symbols
from lstm_article.equations.roles import LAYERS, ROLES, Roles, find_roles
from lstm_article.equations.time_step import Cell, run, time_step_of
