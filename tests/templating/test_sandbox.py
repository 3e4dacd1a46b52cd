"""What a template can reach: what it is given, and nothing of Python or of the machine."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from types import ModuleType

import jinja2
import pytest

from built_in import composed
from lstm_article.article import references
from lstm_article.errors import TemplateError
from lstm_article.templating.sandbox import Environment, Function, plain
from lstm_article.templating.templates import Templates

CANARY = "sings-in-the-mine"


class Sources:
    """An object one of whose methods templates get; they must not see the rest of it."""

    secret = CANARY

    def cite(self, *_: str) -> str:
        """Stand for a citation."""
        return "[1]"


def raised() -> Exception:
    try:
        raise ValueError("a problem")
    except ValueError as error:
        return error


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A templates folder with secrets beside it, in the environment, and in the modules around."""
    monkeypatch.setenv("CANARY", CANARY)
    monkeypatch.setattr(references, "CANARY", CANARY, raising=False)
    folder = tmp_path / "own"
    (folder / "zh").mkdir(parents=True)
    (tmp_path / "secret.md").write_text(CANARY)
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "{cite.__globals__}.md").write_text("{% macro a() %}{% endmacro %}")
    return folder


def render(folder: Path, text: str, name: str = "zh/article.md", **given: object) -> str:
    (folder / name).write_text(text, "utf-8")
    return Templates(folder).render(name, given)


