"""The package of an Office file: its parts, what they are for, and those that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, dirname, join, normpath

from gel_airlock_jupyter.errors import BundleError, Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.office.xml import Element, parsed, words_of
from gel_airlock_jupyter.safe_zip import Caps, SafeZip
from gel_airlock_jupyter.subjects import PlacedText, Unseen

CAPS = Caps(members=5_000, member_bytes=400_000_000, total_bytes=1_000_000_000, ratio=500)
RULE = "FT-07"
MOST_TEXTS = 50_000
REMEDY = "Remove it, or let `airlock.fix` write a copy with the values only."
# Parts that hold what is shown, or how; what they hold is read or has no words.
PLAIN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|"
    r"xl/(?:workbook|sharedStrings|styles|calcChain|metadata)\.xml|xl/theme/theme\d+\.xml|xl/tables/table\d+\.xml|"
    r"xl/worksheets/sheet\d+\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/_rels/sheet\d+\.xml\.rels|"
    r"word/(?:document|styles|stylesWithEffects|settings|fontTable|webSettings|numbering|footnotes|endnotes|"
    r"header\d+|footer\d+|theme/theme\d+)\.xml|word/_rels/\w+\.xml\.rels|"
    r"ppt/(?:presentation|presProps|viewProps|tableStyles)\.xml|ppt/theme/theme\d+\.xml|ppt/slides/slide\d+\.xml|"
    r"ppt/slideLayouts/slideLayout\d+\.xml|ppt/slideMasters/slideMaster\d+\.xml|ppt/notesMasters/notesMaster\d+\.xml|"
    r"ppt/handoutMasters/handoutMaster\d+\.xml|(?:ppt|xl|word)/(?:\w+/)?_rels/\w+\.xml\.rels"
)
# What other parts are, by the beginning or a piece of their name; the first that fits.
KINDS: Mapping[str, str] = {
    r"vbaProject|/macrosheets/|vbaData": "macro",
    r"pivotCache": "pivot cache",
    r"pivotTables/": "pivot table",
    r"threadedComments?/|comments": "comment",
    r"/persons?/": "list of people",
    r"docMetadata/": "sensitivity label",
    r"externalLinks/": "external link",
    r"connections\.xml|queryTables/": "data connection",
    r"^customXml/": "custom XML",
    r"embeddings/|activeX|ctrlProps|oleObject": "embedded object",
    r"media/": "image",
    r"charts?/|chartsheets/|chartEx": "chart with cached data",
    r"vmlDrawing|drawings/|diagrams/": "drawing",
    r"docProps/custom": "custom property",
    r"docProps/thumbnail|thumbnail\.": "thumbnail",
    r"printerSettings": "printer settings",
    r"slicer|timeline": "slicer",
    r"xl/model/|customData|dataModel": "data model",
    r"notesSlides/": "speaker note",
    r"commentAuthors|revisions/|people\.xml|authors\.xml": "list of people",
    r"changesInfos|revisionInfo": "record of changes",
    r"glossary/": "building block",
    r"fonts/": "embedded font",
}
# Programs that write their own name where a person's belongs.
PROGRAMS = frozenset({"", "openpyxl", "xlsxwriter", "python-docx", "steve canny", "pandas", "microsoft office user",
                      "apache poi", "microsoft excel", "libreoffice", "openxlsx", "writexl", "un-named"})  # fmt: skip
PERSONAL = ("creator", "lastModifiedBy", "Manager", "Company", "HyperlinkBase")


@dataclass(frozen=True)
class Package:
    """The parts of an Office file in memory; those it has no use for are left packed."""

    name: str
    parts: Mapping[str, bytes]
    names: tuple[str, ...]

    def xml(self, part: str) -> Element:
        """Return a part as XML.

        Raises
        ------
        Unreadable
            If it is missing or damaged.
        """
        data = self.parts.get(part)
        if data is None:
            raise Unreadable(f"'{self.name}' has no part '{part}'.", "Save the file anew.")
        return parsed(data, part)

    def targets(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Return the relations of a part by id: (type, target, whether it lies outside the file)."""
        rels = join(dirname(part), "_rels", basename(part) + ".rels")
        found: dict[str, tuple[str, str, bool]] = {}
        if rels in self.parts:
            for entry in self.xml(rels).iter("Relationship"):
                target, outside = entry.get("Target", ""), entry.get("TargetMode") == "External"
                path = target if outside else normpath(join(dirname(part), target)).lstrip("/")
                if target.startswith("/") and not outside:
                    path = target.lstrip("/")
                found[entry.get("Id", "")] = (entry.get("Type", "").rpartition("/")[2], path, outside)
        return found


