"""How templates are compiled: what is the same for every reader is worked out then, and escaping takes no detour."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from types import FunctionType, MethodType
from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import NoReverseMatch
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.runtime import Context, Macro
from markupsafe import (  # type: ignore[attr-defined]  # a string escaped in C, and left a string
    Markup,
    _escape_inner,
    escape,
)

from osler.web.addresses import url
from osler.web.icons import icon

_CONSTANT = re.compile(r"""\{\{ (static|url|icon)\((["'])([\w./-]+)\2\) \}\}""")
_WORK_OUT: dict[str, Callable[[str], str]] = {"static": static, "url": url, "icon": icon}


def _written(value: Any) -> str:
    """What an expression puts on the page. Markupsafe's own answer is Markup, five times the cost of the escaping."""
    kind = type(value)
    if kind is str:
        written: str = _escape_inner(value)
        return written
    if kind is int:
        return str(value)
    return value if kind is Markup else escape(value)


class _Context(Context):
    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Macros and plain functions straight away: Jinja looks at each call, sixty a page, six times for what it may
        want to be given."""
        if type(called) is Macro:
            args = (self.eval_ctx, *args)
        elif type(called) not in (FunctionType, MethodType) or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class _Code(CodeGenerator):
    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.written({finalize.src or ''}")


class Environment(jinja2.Environment):
    code_generator_class = _Code
    context_class = _Context
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
