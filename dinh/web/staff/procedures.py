"""The procedures as those who work by them read them: the way as a picture, tables, rules in words, what is proven, examples."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET
from markupsafe import Markup
from msgspec import Struct

from dinh.access import finders
from dinh.checker import PROOFS
from dinh.checker.empties import must_stand
from dinh.checker.finding import Surroundings
from dinh.checker.proof.solve import bounded
from dinh.checker.tables import tables
from dinh.engine.analysis.child_links import openings
from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Procedure
from dinh.export.bpmn import bpmn
from dinh.export.compare import compared, foremost, marks
from dinh.export.dmn import decisions, dmn
from dinh.export.picture import picture
from dinh.messages.words import say, words_of
from dinh.web.shared import procedure_lookup
from dinh.web.shared.pages import show
from dinh.web.shared.search_terms import names_a_person
from dinh.web.shared.session import officers
from dinh.web.staff.procedure_page import Plain
from dinh.workflow import publishing, version_changes

LANGUAGES: dict[str, tuple[Callable[[Procedure], bytes], Callable[[Procedure], bool]]] = {
    "bpmn": (bpmn, lambda procedure: bool(procedure.steps)),
    "dmn": (dmn, lambda procedure: bool(decisions(procedure))),
}

TEXT_MAX = 200


class Proven(Struct, frozen=True):
    """words: what was looked at and holds; faults: what does not, and what to do."""

    words: str
    faults: tuple[str, ...] = ()


@require_GET
@officers()
def home(request: HttpRequest) -> HttpResponse:
    if names_a_person(request):
        return redirect("staff-procedures")
    in_force, text = (
        finders.procedures(request.asker.house),
        request.GET.get("q", "").strip()[:TEXT_MAX],
    )
    found = (
        procedure_lookup.found(in_force, text)
        if text
        else sorted(in_force, key=lambda one: (one.field, words_of(one.name, request.lang)))
    )
    coming = [
        finders.procedure(request.asker.house, slug, version)
        for slug, version in version_changes.coming(request.asker.house)
    ]
    return show(
        request,
        "staff/procedures.html",
        {"procedures": found, "coming": () if text else coming, "q": text},
    )


def _called(house: str, procedure: Procedure, lang: str) -> dict[str, str]:
    """What the procedures are called that this one opens, where the house has them."""
    known = finders.state(house).procedures
    return {
        line.procedure: words_of(
            finders.procedure(house, line.procedure, known[line.procedure][-1].version).name, lang
        )
        for *_, line in openings(procedure)
        if line.procedure in known
    }


@require_GET
@officers()
def one(request: HttpRequest, slug: str) -> HttpResponse:
    asker, lang = request.asker, request.lang
    found = finders.procedure(asker.house, slug, request.GET.get("version") or None)
    if "compare" in request.GET:
        return _compared(
            request, finders.procedure(asker.house, slug, request.GET["compare"]), found
        )
    plain, kept_ones = (
        Plain(found, lang, _called(asker.house, found, lang)),
        version_changes.versions(asker.house, found.slug),
    )
    return show(request, "staff/procedure.html", {
        "procedure": found, "plain": plain, "picture": Markup(picture(found, lang, plain.when)) if found.steps else "", "proven": proven(found, lang) if found.steps else (),
        "ran": {place for place, one in enumerate(found.examples) if not publishing.run_example(found, one)},
        "versions": kept_ones, "others": any(one.version != found.in_force for one in kept_ones), "may_move": version_changes.may_move(asker.house, asker.person),
        "languages": [language for language, (_, fits) in LANGUAGES.items() if fits(found)],
    })  # fmt: skip


def _compared(request: HttpRequest, one: Procedure, other: Procedure) -> HttpResponse:
    """The earlier of two versions beside the later one, in words."""
    lang = request.lang
    old, new = sorted((one, other), key=lambda version: version.in_force)
    sections = compared(old, new, lang)
    gone, come = marks(sections, lang)
    pictures = [
        (version, Markup(picture(version, lang, Plain(version, lang).when, marked, name)))
        for version, marked, name in ((old, gone, "old"), (new, come, "new"))
        if version.steps and (gone or come)
    ]
    others = [
        version
        for version in version_changes.versions(request.asker.house, new.slug)
        if version.version not in (old.in_force, new.in_force)
    ]
    return show(
        request,
        "staff/compare.html",
        {
            "old": old,
            "new": new,
            "first": foremost(sections, lang),
            "sections": sections,
            "pictures": pictures,
            "others": others,
        },
    )


@require_GET
@officers()
def exported(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    found = finders.procedure(request.asker.house, slug)
    made, fits = LANGUAGES[language]
    if not fits(found):
        raise finders.NotFound(language)
    answer = HttpResponse(made(found), content_type="application/xml")
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.slug}.{language}")
    return answer


def proven(procedure: Procedure, lang: str) -> tuple[Proven, ...]:
    """What the checker proves of every form there can be, asked again now."""
    with bounded():
        found = [
            finding
            for rule in PROOFS
            for finding in rule(procedure, Surroundings())
            if finding.severity == "problem"
        ]

    def line(rules: frozenset[str], vi: str, en: str, **facts: int) -> Proven:
        told = tuple(
            f"{one.message.of(lang)}. {one.do.of(lang)}" for one in found if one.rule in rules
        )
        return Proven(say(vi, en, lang, **facts), told)

    of_tables = sum(table.rows != (ALWAYS,) for table in tables(procedure))
    reads = len({(read.path, read.name) for read in must_stand(procedure)})
    return (
        line(
            frozenset({"T3", "T4", "T5"}),
            "Bảng có điều kiện: {n}. Trường hợp nào cũng có đúng một dòng.",
            "Tables with conditions: {n}. Exactly one line holds for every case.",
            n=of_tables,
        ),
        line(
            frozenset({"D2"}),
            "Chỗ đọc thông tin cho văn bản, sổ, phí, thời hạn: {n}. Không chỗ nào có thể trống.",
            "Values read by letters, registers, fees, times: {n}. None of them can be empty.",
            n=reads,
        ),
        line(
            frozenset({"F2", "F6"}),
            "Bước: {n}. Đứng ở đâu cũng còn đường tới kết thúc.",
            "Steps: {n}. An end can be reached from each of them.",
            n=len(procedure.steps),
        ),
        line(
            frozenset({"F1", "T2"}),
            "Cách kết thúc: {n}. Bước và kết thúc nào cũng có hồ sơ tới được.",
            "Ends: {n}. Some case comes to every step and every end.",
            n=len(procedure.ends),
        ),
    )