def opened(path: Path, name: str) -> Package:
    """Read an Office file into memory, with limits on everything.

    Raises
    ------
    Unreadable
        If it is no zip, a zip of a kind that is refused (bombs, odd names), encrypted, or has no list of parts.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(f"'{name}' is encrypted or of an old format.", "Save it without a password, or as csv or PDF.")
    try:
        with SafeZip(path, CAPS) as archive:
            names = archive.names
            parts = {part: archive.read(part, CAPS.member_bytes) for part in names if part.endswith((".xml", ".rels"))}
    except BundleError as error:
        raise Unreadable(f"'{name}' cannot be read safely: {error.message}", "Save the file anew.") from error
    if "[Content_Types].xml" not in names:
        raise Unreadable(f"'{name}' is a zip, but not one of Microsoft Office.", "Give it the name of what it is.")
    return Package(name, parts, names)


def unseen_parts(package: Package, known: frozenset[str] = frozenset()) -> Iterator[Unseen]:
    """Yield what the package holds beside what is shown, by its parts.

    Parameters
    ----------
    package : Package
        The file.
    known : frozenset of str
        Parts that the caller reads itself.
    """
    counted: dict[str, int] = {}
    for part in package.names:
        if PLAIN.fullmatch(part) or part in known or _is_empty_list(package, part):
            continue
        if part.endswith(".rels"):
            continue  # what it refers to is reported itself
        kind = next((kind for pattern, kind in KINDS.items() if re.search(pattern, part)), f"part '{part[:80]}'")
        counted[kind] = counted.get(kind, 0) + 1
    for kind, number in counted.items():
        many = f"{number} parts" if number > 1 else "a part"
        message = f"The file holds a {kind} ({many}), which a check of what it shows does not cover."
        yield Unseen(RULE, kind, message, REMEDY)
    for part in package.names:
        if part.endswith(".rels"):
            yield from _outside(package, part)


def _is_empty_list(package: Package, part: str) -> bool:
    """Return whether a part is the list of commenters that Excel writes even where nobody commented."""
    return part.startswith("xl/persons/") and part in package.parts and package.xml(part).find("person") is None


def _outside(package: Package, rels: str) -> Iterator[Unseen]:
    for entry in parsed(package.parts[rels], rels).iter("Relationship"):
        if entry.get("TargetMode") == "External":
            kind = entry.get("Type", "").rpartition("/")[2] or "relation"
            yield Unseen(RULE, "external link", f"The file refers to something outside it ({kind[:40]}).", REMEDY)


def properties(package: Package) -> tuple[list[Unseen], list[PlacedText]]:
    """Return the persons named in the file's properties, and the texts of all properties."""
    unseen: list[Unseen] = []
    texts: list[PlacedText] = []
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        if part not in package.parts:
            continue
        for element in package.xml(part).iter():
            text = (element.text or "").strip()
            if not text:
                continue
            texts.append(PlacedText(text, Location("metadata", f"property {element.tag}")))
            if element.tag in PERSONAL and text.casefold() not in PROGRAMS:
                message = f"The property '{element.tag}' names a person or an organisation."
                unseen.append(Unseen(RULE, "document property", message, REMEDY))
    return unseen, texts


def other_texts(package: Package, read: frozenset[str]) -> list[PlacedText]:
    """Return the texts and attributes of all parts that were not read for what they show: identifiers hide there."""
    texts: list[PlacedText] = []
    for part in package.names:
        if part in read or part not in package.parts or part.startswith("docProps/"):
            continue
        if re.search(r"theme|styles|Styles|fontTable|slideLayouts|slideMasters|\[Content_Types\]", part):
            continue  # how it looks
        seen = dict.fromkeys(words_of(parsed(package.parts[part], part)))
        texts += [PlacedText(text, Location("metadata", f"part {part}")) for text in seen if len(text) > 3]
        if len(texts) > MOST_TEXTS:
            raise Unreadable(f"'{package.name}' holds more than {MOST_TEXTS:,} hidden texts.", "Save the values only.")
    return texts
