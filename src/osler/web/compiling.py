"""How templates are compiled: what is the same for every reader is worked out then, and escaping takes no detour."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, MutableMapping
from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import NoReverseMatch
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from markupsafe import Markup, escape

from osler.web.addresses import url
from osler.web.icons import icon

_CONSTANT = re.compile(r"""\{\{ (static|url|icon)\((["'])([\w./-]+)\2\) \}\}""")
_WORK_OUT: dict[str, Callable[[str], str]] = {"static": static, "url": url, "icon": icon}


def _written(value: Any) -> str:
    """What an expression puts on the page. Markupsafe's own answer is Markup, five times the cost of the escaping."""
    if type(value) is str:
        return html.escape(value)
    return value if type(value) is Markup else escape(value)


class _Code(CodeGenerator):
    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.written({finalize.src or ''}")


class Environment(jinja2.Environment):
    code_generator_class = _Code
    written = staticmethod(_written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A dictionary: names are looked up in it a hundred times a page, and nothing is added once templates run."""
        return {**self.globals, **(d or {})}


class Constants(Extension):
    """`{{ static('…') }}`, `{{ url('…') }}` and `{{ icon('…') }}` of a literal are the same for every reader: they are
    worked out when a template is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _CONSTANT.sub(_worked_out, source)


def _worked_out(found: re.Match[str]) -> str:
    try:
        return str(escape(_WORK_OUT[found[1]](found[3])))
    except (NoReverseMatch, ValueError):  # in a branch that is never reached, or to be said where it is
        return found[0]
