"""Where the files are that a file uses: among the paths given, then in the nearest folder above it, then the program's own."""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from dinh.engine.definition.procedure import Procedure, Text
from dinh.procedures import strict_yaml
from dinh.procedures.nodes import Entries, text_of
from dinh.procedures.problem import Problems
from dinh.procedures.reader import Reader, Spot
from dinh.procedures.shapes.registers import labels

FILES_MAX = 5000
KINDS = ("procedure", "part", "frame", "norm", "register", "roles", "fields")
FOLDERS = {"part": "parts", "frame": "frames", "norm": "norms", "register": "registers"}
MARKS = (*FOLDERS.values(), "letters")
IMPORT = re.compile(rb'#?(?:import|include)\s+"([a-z0-9][a-z0-9_.-]*\.typ)"')


def own() -> Path:
    """The folder of the program's own procedures, parts, frames, norms and letters."""
    return Path(__file__).parent


def own_registers() -> Path:
    return own().parent / "registers"


class File(Struct):
    """A file as read: its bytes, its nodes (None: it cannot be followed) and what is wrong with it."""

    path: Path
    content: bytes
    top: Entries | None
    problems: Problems

    @property
    def kind(self) -> str:
        """What its first key says it is; "" when it says nothing known."""
        keys = list(self.top.values) if self.top else []
        return (
            keys[0]
            if keys and keys[0] in KINDS
            else next((key for key in keys if key in KINDS), "")
        )

    @property
    def slug(self) -> str:
        return text_of(self.top.of(self.kind)) if self.top and self.kind else ""