# Known ways out of Jinja's and Python's sandboxes, with what they come to here: a part of the error, or, after
# "=", the whole text. SECRET stands for the path of a file outside.
ESCAPES = {
    "classes": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "is unsafe"),
    "classes of a tuple": ("{{ ().__class__.__base__.__subclasses__() }}", "is unsafe"),
    "class by item": ("{{ ''['__class__'] }}", "is unsafe"),
    "class by adjacent strings": ("{{ ''['__cl' 'ass__'] }}", "is unsafe"),
    "class by joined strings": ("{{ ''[['_' * 2, 'class', '_' * 2]|join] }}", "is unsafe"),
    "class by attr": ("{{ ''|attr('__class__') }}", "is unsafe"),
    "class by attr, in escapes": (r"{{ ''|attr('\x5f\x5fclass\x5f\x5f') }}", "is unsafe"),
    "class by attr, in parts": ("{{ ''|attr('__clas' ~ 's__') }}", "is unsafe"),
    "class by attr, of attr": ("{{ 1|attr('real')|attr('__class__') }}", "is unsafe"),
    "class by __getattribute__": ("{{ ''.__getattribute__('__class__') }}", "is unsafe"),
    "class by full-width letters": ("{{ ''.__ｃlass__ }}", "has no attribute"),
    "class by full-width lines": ("{{ ''.＿＿class＿＿ }}", "Invalid character"),
    "class of a dictionary with such a key": ("{{ {'__class__': 1}.__class__ }}", "is unsafe"),
    "class kept": ("{% set kept = ''.__class__ %}{{ kept }}", "is unsafe"),
    "class by the filter tag": ("{% filter attr('__class__') %}x{% endfilter %}", "string argument expected"),
    "class by map": ("{{ ['']|map(attribute='__class__')|list }}", "=[Undefined]"),
    "classes by map": ("{{ ['']|map(attribute='__class__.__mro__')|first }}", "is unsafe"),
    "class by map of attr": ("{{ ['']|map('attr', '__class__')|first }}", "is unsafe"),
    "class by groupby": ("{{ ['', '']|groupby('__class__') }}", "is unsafe"),
    "class by sort": ("{{ ['', '']|sort(attribute='__class__') }}", "is unsafe"),
    "class by sum": ("{{ [1]|sum(attribute='__class__') }}", "is unsafe"),
    "class by selectattr": ("{{ ['']|selectattr('__class__.__mro__')|list }}", "is unsafe"),
    "class by max": ("{{ ['', '']|max(attribute='__class__') }}", "is unsafe"),
    "format": ("{{ '{0.__class__}'.format('') }}", "is unsafe"),
    "format by item": ("{{ '{0[__class__]}'.format('') }}", "is unsafe"),
    "format in a format": ("{{ '{0:{0.__class__}}'.format('') }}", "is unsafe"),
    "format by key": ("{{ '{a.__class__.__mro__}'.format(a='') }}", "is unsafe"),
    "format of a function": ("{{ '{0.__globals__}'.format(cite) }}", "has no attribute"),
    "format_map": ("{{ '{a.__class__}'.format_map({'a': ''}) }}", "is unsafe"),
    "format of safe text": ("{{ ('{0.__class__}'|safe).format('') }}", "is unsafe"),
    "format kept": ("{% set kept = '{0.__class__}'.format %}{{ kept('') }}", "is unsafe"),
    "format by attr": ("{{ ('{0.__class__}'|attr('format'))('') }}", "is unsafe"),
    "format by map": ("{{ (['{0.__class__}']|map(attribute='format')|first)('') }}", "is unsafe"),
    "format passed on": ("{% macro call(f) %}{{ f('') }}{% endmacro %}{{ call('{0.__class__}'.format) }}", "is unsafe"),
    "format by the filter": ("{{ '{0.__class__}'|format('') }}", "not all arguments converted"),
    "percent format": ("{{ '%(a)s' % {'a': cite} }}", "=cite()"),
    "globals of a function": ("{{ cite.__globals__ }}", "has no attribute"),
    "globals of a function by attr": ("{{ cite|attr('__call__')|attr('__globals__') }}", "has no attribute"),
    "globals of a method's function": ("{{ cite.__func__.__globals__.CANARY }}", "has no attribute"),
    "globals in Python 2": ("{{ cite.im_func.func_globals }}", "has no attribute"),
    "code of a function": ("{{ cite.__code__.co_consts }}", "has no attribute"),
    "object of a method": ("{{ cite.__self__.secret }}", "has no attribute"),
    "object of a built-in method": ("{{ ''.join.__self__ }}", "has no attribute"),
    "object of a dictionary's method": ("{{ table.get.__self__ }}", "has no attribute"),
    "what a function stands for": ("{{ cite._function }}", "is unsafe"),
    "what a function stands for, by map": ("{{ [cite]|map(attribute='_function')|first }}", "is unsafe"),
    "globals of a macro": ("{% macro a() %}{% endmacro %}{{ a.__init__.__globals__ }}", "is unsafe"),
    "function of a macro": ("{% macro a() %}{% endmacro %}{{ a._func.__globals__ }}", "is unsafe"),
    "environment of a macro": ("{% macro a() %}{% endmacro %}{{ a._environment.loader }}", "is unsafe"),
    "globals of cycler": ("{{ cycler.__init__.__globals__.os.environ }}", "is unsafe"),
    "globals of a cycler": ("{{ cycler('a').__init__.__globals__ }}", "is undefined"),
    "globals of joiner": ("{{ joiner.__init__.__globals__.os.environ }}", "is unsafe"),
    "globals of a joiner": ("{{ joiner().__init__.__globals__ }}", "is undefined"),
    "globals of namespace": ("{{ namespace.__init__.__globals__ }}", "is unsafe"),
    "globals of lipsum": ("{{ lipsum.__globals__['os'].environ }}", "is undefined"),
    "globals of range": ("{{ range.__globals__ }}", "has no attribute"),
    "globals of self": ("{{ self.__init__.__globals__ }}", "is unsafe"),
    "context of self": ("{{ self._TemplateReference__context.environment }}", "is unsafe"),
    "globals of an undefined name": ("{{ nothing.__init__.__globals__ }}", "is unsafe"),
    "globals of a default": ("{{ (nothing|default).__init__.__globals__ }}", "is unsafe"),
    "globals of loop": ("{% for a in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}", "is unsafe"),
    "iterator of loop": ("{% for a in [1] %}{{ loop._iterator }}{% endfor %}", "is unsafe"),
    "function of a caller": (
        "{% macro a() %}{{ caller._func.__globals__ }}{% endmacro %}{% call a() %}{% endcall %}", "is unsafe",
    ),
    "class of further arguments": ("{% macro a() %}{{ varargs.__class__ }}{% endmacro %}{{ a(1) }}", "is unsafe"),
    "context of a block": ("{% block a %}{{ self.a._context }}{% endblock %}", "is unsafe"),
    "super of a block": ("{% block a %}{{ super.__self__ }}{% endblock %}", "no parent block"),
    "dictionary of an import": ("{% import 'equations.md' as a %}{{ a.__dict__ }}", "is unsafe"),
    "globals of an import": ("{% import 'equations.md' as a %}{{ a.__init__.__globals__ }}", "is unsafe"),
    "what an import has written": ("{% import 'equations.md' as a %}{{ a._body_stream }}", "is unsafe"),
    "hidden name of an import": ("{% from 'equations.md' import __class__ %}{{ __class__ }}", "can not be imported"),
    "import of a name that is code": ("{% from '{cite.__globals__}.md' import b %}{{ b }}", "does not export the requested name"),
    "frame of a generator": ("{{ ([1]|map('string')).gi_frame.f_back.f_globals }}", "has no attribute"),
    "frame of a generator by attr": ("{{ ([1]|select)|attr('gi_frame') }}", "has no attribute"),
    "code of a generator": ("{{ ([1]|select).gi_code }}", "has no attribute"),
    "inner generator": ("{{ ([1]|select).gi_yieldfrom }}", "has no attribute"),
    "frame of an error": ("{{ problem.__traceback__.tb_frame.f_globals }}", "is unsafe"),
    "frame of an error by a method": ("{{ problem.with_traceback(none).__traceback__ }}", "is unsafe"),
    "mro of dict": ("{{ dict.mro() }}", "has no attribute"),
    "mro of dict by attr": ("{{ dict|attr('mro') }}", "has no attribute"),
    "base of dict": ("{{ dict.__base__.__subclasses__() }}", "has no attribute"),
    "class of a method": ("{{ {}.items.__objclass__ }}", "has no attribute"),
    "adding to a list": ("{{ listed.append(2) }}", "is unsafe"),
    "removing from a list": ("{{ listed.pop() }}", "is unsafe"),
    "sorting a list": ("{{ listed.reverse() }}", "is unsafe"),
    "adding by map": ("{{ ([listed]|map(attribute='append')|first)(2) }}", "is unsafe"),
    "updating a dictionary": ("{{ table.update(a=2) }}", "is unsafe"),
    "updating a dictionary by its class": ("{{ dict.update(table, a=2) }}", "has no attribute"),
    "emptying a dictionary": ("{{ table.clear() }}", "is unsafe"),
    "a default of a dictionary": ("{{ table.setdefault('b', 2) }}", "is unsafe"),
    "an item of a dictionary": ("{{ table.__setitem__('a', 2) }}", "is unsafe"),
    "an attribute of a dictionary": ("{% set table.a = 2 %}", "cannot assign attribute on non-namespace object"),
    "an attribute of a function": ("{% set cite.a = 2 %}", "cannot assign attribute on non-namespace object"),
    "an attribute of self": ("{% set self.a = 2 %}", "cannot assign attribute on non-namespace object"),
    "Python's names": ("{{ __builtins__ }}", "is undefined"),
    "Python's import": ("{{ __import__('os').environ }}", "is undefined"),
    "Python's open": ("{{ open('SECRET').read() }}", "is undefined"),
    "Jinja's names": ("{{ environment }}", "is undefined"),
    "Jinja's context": ("{{ context }}", "is undefined"),
    "Flask's names": ("{{ config }}", "is undefined"),
    "a statement": ("{% do listed.append(2) %}", "unknown tag"),
    "Jinja's debugging": ("{% debug %}", "unknown tag"),
    "include of an absolute path": ("{% include 'SECRET' %}", "lies outside the folder"),
    "include, if there, of an absolute path": ("{% include 'SECRET' ignore missing %}", "lies outside the folder"),
    "include of one of several": ("{% include ['none.md', 'SECRET'] %}", "lies outside the folder"),
    "extends of an absolute path": ("{% extends 'SECRET' %}", "lies outside the folder"),
    "import of an absolute path": ("{% import 'SECRET' as a %}{{ a }}", "lies outside the folder"),
    "import from an absolute path": ("{% from 'SECRET' import a %}{{ a }}", "lies outside the folder"),
    "include from above": ("{% include '../secret.md' %}", "lies outside the folder"),
    "include from above, on a way": ("{% include 'zh/../../secret.md' %}", "lies outside the folder"),
    "include from above, on Windows": (r"{% include '..\\secret.md' %}", "lies outside the folder"),
    "include of a link": ("{% include 'link.md' %}", "leads out of the templates folder"),
    "extends of a link": ("{% extends 'link.md' %}", "leads out of the templates folder"),
    "include through a link": ("{% include 'linked/secret.md' %}", "leads out of the templates folder"),
    "include of a folder": ("{% include 'zh' %}", "is not a file"),
    "include of a function": ("{% include cite %}", "is not iterable"),
    "include of a name that ends early": (r"{% include 'SECRET\0.md' %}", "lies outside the folder"),
    "include of an address": ("{% include 'file://SECRET' %}", "no template 'file:"),
}  # fmt: skip


