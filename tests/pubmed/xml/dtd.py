"""A small reader of DTDs, and records made from one: every element and attribute filled with a marker of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape, quoteattr

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PARAMETER = re.compile(r'<!ENTITY\s+%\s+([\w.-]+)\s+"([^"]*)"\s*>')
_EXTERNAL = re.compile(r'<!ENTITY\s+%\s+([\w.-]+)\s+(?:SYSTEM|PUBLIC)[^>]*?(?:([\w.-]+)"|")\s*>')
_ELEMENT = re.compile(r"<!ELEMENT\s+([\w:.-]+)\s+(.*?)>", re.DOTALL)
_ATTLIST = re.compile(r"<!ATTLIST\s+([\w:.-]+)\s*(.*?)>", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"([\w:.-]+)\s+(CDATA|IDREF|ID|\([^)]*\))\s*(#REQUIRED|#IMPLIED|#FIXED\s+\"[^\"]*\"|\"[^\"]*\")"
)
_TOKEN = re.compile(r"[(),|?*+]|#?[\w:.-]+")


@dataclass(frozen=True)
class Attribute:
    name: str
    values: tuple[str, ...]  # of an enumeration; empty for free text
    default: str  # "" where there is none
    fixed: bool
    required: bool


@dataclass(frozen=True)
class Particle:
    """A content particle: a name, or a sequence or choice of particles."""

    kind: str  # name | seq | choice
    name: str = ""
    parts: tuple[Particle, ...] = ()
    occurs: str = ""  # "" ? * +

    def names(self) -> set[str]:
        return {self.name} if self.kind == "name" else set().union(*(part.names() for part in self.parts))


@dataclass
class Dtd:
    elements: dict[str, Particle] = field(default_factory=dict)
    attributes: dict[str, list[Attribute]] = field(default_factory=dict)

    def reachable(self, root: str) -> set[str]:
        """Names of all elements that can stand in `root`, itself included; MathML's are not this DTD's."""
        found, waiting = set(), [root]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.elements:
                found.add(name)
                waiting.extend(self.elements[name].names())
        return found


def read(path: Path) -> Dtd:
    """The declarations of a DTD and of the modules beside it; others, such as MathML's, are left out."""
    text = _with_modules(path)
    parameters: dict[str, str] = {}
    for name, value in _PARAMETER.findall(text):
        parameters.setdefault(name, value)  # of two declarations the first counts
    text = _PARAMETER.sub("", text)
    while (found := re.search(r"%([\w.-]+);", text)) is not None:
        text = text.replace(found.group(), parameters.get(found.group(1), ""))
    dtd = Dtd()
    for name, content in _ELEMENT.findall(text):
        tokens = _TOKEN.findall(content)
        dtd.elements[name] = _particle(tokens)
    for name, content in _ATTLIST.findall(text):
        dtd.attributes.setdefault(name, []).extend(_attribute(*found) for found in _ATTRIBUTE.findall(content))
    return dtd


def _with_modules(path: Path) -> str:
    text = _COMMENT.sub("", path.read_text(encoding="latin-1"))
    for found in list(_EXTERNAL.finditer(text)):
        module = path.parent / (found.group(2) or "?")
        inside = _with_modules(module) if module.is_file() else ""
        text = text.replace(f"%{found.group(1)};", inside, 1)
    return _EXTERNAL.sub("", text)


def _attribute(name: str, kind: str, default: str) -> Attribute:
    values = tuple(value.strip() for value in kind.strip("()").split("|")) if kind.startswith("(") else ()
    quoted = re.search(r'"([^"]*)"', default)
    return Attribute(
        name, values, quoted.group(1) if quoted else "", default.startswith("#FIXED"), default == "#REQUIRED"
    )


