"""What mypy knows of the libraries, in memory: a check reads, parses and checks the learner's files and nothing else.

It does what the command does with a cache that knows the libraries, with mypy's own functions and in the same order
(`mypy.build.build_inner` and `dispatch`, of the version that is pinned); the one difference is that the libraries'
modules are there already. Whatever is out of the ordinary is left to the command: a blocking error, a file that has a
library's name, a library that is not loaded.

A check changes what is loaded (names are looked up once, and types are remembered). So each happens in a copy of the
process, and the copy is gone when it has answered.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import mypy.build
import mypy.main
from mypy.build import PRI_INDIRECT, SCC, BuildManager, Graph, SuppressionReason
from mypy.error_formatter import OUTPUT_CHOICES
from mypy.errors import CompileError, Errors
from mypy.find_sources import InvalidSourceList, create_source_list
from mypy.fscache import FileSystemCache
from mypy.known_modules import reset_known_modules_cache
from mypy.modulefinder import BuildSource, BuildSourceSet, compute_search_paths
from mypy.nodes import MypyFile
from mypy.options import Options
from mypy.typestate import reset_global_state
from mypy.util import read_py_file
from mypy.version import __version__

from prodtutor.checking.types.messages import Outcome
from prodtutor.checking.types.rehearsal import PIECES

COMMAND = Outcome(-1)
"""Ask the command: this is none of the cases that are right beyond doubt."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The libraries' part of a build: its modules, and all top-level names that mean something to it."""

    options: Options
    """For the check to come."""
    mypy_path: str
    graph: Graph
    trees: dict[str, MypyFile]
    names: frozenset[str]


def load(arguments: Sequence[str], cwd: str, mypy_path: str) -> Loaded | None:
    """Read the libraries that the program in `arguments` imports. None when the cache does not know all of them."""
    os.chdir(cwd)
    os.environ["MYPYPATH"] = mypy_path
    try:
        sources, options = _options(arguments)
        options.fast_exit = False
        result = mypy.build.build(sources, options, None, _ignore, FileSystemCache(), io.StringIO(), io.StringIO())
    except (CompileError, SystemExit):
        return None
    manager, graph = result.manager, dict(result.graph)
    own = {source.module for source in sources}
    if not manager.rechecked_modules <= own:
        return None
    for number in manager.top_order:  # the program itself may be in the cache; nothing has been read then
        if number not in manager.done_sccs:
            group = manager.scc_by_id[number]
            mypy.build.process_fresh_modules(graph, sorted(group.mod_ids), manager)
    manager.metastore.close()
    for name in own:
        graph.pop(name, None)
    trees = {name: manager.modules[name] for name in graph if name in manager.modules}
    if trees.keys() != graph.keys():
        return None
    met = {*graph, *(missing for state in graph.values() for missing in state.suppressed)}
    options = _options(arguments)[1]  # a build has changed the others
    options.cache_dir = os.devnull
    options.fast_exit = False
    return Loaded(options, mypy_path, graph, trees, frozenset(name.partition(".")[0] for name in met))