def harmless(text: str) -> bool:
    """Tell whether a text has no secret, no memory address, and no trace of Python's or Jinja's internals."""
    inner = (CANARY, "0x", "<class", "<function", "<built-in", "<bound", "<generator", "<module", "<frame", "object at")
    return not any(word in text for word in inner)


@pytest.mark.parametrize("escape", ESCAPES)
def test_known_escapes(escape: str, own: Path) -> None:
    """No known sandbox escape leads to a secret, to Python's internals, or to a change of a template's values."""
    text, outcome = ESCAPES[escape]
    text = text.replace("SECRET", str(own.parent / "secret.md"))
    table, listed = {"a": 1}, [1]
    given = {"cite": Sources().cite, "table": table, "listed": listed, "problem": raised()}
    if outcome.startswith("="):
        written = render(own, text, **given)
        assert written == outcome.removeprefix("=")
    else:
        with pytest.raises(TemplateError) as caught:
            render(own, text, **given)
        written = str(caught.value)
        assert outcome in written
    assert harmless(written)
    assert "\n" not in written
    assert (table, listed) == ({"a": 1}, [1])


@pytest.mark.parametrize("escape", ["object of a method", "format by attr", "include of a link"])
def test_known_escapes_through_the_command(escape: str, own: Path, tmp_path: Path, run) -> None:
    """The command reports the error in one line, with exit code 2, and writes nothing."""
    text, outcome = ESCAPES[escape]
    (own / "zh" / "article.md").write_text(f"# T\n{text}\n", "utf-8")
    done = run("build", "-l", "zh", "--templates", own, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {own}")
    assert outcome in done.stderr
    assert done.stderr.count("\n") == 1
    assert harmless(done.stderr)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ cite|string }}", "cite()"),
        ("{{ [cite] }}", "[cite()]"),
        ("{{ {'a': (cite, 1)} }}", "{'a': (cite(), 1)}"),
        ("{{ cite ~ '' }}", "cite()"),
        ("{{ '%s' % cite }}", "cite()"),
        ("{{ '%s'|format(cite) }}", "cite()"),
        ("{{ '{}'.format(cite) }}", "cite()"),
        ("{{ cite|pprint }}", "cite()"),
        ("{{ cite|upper|replace('(', '') }}", "CITE)"),
        ("{{ [cite]|join(',') }}", "cite()"),
        ("{% set kept %}{{ cite|string }}{% endset %}{{ kept }}", "cite()"),
        ("{{ {}.items|string }}", "items()"),
        ("{{ ''['upper']|string }}", "upper()"),
        ("{{ (''|attr('upper'))|string }}", "upper()"),
        ("{{ ['']|map(attribute='upper')|list }}", "[upper()]"),
        ("{{ dict|string }}", "dict()"),
        ("{{ ('x'|map('upper'))|string }}", "['X']"),
        ("{{ [1, 2]|reverse|string }}", "[2, 1]"),
        ("{{ [[1]|select] }}", "[[1]]"),
        ("{{ [1, 2]|batch(1)|string }}", "[[1], [2]]"),
        ("{{ {'a': 1}|items|string }}", "[('a', 1)]"),
        ("{{ {'a': 1}.items() }}", "[('a', 1)]"),
        ("{{ namespace(a=cite)|string }}", "<Namespace {'a': cite()}>"),
        ("{% for a in [1] %}{{ loop|string }}{% endfor %}", "<LoopContext 1/1>"),
        ("{% for a in [1] %}{{ loop|default|string }}{% endfor %}", "<LoopContext 1/1>"),
        ("{% macro a() %}{% endmacro %}{{ a|string }}", "<Macro 'a'>"),
    ],
)
def test_texts_of_values(text: str, written: str, own: Path) -> None:
    """However a value is converted to text, the text is the same on each run: it has no memory address."""
    assert render(own, text, cite=Sources().cite) == written


