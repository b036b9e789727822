"""Every regular expression of the code, with the ways it is used; and strings that are made to hold it up."""

import ast
import importlib
import inspect
import itertools
import pkgutil
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from re import _constants as op  # the parsed form of an expression is in no public module
from re import _parser
from typing import NamedTuple

import streams

METHODS = ("match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")
FOREIGN = ("streams.feeds", "streams.decode", "streams.records", "streams.view", "streams.reading.detect")
"""What meets bytes from outside before anything bounds them; the analysis of an article has a time limit of its own."""
IN_LOOPS = {"_dateline_patterns": {"match"}, "_date_patterns": {"finditer", "fullmatch"}}
"""Functions whose expressions are used by the name of a loop's variable."""
CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " \n\t",
    op.CATEGORY_WORD: "aZ_",
    op.CATEGORY_NOT_SPACE: "x",
    op.CATEGORY_NOT_DIGIT: "x ",
    op.CATEGORY_NOT_WORD: "- ",
}


class Expression(NamedTuple):
    where: str
    pattern: "re.Pattern"
    methods: frozenset[str]

    def run(self, text: str) -> None:
        """Over all of the text, in every way that the code uses."""
        given = text.encode("utf-8") if isinstance(self.pattern.pattern, bytes) else text
        if self.methods & {"sub", "subn", "split", "findall", "finditer"}:
            for _ in self.pattern.finditer(given):
                pass
        for method in self.methods & {"match", "search", "fullmatch"}:
            getattr(self.pattern, method)(given)


def expressions() -> list[Expression]:
    """Those of modules, those that functions make, those written where they are used; each once."""
    modules = []
    for found in _modules():
        if found.name.startswith(FOREIGN):
            modules.append(importlib.import_module(found.name))
    trees = {module.__name__: ast.parse(Path(module.__file__).read_text("utf-8")) for module in modules}
    uses = _uses(trees.values())
    found: dict[tuple, Expression] = {}
    for module in modules:
        tree = trees[module.__name__]
        for name, pattern, methods in itertools.chain(_of_module(module), _written_in_place(tree)):
            ways = frozenset(methods or IN_LOOPS.get(name) or uses.get(name) or METHODS[:2])
            found.setdefault(
                (pattern.pattern, pattern.flags, ways), Expression(f"{module.__name__}:{name}", pattern, ways)
            )
    return list(found.values())


def _modules() -> Iterator[pkgutil.ModuleInfo]:
    for found in pkgutil.iter_modules(streams.__path__, "streams."):
        yield found
        if found.ispkg:
            folder = Path(streams.__path__[0]) / found.name.rpartition(".")[2]
            yield from pkgutil.iter_modules([str(folder)], f"{found.name}.")


def _uses(trees) -> dict[str, set[str]]:
    """Name of an expression, or of the function that makes it -> the methods that are called on it anywhere."""
    uses: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                on = node.value.func if isinstance(node.value, ast.Call) else node.value
                if isinstance(on, ast.Name | ast.Attribute):
                    uses.setdefault(on.id if isinstance(on, ast.Name) else on.attr, set()).add(node.attr)
    return uses


def _of_module(module) -> Iterator[tuple[str, "re.Pattern", None]]:
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield name, value, None
        elif callable(value) and getattr(value, "__module__", "") == module.__name__:
            yield from ((name, pattern, None) for pattern in _made_by(value))


def _made_by(function: Callable) -> Iterator["re.Pattern"]:
    """What a function gives that says it gives expressions; one that takes the name of a list is asked for each."""
    target = inspect.unwrap(function)
    if not inspect.isfunction(target) or "re.Pattern" not in str(target.__annotations__.get("return", "")):
        return
    parameters = len(inspect.signature(target).parameters)
    if parameters == 0:
        made = function()
        yield from [made] if isinstance(made, re.Pattern) else (p for p in _flat(made) if isinstance(p, re.Pattern))
    elif target.__name__ == "_beginning":
        from streams.feeds.notices import words

        yield from (function(kind) for kind in words() if words()[kind].keys() & {"as_printed", "any_case", "lines"})


def _flat(value) -> Iterator:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        for element in value:
            yield from _flat(element)
    else:
        yield value


def _written_in_place(tree: ast.AST) -> Iterator[tuple[str, "re.Pattern", list[str]]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in METHODS
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield f"line {node.lineno}", re.compile(node.args[0].value), [node.func.attr]


def attacks(pattern: "re.Pattern", count: int, seed: int = 1) -> list[tuple[str, str, str]]:
    """Beginnings, pieces to be repeated, and ends, of the signs and words that the expression itself looks for."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    signs: set[str] = {" ", "\n", "x", "1", "<", "("}
    words: set[str] = {""}
    _collect(
        _parser.parse(written, pattern.flags & ~re.DEBUG & ~re.UNICODE if pattern.flags & re.ASCII else 0), signs, words
    )
    chance = random.Random(seed)
    some_signs = chance.sample(sorted(signs), min(len(signs), 14))
    some_words = chance.sample(sorted(words), min(len(words), 12))
    pieces = [*some_signs, *(a + b for a, b in itertools.permutations(some_signs, 2)), *filter(None, some_words)]
    pieces += [word + sign for word in some_words for sign in some_signs]
    made = [(begin, piece, end) for begin in some_words for piece in pieces for end in ("", "\0", "!\n")]
    return chance.sample(made, min(count, len(made)))


def _collect(parsed, signs: set[str], words: set[str]) -> None:  # noqa: PLR0912 - one for each kind of node
    run = ""
    for kind, value in parsed:
        if kind is op.LITERAL:
            run += chr(value)
            signs.add(chr(value))
            continue
        words.add(run)
        run = ""
        if kind is op.IN:
            for inner, what in value:
                if inner is op.LITERAL:
                    signs.add(chr(what))
                elif inner is op.RANGE:
                    signs.add(chr(what[0]))
                elif inner is op.CATEGORY:
                    signs.update(CATEGORIES.get(what, ""))
        elif kind is op.CATEGORY:
            signs.update(CATEGORIES.get(value, ""))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _collect(value[2], signs, words)
        elif kind is op.SUBPATTERN:
            _collect(value[3], signs, words)
        elif kind is op.ATOMIC_GROUP:
            _collect(value, signs, words)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            _collect(value[1], signs, words)
        elif kind is op.BRANCH:
            for branch in value[1]:
                _collect(branch, signs, words)
    words.add(run)