class Library:
    """The files of one check or publication, each read once."""

    def __init__(
        self, paths: Iterable[Path], published: Callable[[str], Procedure | None] | None = None
    ):
        self.published = published
        self.given = list(paths)
        self._files: dict[Path, File] = {}
        self.opened: dict[Path, Procedure | None] = {}
        self._index: dict[Path, dict[tuple[str, str], Path]] = {}
        self._labels: dict[tuple[Path, str], dict[str, Text]] = {}
        self._listed: dict[Path, list[Path]] = {}
        self._letters: dict[Path, dict[str, Path]] = {}

    def file(self, path: Path) -> File:
        """Reads it, once. Raises OSError when it cannot be read at all."""
        if path not in self._files:
            problems = Problems()
            content = _beginning(path, strict_yaml.BYTES_MAX + 1)
            self._files[path] = File(
                path, content, strict_yaml.read(content, str(path), problems), problems
            )
        return self._files[path]

    def layers(self, user: Path) -> Iterator[Path]:
        """Folders to look in for what `user` needs, nearest first."""
        yield from (path for path in self.given if path.is_dir())
        nearest = nearest_folder(user)
        if nearest:
            yield nearest
        yield own()

    def find(self, user: Path, kind: str, slug: str) -> File | None:
        for path in self.given:
            if path.is_file() and path.suffix == ".yaml" and self._is(path, kind, slug):
                return self.file(path)
        for layer in self.layers(user):
            found = self._in_folder(layer, kind).get((kind, slug))
            if found:
                return self.file(found)
        found = self._indexed(own_registers()).get((kind, slug)) if kind == "register" else None
        return self.file(found) if found else None

    def procedures(self, user: Path, slug: str) -> list[File]:
        """The files of a procedure that others open: among the paths given, beside the file, under the nearest folder, the program's own."""
        given = [
            path
            for path in self.given
            if path.is_file() and path.suffix == ".yaml" and self._is(path, "procedure", slug)
        ]
        if given:
            return [self.file(path) for path in given]
        for folder in self._beside(user):
            found = self._indexed(folder).get(("procedure", slug))
            if found:
                return [self.file(found)]
        return []

    def openers(self, user: Path, slug: str) -> list[File]:
        """The files of procedures that name it, which may open it: where it looks for those that are opened."""
        given = [path for path in self.given if path.is_file() and path.suffix == ".yaml"]
        indexed = (self._indexed(folder) for folder in self._beside(user))
        paths = dict.fromkeys(
            (
                *given,
                *(
                    path
                    for found in indexed
                    for (kind, _), path in found.items()
                    if kind == "procedure"
                ),
            )
        )
        naming = [
            path
            for path in paths
            if path != user
            and path.is_file()
            and slug.encode() in _beginning(path, strict_yaml.BYTES_MAX)
        ]
        return [file for path in naming if (file := self.file(path)).kind == "procedure"]

    def _beside(self, user: Path) -> tuple[Path, ...]:
        nearest = nearest_folder(user)
        return (
            *(path for path in self.given if path.is_dir()),
            user.absolute().parent,
            *([nearest] if nearest else []),
            own(),
        )

    def known(self, user: Path, kind: str) -> list[str]:
        """Slugs of that kind that could have been meant."""
        folders = [self._in_folder(layer, kind) for layer in self.layers(user)] + [
            self._indexed(own_registers())
        ]
        return sorted({slug for folder in folders for found, slug in folder if found == kind})

    def template(self, user: Path, name: str) -> Path | None:
        """The file of a letter's template."""
        for path in self.given:
            if path.is_file() and path.name == name:
                return path
        for layer in self.layers(user):
            found = self._templates(layer).get(name)
            if found:
                return found
        return None

    def imports(self, user: Path, template: Path) -> Iterator[tuple[str, Path | None]]:
        """The templates that a template includes, all the way down."""
        waiting, seen = [template], {template.name}
        while waiting:
            for name in IMPORT.findall(waiting.pop().read_bytes()):
                if name.decode() not in seen:
                    seen.add(name.decode())
                    found = self.template(user, name.decode())
                    yield name.decode(), found
                    if found:
                        waiting.append(found)

    def labels(self, user: Path, kind: str) -> dict[str, Text]:
        """All roles or fields of work that any layer names; the nearer one's label wins."""
        found: dict[str, Text] = {}
        given = [path for path in self.given if path.is_file() and path.name == f"{kind}.yaml"]
        for path in (
            *given,
            *(
                path
                for layer in self.layers(user)
                for path in self._label_files(layer, f"{kind}.yaml")
            ),
        ):
            for name, label in self._labelled(path, kind).items():
                found.setdefault(name, label)
        return found

    def _label_files(self, layer: Path, name: str) -> list[Path]:
        """A folder given is searched whole; the nearest and the own hold it themselves."""
        if layer not in self.given:
            return [layer / name]
        if layer not in self._listed:
            self._listed[layer] = yaml_files(layer)
        return [path for path in self._listed[layer] if path.name == name]

    def _labelled(self, path: Path, kind: str) -> dict[str, Text]:
        if (path, kind) not in self._labels:
            found: dict[str, Text] = {}
            if path.is_file():
                top = self.file(path).top
                if top and kind in top.values:
                    found = labels(Reader(Problems()), top.values[kind], Spot(kind, top.at))
            self._labels[path, kind] = found
        return self._labels[path, kind]

    def _is(self, path: Path, kind: str, slug: str) -> bool:
        try:
            file = self.file(path)
        except OSError:
            return False
        return (file.kind, file.slug) == (kind, slug)

    def _in_folder(self, layer: Path, kind: str) -> dict[tuple[str, str], Path]:
        """A folder given holds its files anywhere; the nearest and the own hold them in the folder of their kind."""
        if layer in self.given:
            return self._indexed(layer)
        return self._indexed(layer / FOLDERS[kind]) if kind in FOLDERS else {}

    def _indexed(self, folder: Path) -> dict[tuple[str, str], Path]:
        if folder not in self._index:
            found: dict[tuple[str, str], Path] = {}
            for path in yaml_files(folder):
                head = _head(path)
                if head:
                    found.setdefault(head, path)
            self._index[folder] = found
        return self._index[folder]

    def _templates(self, layer: Path) -> dict[str, Path]:
        if layer not in self._letters:
            paths = (
                sorted(layer.rglob("*.typ"))
                if layer in self.given
                else sorted((layer / "letters").glob("*.typ"))
            )
            self._letters[layer] = {path.name: path for path in reversed(paths[:FILES_MAX])}
        return self._letters[layer]


HEAD = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n|---[^\n]*\n)*\"?(part|frame|norm|register|procedure)\"?[ \t]*:[ \t]*[\"']?([a-z0-9_-]+)"
)


def _head(path: Path) -> tuple[str, str] | None:
    """Kind and slug by the file's first key, without reading the whole."""
    try:
        found = HEAD.match(_beginning(path, 20_000))
    except OSError:
        return None
    return (found[1].decode(), found[2].decode()) if found else None


def yaml_files(folder: Path) -> list[Path]:
    """The files to read in a folder, in order."""
    if not folder.is_dir():
        return []
    found = (
        path
        for path in folder.rglob("*.yaml")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    return sorted(found)[:FILES_MAX]


def nearest_folder(user: Path) -> Path | None:
    """The first folder above the file that holds any of the folders of the grammar, or `roles.yaml`.

    The search ends at a folder above the file's own in which anybody may write, such as `/tmp`: what a stranger leaves there must not speak in a procedure.
    """
    home = user.absolute().parent
    for folder in (home, *home.parents):
        if folder != home and _anybodys(folder):
            return None
        if (folder / "roles.yaml").is_file() or any((folder / mark).is_dir() for mark in MARKS):
            return folder
    return None


def _anybodys(folder: Path) -> bool:
    try:
        return bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return False


def _beginning(path: Path, bytes_max: int) -> bytes:
    """Of a file; a pipe or a device under its name could be waited for for ever."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "không phải tệp thường / not a regular file")
    with path.open("rb") as opened:
        return opened.read(bytes_max)