@pytest.mark.parametrize("text", ["cite", "{}.items", "dict", "none|default(cite, true)"])
def test_functions_are_not_printed(text: str, own: Path) -> None:
    """A function that stands where a value should is an error that says what is missing."""
    with pytest.raises(TemplateError, match=r"article\.md:2: prints a function; call it, with parentheses"):
        render(own, f"# T\n{{{{ {text} }}}}\n", cite=Sources().cite)


def test_an_author_may_write_what_looks_like_an_address(own: Path) -> None:
    """Text in a template that looks like a memory address or a function is left as it is."""
    text = "`<function cite at 0x7f00>` and <class 'int'>"
    assert render(own, text) == text


@pytest.mark.parametrize("name", ["random", "lipsum"])
def test_what_differs_on_each_run_is_not_there(name: str, own: Path) -> None:
    """Templates have no random numbers."""
    with pytest.raises(TemplateError, match=f"{name}' is undefined|No filter named '{name}'"):
        render(own, "{{ [1]|random }}" if name == "random" else "{{ lipsum() }}")


def test_keys_cannot_be_made_a_set(own: Path) -> None:
    """Sets are refused: a set of texts has another order on each run."""
    with pytest.raises(TemplateError, match="unsupported operand"):
        render(own, "{{ {'a': 1, 'b': 2}.keys() - [] }}")