def _particle(tokens: list[str]) -> Particle:
    token = tokens.pop(0)
    if token != "(":
        return Particle("name", name=token, occurs=_occurs(tokens))
    parts, separator = [_particle(tokens)], ","
    while tokens[0] != ")":
        separator = tokens.pop(0)
        parts.append(_particle(tokens))
    tokens.pop(0)
    return Particle("choice" if separator == "|" else "seq", parts=tuple(parts), occurs=_occurs(tokens))


def _occurs(tokens: list[str]) -> str:
    return tokens.pop(0) if tokens and tokens[0] in "?*+" else ""


MATH = "http://www.w3.org/1998/Math/MathML"
INLINE = {"b", "i", "u", "sup", "sub"}


@dataclass
class Maker:
    """Makes one valid record. Choices are drawn from `random`; what was used is noted."""

    dtd: Dtd
    random: Random
    markers: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # "Parent/Child" and "Element@attribute"
    forced: dict[str, str] = field(default_factory=dict)  # "Element@attribute" -> value

    def record(self, name: str) -> str:
        return self._element(name, ())

    def _marker(self) -> str:
        marker = f"zq{len(self.markers)}q"
        self.markers.append(marker)
        return marker

    def _element(self, name: str, above: tuple[str, ...]) -> str:
        if name == "mml:math":
            return self._math()
        text = self._pmid() if name == "PMID" else self._content(name, self.dtd.elements[name], above)
        return f"<{name}{self._attributes(name)}>{text}</{name}>"

    def _pmid(self) -> str:
        number = str(90_000_000 + len(self.markers))
        self.markers.append(number)
        return number

    def _attributes(self, name: str) -> str:
        printed = ""
        for attribute in self.dtd.attributes.get(name, []):
            key = f"{name}@{attribute.name}"
            if not attribute.required and key not in self.forced and self.random.random() < 0.5:
                continue
            self.used.add(key)
            if key in self.forced:
                value = self.forced[key]
            elif attribute.fixed:
                value = attribute.default
            elif attribute.values:
                value = self.random.choice(attribute.values)
            else:
                value = self._marker()
            printed += f" {attribute.name}={quoteattr(value)}"
        return printed

    def _content(self, name: str, particle: Particle, above: tuple[str, ...]) -> str:
        if "#PCDATA" in particle.names():
            return self._mixed(name, particle, above)
        return self._model(name, particle, above)

    def _mixed(self, name: str, particle: Particle, above: tuple[str, ...]) -> str:
        printed = escape(f"{self._marker()} & ")
        children = sorted(particle.names() - {"#PCDATA"})
        if sum(step in INLINE for step in above) >= 2:
            children = []
        for child in children:
            if self.random.random() < (0.2 if name in INLINE else 0.5):
                self.used.add(f"{name}/{child}")
                printed += f"{self._element(child, (*above, name))} {self._marker()} "
        return printed.rstrip()

    def _model(self, name: str, particle: Particle, above: tuple[str, ...]) -> str:
        times = {"": (1, 1), "?": (0, 1), "*": (0, 2), "+": (1, 2)}[particle.occurs]
        return "".join(self._once(name, particle, above) for _ in range(self.random.randint(*times)))

    def _once(self, name: str, particle: Particle, above: tuple[str, ...]) -> str:
        if particle.kind == "seq":
            return "".join(self._model(name, part, above) for part in particle.parts)
        if particle.kind == "choice":
            return self._model(name, self.random.choice(particle.parts), above)
        undeclared = particle.name not in self.dtd.elements and particle.name != "mml:math"  # GroupList, 2010 to 2015
        if undeclared or (particle.name == name and above.count(name) >= 2):
            return ""
        self.used.add(f"{name}/{particle.name}")
        return self._element(particle.name, (*above, name))

    def _math(self) -> str:
        return (
            f'<mml:math xmlns:mml="{MATH}" id="{self._marker()}"><mml:mrow><mml:mi mathvariant="bold">'
            f"{self._marker()}</mml:mi><mml:mo>&lt;</mml:mo></mml:mrow></mml:math>"
        )
