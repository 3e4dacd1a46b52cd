"""What the macros of a template file write, on the lines on which they stand in the file."""

import re

import jinja2
from jinja2 import nodes

_LINE = re.compile("\0([0-9]+)\0")  # written before what begins on this line of the file


def calling_macros(environment: jinja2.Environment, source: str, name: str, file: str) -> jinja2.Template:
    """Compile a file with each macro called right after it, if it can be called without arguments.

    Macros whose names begin with an underscore are the file's own helpers, and are not called; nor are those
    that stand within another tag. Raises jinja2.TemplateSyntaxError.
    """
    tree = environment.parse(source, name, file)
    body: list[nodes.Node] = []
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        body.append(node)
        if isinstance(node, nodes.Macro) and _needs_nothing(node):
            call = nodes.Call(nodes.Name(node.name, "load"), [], [], None, None)
            first = node.body[0].lineno if node.body else node.lineno
            body += [_line(first), nodes.Output([call]).set_lineno(node.lineno)]
            body += [_line(following.lineno)] if following else []
    tree.body = body
    tree.set_environment(environment)
    code = environment.compile(tree, name, file)
    return jinja2.Template.from_code(environment, code, environment.make_globals(None))


def on_own_lines(text: str) -> str:
    """Put in empty lines, so that what a template by `calling_macros` writes stands on its lines in the file.

    What follows a macro that writes more lines than it has stands below them.
    """
    first, *rest = _LINE.split(text)
    for line, part in zip(rest[::2], rest[1::2], strict=True):
        missing = int(line) - 1 - first.count("\n")
        first += "\n" * max(missing, not first.endswith("\n")) + part
    return first


def _needs_nothing(macro: nodes.Macro) -> bool:
    called_around_text = any(name.name == "caller" for name in macro.find_all(nodes.Name))
    return not (macro.args or called_around_text or macro.name.startswith("_"))


def _line(number: int) -> nodes.Node:
    return nodes.Output([nodes.TemplateData(f"\0{number}\0")]).set_lineno(number)