class Run:
    """One check, in a process of its own, after as many rehearsals as you like."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        os.environ["MYPYPATH"] = loaded.mypy_path

    def check(self, targets: Sequence[str], cwd: str) -> Outcome:
        """What `mypy TARGETS` says in the folder `cwd`."""
        os.chdir(cwd)
        if not self._loaded.names.isdisjoint(name.partition(".")[0] for name in os.listdir(cwd)):
            return COMMAND
        files = FileSystemCache()
        try:
            sources = create_source_list(list(targets), self._loaded.options, files)
        except InvalidSourceList:
            return COMMAND
        return self._build(sources, files)

    def rehearse(self) -> None:
        """Check a program of ours, so that what every check looks up, remembers and copies has been."""
        text = "".join(piece for module, piece in PIECES if module in self._loaded.graph)
        with contextlib.suppress(Exception):
            self._build([BuildSource(None, "prodtutor_rehearsal", text)], FileSystemCache())

    def _build(self, sources: list[BuildSource], files: FileSystemCache) -> Outcome:
        said: list[str] = []
        aside = io.StringIO()
        reset_known_modules_cache()
        try:
            manager = _manager(sources, self._loaded.options, files, lambda _, lines, __: said.extend(lines), aside)
            reset_global_state()
            for state in self._loaded.graph.values():
                state.manager = manager
            manager.modules.update(self._loaded.trees)
            graph = mypy.build.load_graph(sources, manager, dict(self._loaded.graph))
            own = [name for name in graph if name not in self._loaded.graph]
            cwd = os.getcwd() + os.sep
            if lacking := tuple(name for name in own if not (graph[name].abspath or cwd).startswith(cwd)):
                return Outcome(-1, lacking=lacking)
            _leave_out_unused(graph, own, manager)
            _know_imports(graph, manager)
            # The numbers that its groups of modules will have: none is to be read from a cache.
            manager.done_sccs = set(range(SCC.id_counter, SCC.id_counter + len(graph) + 1))
            mypy.build.process_graph(graph, manager)
        except CompileError:
            return COMMAND
        if aside.getvalue() or not manager.rechecked_modules <= set(own):
            return COMMAND
        return Outcome(1 if said else 0, "".join(f"{line}\n" for line in said))


def _options(arguments: Sequence[str]) -> tuple[list[BuildSource], Options]:
    aside = io.StringIO()
    return mypy.main.process_options(list(arguments), stdout=aside, stderr=aside, fscache=FileSystemCache())


def _manager(
    sources: list[BuildSource],
    options: Options,
    files: FileSystemCache,
    flush: Callable[[str | None, list[str], bool], None],
    aside: io.StringIO,
) -> BuildManager:
    """As in `mypy.build.build_inner`."""
    data = mypy.build.default_data_dir()
    form = OUTPUT_CHOICES.get(options.output) if options.output else None
    errors = Errors(options, read_source=lambda path: read_py_file(path, files.read), error_formatter=form)
    plugin, snapshot = mypy.build.load_plugins(options, errors, aside, [])
    options.process_error_codes(error_callback=mypy.build.build_error)
    return BuildManager(
        data,
        compute_search_paths(sources, options, data),
        ignore_prefix=os.getcwd(),
        source_set=BuildSourceSet(sources),
        reports=None,
        options=options,
        version_id=__version__,
        plugin=plugin,
        plugins_snapshot=snapshot,
        errors=errors,
        error_formatter=form,
        flush_errors=flush,
        fscache=files,
        stdout=aside,
        stderr=aside,
    )


def _leave_out_unused(graph: Graph, own: Iterable[str], manager: BuildManager) -> None:
    """Leave what the command would have read: mypy lets a module be used that anybody has imported (`os.path`)."""
    used: set[str] = set()
    waiting = list(own)
    while waiting:
        name = waiting.pop()
        if name in used:
            continue
        used.add(name)
        state = graph[name]
        waiting += [n for n in state.dependencies if state.priorities.get(n) != PRI_INDIRECT and n in graph]
        waiting += [n for n in state.ancestors or () if n in graph]
    for name in graph.keys() - used:
        del graph[name]
        del manager.modules[name]


def _know_imports(graph: Graph, manager: BuildManager) -> None:
    """As `load_graph` and `dispatch` do for modules that they load."""
    for name, state in graph.items():
        manager.import_map[name] = state.dependencies_set
        manager.import_options[name] = state.options.dep_import_options()
        for missing in state.suppressed:
            manager.missing_modules.setdefault(missing, SuppressionReason.NOT_FOUND)
            if missing not in manager.import_options:
                options = manager.options.clone_for_module(missing)
                manager.import_options[missing] = options.dep_import_options()


def _ignore(_file: str | None, _lines: list[str], _is_serious: bool) -> None:
    """What mypy says of the program that only imports is of no interest."""


def settle() -> None:
    """Let copies share what is here: looking it through for garbage would copy it."""
    gc.collect()
    gc.freeze()
