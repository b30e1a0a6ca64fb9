"""What templates are compiled to: constants worked out, text escaped, as plain Jinja would have it."""

from __future__ import annotations

from html import unescape

import pytest
from django.template import engines
from django.urls import reverse
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from osler.web.addresses import url


@pytest.fixture
def environment() -> Environment:
    found: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("value", ["plain", "<b>&\"'", Markup("<b>"), Markup("<i>&amp;</i>"), 5, None, ["<"], 1.5])
def test_whatever_is_written_is_escaped_unless_it_is_markup(environment: Environment, value: object) -> None:
    plain = Environment(autoescape=True).from_string("{{ value }}").render(value=value)
    ours = environment.from_string("{{ value }}").render(value=value)
    assert unescape(ours) == unescape(plain)
    assert ours.count("<") == plain.count("<")


def test_escaping_holds_in_macros_blocks_sets_and_joins(environment: Environment) -> None:
    text = (
        "{% macro m(x) %}<p>{{ x }}</p>{% endmacro %}{% set y %}{{ evil }}{% endset %}"
        "{{ m(evil) }}|{{ y }}|{{ [evil, evil] | join(',') }}|{{ evil ~ '<' }}|{% block b %}{{ evil }}{% endblock %}"
    )
    assert environment.from_string(text).render(evil="<") == "<p>&lt;</p>|&lt;|&lt;,&lt;|&lt;&lt;|&lt;"
    assert environment.from_string("{% autoescape false %}{{ evil }}{% endautoescape %}").render(evil="<") == "<"


def test_addresses_of_a_literal_are_worked_out_when_compiled(environment: Environment) -> None:
    source = environment.preprocess("{{ url('about') }} {{ url('article', 5) }} {{ url(\"no-such-page\") }}")
    assert source == f"{reverse('about')} {{{{ url('article', 5) }}}} {{{{ url(\"no-such-page\") }}}}"
    assert environment.preprocess("{{ icon('search') }}").startswith("<svg")


def test_addresses_of_papers_are_djangos_own() -> None:
    for pmid in (1, 123456789, 30217955):
        assert url("article", pmid) == reverse("article", args=[pmid])
        assert url("formatted", pmid, "csl.json") == reverse("formatted", args=[pmid, "csl.json"])


def test_functions_that_ask_for_the_context_are_given_it(environment: Environment) -> None:
    @pass_context
    def told(context: Context, more: str) -> str:
        return f"{context['name']}{more}"

    text = (
        "{% macro m(a, b='-') %}{{ a }}{{ b }}{% endmacro %}{% macro n(a) %}{{ a }}{{ caller() }}{% endmacro %}"
        "{% block b %}{% for x in 'ab' %}{% set here = x %}{{ told(x) }}{{ plain(here) }}{% endfor %}"
        "{{ m('<', b=plain('>')) }}{% call n('c') %}d{% endcall %}{% endblock %}"
    )
    made = environment.from_string(text).render(name="<", told=told, plain=lambda x: f"{x}!")
    assert made == "&lt;aa!&lt;bb!&lt;&gt;!cd"


def test_a_macro_called_as_it_is_not_written_is_an_error(environment: Environment) -> None:
    with pytest.raises(TypeError, match="keyword argument 'b'"):
        environment.from_string("{% macro m(a) %}{% endmacro %}{{ m(1, b=2) }}").render()