def test_the_rest_of_jinja_is_there(own: Path) -> None:
    """Filters, loops, methods, and globals work, `thousands` with them."""
    text = (
        "{% for a in range(3) %}{{ loop.index }}/{{ loop.length }} {% endfor %}"
        "{{ 4321|thousands }} {{ 'a-b'.replace('-', '+') }} {{ [3, 1]|sort|join('<') }} {{ [1, 2, 3]|slice(2)|list }} "
        "{{ 2 ** 3 }} {{ {'b': 1}|dictsort }} {{ ['a', 'b']|join('; ') }}"
        "{% macro boxed(a) %}[{{ caller(a) }}]{% endmacro %}{% call(a) boxed(7) %}{{ a }}{% endcall %}"
    )
    written = "1/3 2/3 3/3 4,321 a+b 1<3 [[1, 2], [3]] 8 [('b', 1)] a; b[7]"
    assert render(own, text) == written


def test_a_page_escapes_what_it_inserts(own: Path) -> None:
    """HTML templates escape the values they insert; Markdown templates do not."""
    text = "{{ title }} {{ title|safe }} {{ '<%s>' % title }}"
    assert render(own, text, "page.html", title="<b>") == "&lt;b&gt; <b> &lt;&lt;b&gt;&gt;"
    assert render(own, text, title="<b>") == "<b> <b> <<b>>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ 'x' * 10 ** 15 }}", "2: needs more memory than there is"),
        ("{{ 'x' * 10 ** 30 }}", "2: cannot fit 'int'"),
        ("{{ range(10 ** 9) }}", "2: Range too big"),
        ("{{ 10.0 ** 999 }}", "2: .*out of range"),
        ("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}", "2: includes itself or is nested too deeply"),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", " includes itself or is nested too deeply"),
        ("{{ " + "[" * 150 + "]" * 150 + " }}", " .*nested"),
        (r"{{ '\ud800' }}", " .*surrogates not allowed"),
    ],
)
def test_what_python_cannot_do(text: str, message: str, own: Path) -> None:
    """Values that are too large or too deeply nested are one-line errors of the template."""
    with pytest.raises(TemplateError, match=rf"article\.md:{message}") as caught:
        render(own, f"# T\n{text}")
    assert "\n" not in str(caught.value)


def test_nothing_else_is_within_reach_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """All attributes, items and results that can be had from an article are data: no file, module or secret."""
    monkeypatch.setenv("CANARY", CANARY)
    reach = Environment(lambda _: None).getattr
    values = [plain(composed("en", "word", 1000))]
    known: set[object] = set()
    for value in values:  # grows
        assert not isinstance(value, PurePath | ModuleType | type(os.environ))
        assert harmless(repr(value))
        key = value if isinstance(value, Function) else id(value)
        if isinstance(value, str | int | float | None) or key in known:
            continue
        known.add(key)
        within = [reach(value, name) for name in dir(value) if name != "results"]  # of a figure without: an error
        if isinstance(value, Mapping):
            within += value.values()
        elif isinstance(value, Sequence):
            within += value[:9]
        values += [plain(each) for each in within if not isinstance(each, jinja2.Undefined)]
    assert len(known) > 100
