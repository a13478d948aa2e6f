"""Standard modules that are imported ahead and set aside, so that an import of them costs nothing and changes nothing.

A program must not notice that `urllib.request` is in memory already: `import urllib` alone must not bring it, and
`'json' in sys.modules` must say what it says in a new interpreter. So the `Recorder` notes what each module needs while
it is imported; `set_aside` takes all of them out of `sys.modules` and their submodules off their packages; and the
`Finder` puts one back, with just what it needs, when it is imported.

Nothing may be imported here: this is loaded before the recording begins.
"""

from __future__ import annotations

import builtins
import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

_Spec: Any = type(sys.__spec__)
_SOURCES = (".py", ".pyc", ".so")


class Recorder:
    """Notes, from its making to `set_aside`, which module needs which while it is imported."""

    def __init__(self) -> None:
        self.needs: dict[str, set[str]] = {}
        self._importing: list[str] = []
        self._import = builtins.__import__
        builtins.__import__ = self._note  # type: ignore[assignment]
        sys.meta_path.insert(0, self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(name, path, target)) is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    spec.loader = _Watching(spec.loader, self)  # type: ignore[assignment]
                return spec
        return None

    def execute(self, module: Any, loader: Any) -> None:
        """Execute a module and note what it brings."""
        name = module.__spec__.name
        before = set(sys.modules)
        self._importing.append(name)
        try:
            loader.exec_module(module)
        finally:
            self._importing.pop()
        self.needs.setdefault(name, set()).update(set(sys.modules) - before)

    def _note(self, name: str, space: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> Any:
        result = self._import(name, space, local, wanted, level)
        if self._importing:
            if level:
                package = space["__package__"].rsplit(".", level - 1)[0]
                name = f"{package}.{name}" if name else package
            needs = self.needs.setdefault(self._importing[-1], set())
            parts = name.split(".")
            needs.update(".".join(parts[: count + 1]) for count in range(len(parts)))
            needs.update(f"{name}.{item}" for item in wanted or () if f"{name}.{item}" in sys.modules)
        return result

    def set_aside(self, at_start: Collection[str], own: Collection[str]) -> Finder:
        """Stop recording; take what was imported out of `sys.modules`. own: modules that our own code needs.

        Those are hidden too, but keep their submodules.
        """
        builtins.__import__ = self._import
        sys.meta_path.remove(self)
        modules = {name: module for name, module in sys.modules.items() if name not in at_start}
        needs = {name: self._all_needs(name, modules) for name in modules}
        kept = {need for name in own for need in (name, *needs.get(name, ()))}
        taken: dict[str, tuple[Any, str]] = {}
        for name, module in modules.items():
            package, _, last = name.rpartition(".")
            parent = sys.modules.get(package)
            if package and name not in kept and module.__name__ == name and vars(parent).get(last) is module:
                taken[name] = (parent, last)
        for name in modules:
            del sys.modules[name]
        for parent, last in taken.values():
            delattr(parent, last)
        finder = Finder(modules, needs, taken)
        sys.meta_path.insert(0, finder)
        self.needs.clear()  # or every child would do it, and have a copy of 300 pages made for that
        return finder

    def _all_needs(self, name: str, modules: dict[str, Any]) -> tuple[str, ...]:
        """Everything that a module needs, directly or not, in the order in which it was imported."""
        found = {name}
        waiting = [name]
        while waiting:
            for need in self.needs.get(waiting.pop(), ()):
                if need in modules and need not in found:
                    found.add(need)
                    waiting.append(need)
        found.discard(name)
        return tuple(need for need in modules if need in found)


class _Watching:
    """Stands in for a module's loader until the module is executed."""

    def __init__(self, loader: Any, recorder: Recorder) -> None:
        self._loader, self._recorder = loader, recorder

    def create_module(self, spec: Any) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__loader__ = module.__spec__.loader = self._loader
        self._recorder.execute(module, self._loader)


class Finder:
    """Puts a module back that was set aside, when it is imported. First on `sys.meta_path`."""

    def __init__(
        self, modules: dict[str, Any], needs: dict[str, tuple[str, ...]], taken: dict[str, tuple[Any, str]]
    ) -> None:
        self._modules, self._needs, self._taken = modules, needs, taken
        self._used: set[str] = set()
        self._standard = sys.path[0]
        """Where the standard library begins: what lies before it on `sys.path` may shadow it."""
        self.on_import: dict[str, Any] = {}
        """What to do when a module comes back, by name: a function of the module."""
        self._forever = [modules, self]
        self._forever.append(self._forever)  # a cycle that was frozen is never torn down: that would take time at exit

    @property
    def names(self) -> list[str]:
        """Top-level names of all that was set aside."""
        return sorted({name.partition(".")[0] for name in self._modules})

    def held(self) -> list[str]:
        """Full names of all that was set aside, in the order in which it was imported."""
        return list(self._modules)

    def hide_again(self) -> None:
        """Take what was brought back out of `sys.modules`: the interpreter need not tear it down."""
        for name in self._used:
            if sys.modules.get(name) is self._modules[name]:
                del sys.modules[name]

    def find_spec(self, name: str, _path: Any = None, target: Any = None) -> Any:
        module = self._modules.get(name)
        if module is None or target is not None or (name in self._used and name not in sys.modules):
            return None  # reloaded, or thrown out of sys.modules: then it is executed again, as ever
        if self._is_shadowed(name):
            return None
        known = module.__spec__
        spec = _Spec(name, _Returning(self, module), origin=known.origin)
        spec.submodule_search_locations = known.submodule_search_locations
        spec.cached = known.cached
        return spec

    def bring_back(self, name: str) -> None:
        """Put a module into `sys.modules`, after what it needs."""
        for need in (*self._needs[name], name):
            if need in self._used:
                continue
            module = sys.modules.setdefault(need, self._modules[need])
            self._used.add(need)
            if module is self._modules[need]:
                if need in self._taken:
                    setattr(*self._taken[need], module)
                if need in self.on_import:
                    self.on_import[need](module)

    def _is_shadowed(self, name: str) -> bool:
        """Whether a module of the learner's stands before this one, or before one that it needs."""
        wanted = {need.partition(".")[0] for need in (name, *self._needs[name]) if need not in self._used}
        for folder in sys.path:
            if folder == self._standard:
                break
            try:
                found = posix.listdir(folder or ".")
            except OSError:
                continue
            if any(file.partition(".")[0] in wanted and ("." not in file or file.endswith(_SOURCES)) for file in found):
                return True
        return False


class _Returning:
    """The loader of a module that is there already."""

    def __init__(self, finder: Finder, module: Any) -> None:
        self._finder, self._module, self._spec = finder, module, module.__spec__

    def create_module(self, _: Any) -> Any:
        return self._module

    def exec_module(self, module: Any) -> None:
        module.__spec__ = self._spec
        self._finder.bring_back(self._spec.name)
