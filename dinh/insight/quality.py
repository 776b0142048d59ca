"""The service-quality index of Decision 766/QĐ-TTg (2022), reckoned from the house's own log: 100 points in six groups (domain a5).

The national portal's score is the one that counts; this one tells beforehand where points are lost, and in which cases. A measure is a
share of cases (or procedures); what the log cannot tell, or does not apply to, has no points at all: `None` is not 0. Groups, measures and
maxima agree with public sources of 2026; how a share becomes points is of the text of 2022 and not confirmed, so each measure says its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from dinh.engine.definition.fields import Text
from dinh.engine.definition.procedure import Procedure
from dinh.insight.house import Period, Read
from dinh.insight.lived import Lived

SOURCE = Text(
    "Quyết định 766/QĐ-TTg ngày 23/6/2022; nhóm, chỉ số, điểm tối đa theo tài liệu công khai năm 2026; cách quy ra điểm chưa đối chiếu",
    "Decision 766/QĐ-TTg of 23/6/2022; groups, measures and maxima by public material of 2026; how points are reckoned is not confirmed",
)
ON_TIME_LEAST = 0.9
NOT_CONNECTED = Text(
    "Đơn vị chưa nối với hệ thống ấy nên nhật ký không có gì để đếm",
    "The house is not connected to that system, so its log has nothing to count",
)
NONE_RATED = Text(
    "Trong kỳ chưa người nộp nào đánh giá", "No applicant rated anything in this period"
)
NO_FEEDBACK = Text(
    "Trong kỳ không có phản ánh, kiến nghị nào giải quyết trên hệ thống này",
    "No feedback was settled here in this period",
)
NONE_SUCH = Text("Trong kỳ không có gì thuộc diện đếm", "In this period there was nothing to count")


class Part(Struct, frozen=True):
    """What a measure counts: code of a case or slug of a procedure, and whether it counts as done."""

    name: str
    done: bool


class Measure(Struct, frozen=True):
    """score: None where it does not apply (`why`). parts: what was counted, in order; of: cases or procedures."""

    name: str
    group: str
    label: Text
    rule: Text
    most: int
    of: Literal["cases", "procedures"]
    parts: tuple[Part, ...] = ()
    score: float | None = None
    why: Text | None = None

    @property
    def done(self) -> int:
        return sum(part.done for part in self.parts)

    @property
    def share(self) -> float | None:
        return self.done / len(self.parts) if self.parts else None


class Quality(Struct, frozen=True):
    """applies: the most that the measures with a score could give."""

    period: Period
    measures: tuple[Measure, ...]
    cut: bool

    @property
    def score(self) -> float:
        return sum(one.score for one in self.measures if one.score is not None)

    @property
    def applies(self) -> int:
        return sum(one.most for one in self.measures if one.score is not None)

    def of(self, group: str) -> tuple[Measure, ...]:
        return tuple(one for one in self.measures if one.group == group)


GROUPS = {
    "openness": Text("Công khai, minh bạch", "Openness"), "progress": Text("Tiến độ giải quyết", "Progress"), "online": Text("Dịch vụ công trực tuyến", "Online service"),
    "payment": Text("Thanh toán trực tuyến", "Online payment"), "digital": Text("Số hóa hồ sơ", "Digitising"), "satisfaction": Text("Mức độ hài lòng", "Satisfaction"),
}  # fmt: skip


class _Counted(Struct, frozen=True):
    """What measures count over. received, settled: in the period; procedures: for citizens, in force, by slug."""

    received: tuple[Lived, ...]
    settled: tuple[Lived, ...]
    procedures: Mapping[str, Procedure]


type Counting = Callable[[_Counted], Iterator[Part]]


def _full_content(found: _Counted) -> Iterator[Part]:
    for slug, one in found.procedures.items():
        yield Part(
            slug,
            bool(
                one.law
                and one.steps
                and one.channels
                and (one.documents or one.form)
                and (one.fee or one.deadline)
            ),
        )


def _on_time(found: _Counted) -> Iterator[Part]:
    yield from (
        Part(one.case.code, not one.case.late) for one in found.settled if one.case.due is not None
    )


def _online(found: _Counted) -> Iterator[Part]:
    """Of procedures that may be done wholly online, the cases that were."""
    fit = {
        slug
        for slug, one in found.procedures.items()
        if one.level == "full" and "online" in one.channels
    }
    yield from (
        Part(one.case.code, one.case.channel == "online")
        for one in found.received
        if one.case.procedure in fit
    )


def _charged(found: _Counted) -> dict[str, list[Lived]]:
    """Procedure -> its cases in which something was to be paid, or was."""
    cases: dict[str, list[Lived]] = {}
    for one in found.settled:
        if one.case.paid or any(fee.amount for fee in one.case.fees):
            cases.setdefault(one.case.procedure, []).append(one)
    return cases


CASHLESS = frozenset({"transfer", "online"})


def _cashless(one: Lived) -> bool:
    return any(paid.how in CASHLESS for paid in one.case.paid)


def _procedures_paid_online(found: _Counted) -> Iterator[Part]:
    yield from (Part(slug, any(map(_cashless, some))) for slug, some in _charged(found).items())


def _paid_online(found: _Counted) -> Iterator[Part]:
    yield from (
        Part(one.case.code, _cashless(one)) for some in _charged(found).values() for one in some
    )


def _results(found: _Counted) -> Iterator[Part]:
    """Of cases that had to give a result, those whose result was issued as a file with its digest."""
    for one in found.settled:
        if one.case.outcome in ("granted", "rejected"):
            yield Part(
                one.case.code,
                any(letter.result and not letter.withdrawn for letter in one.case.letters),
            )


def _papers(brought: Any) -> Iterator[str]:
    """How each paper of a document was brought: `seen`, `file`, `reused`; a document of each row has several."""
    if isinstance(brought, str):
        yield brought
    elif isinstance(brought, dict):
        if "digest" in brought or "reused" in brought:
            yield "file" if "digest" in brought else "reused"
        else:
            for one in brought.values():
                yield from _papers(one)


def _brought(one: Lived) -> list[str]:
    return [how for brought in one.case.documents.values() for how in _papers(brought)]


def _digitised(found: _Counted) -> Iterator[Part]:
    """Cases whose every paper is there as a file, or was taken from a data base."""
    yield from (
        Part(one.case.code, "seen" not in papers)
        for one in found.received
        if (papers := _brought(one))
    )


def _reused(found: _Counted) -> Iterator[Part]:
    yield from (
        Part(one.case.code, "reused" in papers)
        for one in found.received
        if (papers := _brought(one))
    )


def _straight(share: float, most: int) -> float:
    return share * most


def _progress(share: float, most: int) -> float:
    return share * most if share >= ON_TIME_LEAST else 0.0


CONTENT_FROM = 4  # of five levels: content, very content
FEEDBACK = "phan-anh-kien-nghi"


def _rated(found: _Counted) -> Iterator[Part]:
    """Of the cases that their applicants rated, those with which they were content."""
    yield from (
        Part(one.case.code, one.case.rating >= CONTENT_FROM)
        for one in found.settled
        if one.case.rating and one.case.procedure != FEEDBACK
    )


def _feedback(found: _Counted) -> Iterator[Part]:
    yield from (
        Part(one.case.code, not one.case.late)
        for one in found.settled
        if one.case.procedure == FEEDBACK and one.case.due is not None
    )


def _feedback_rated(found: _Counted) -> Iterator[Part]:
    yield from (
        Part(one.case.code, one.case.rating >= CONTENT_FROM)
        for one in found.settled
        if one.case.procedure == FEEDBACK and one.case.rating
    )


STRAIGHT = Text("điểm = tỷ lệ × điểm tối đa", "points = share × maximum")
CONTENT = Text(
    "điểm = số hồ sơ được đánh giá hài lòng (mức 4, 5) / số hồ sơ được đánh giá × 6; chưa đối chiếu",
    "points = cases rated 4 or 5 / cases rated × 6; not confirmed",
)
AT_LEAST = Text(
    "điểm = tỷ lệ × 20; dưới 90 % thì 0 điểm (bản 2022, chưa đối chiếu)",
    "points = share × 20; below 90 % none (text of 2022, not confirmed)",
)

type Rule = Callable[[float, int], float]
type Row = tuple[str, str, Text, int, Literal["cases", "procedures"], Counting | Text, Rule, Text]

MEASURES: tuple[Row, ...] = (
    (
        "published",
        "openness",
        Text("Công bố thủ tục đúng hạn", "Procedures published on time"),
        6,
        "procedures",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "updated",
        "openness",
        Text("Cập nhật, công khai đúng hạn", "Updated and made public on time"),
        4,
        "procedures",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "content",
        "openness",
        Text(
            "Công khai đủ nội dung: căn cứ, giấy tờ, thời hạn hoặc phí, các bước, cách nộp",
            "Told in full: law, papers, time or fee, steps, ways to file",
        ),
        2,
        "procedures",
        _full_content,
        _straight,
        STRAIGHT,
    ),
    (
        "synchronised",
        "openness",
        Text(
            "Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia",
            "Cases synchronised to the national portal",
        ),
        6,
        "cases",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "on_time",
        "progress",
        Text("Hồ sơ giải quyết sớm hoặc đúng hạn", "Cases settled early or on time"),
        20,
        "cases",
        _on_time,
        _progress,
        AT_LEAST,
    ),
    (
        "online",
        "online",
        Text(
            "Hồ sơ nộp trực tuyến của thủ tục toàn trình",
            "Cases filed online, of procedures that are fully online",
        ),
        12,
        "cases",
        _online,
        _straight,
        STRAIGHT,
    ),
    (
        "offers_payment",
        "payment",
        Text(
            "Thủ tục có thu đã cho thanh toán trực tuyến",
            "Procedures with a charge that offer e-payment",
        ),
        2,
        "procedures",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "has_payment",
        "payment",
        Text(
            "Thủ tục có thu đã có giao dịch không tiền mặt",
            "Procedures with a charge that had one paid without cash",
        ),
        2,
        "procedures",
        _procedures_paid_online,
        _straight,
        STRAIGHT,
    ),
    (
        "paid_online",
        "payment",
        Text("Hồ sơ có thu được trả không dùng tiền mặt", "Cases with a charge paid without cash"),
        6,
        "cases",
        _paid_online,
        _straight,
        STRAIGHT,
    ),
    (
        "e_result",
        "digital",
        Text("Hồ sơ có kết quả điện tử", "Cases with an electronic result"),
        6,
        "cases",
        _results,
        _straight,
        STRAIGHT,
    ),
    (
        "components",
        "digital",
        Text("Hồ sơ có mọi giấy tờ được số hóa", "Cases whose papers are all digitised"),
        4,
        "cases",
        _digitised,
        _straight,
        STRAIGHT,
    ),
    (
        "e_copies",
        "digital",
        Text("Bản sao chứng thực điện tử", "Certified electronic copies"),
        2,
        "procedures",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "reused",
        "digital",
        Text("Hồ sơ dùng lại dữ liệu đã số hóa", "Cases that reuse digitised data"),
        2,
        "cases",
        _reused,
        _straight,
        STRAIGHT,
    ),
    (
        "shared",
        "digital",
        Text("Kết nối, chia sẻ dữ liệu để dùng lại", "Data connected and shared for reuse"),
        4,
        "procedures",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "population_cases",
        "digital",
        Text(
            "Hồ sơ khai thác Cơ sở dữ liệu quốc gia về dân cư",
            "Cases that use the population data base",
        ),
        2,
        "cases",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "population",
        "digital",
        Text("Thủ tục kết nối dữ liệu dân cư", "Procedures connected to population data"),
        2,
        "procedures",
        NOT_CONNECTED,
        _straight,
        STRAIGHT,
    ),
    (
        "feedback",
        "satisfaction",
        Text("Phản ánh, kiến nghị xử lý đúng hạn", "Feedback handled on time"),
        6,
        "cases",
        _feedback,
        _straight,
        STRAIGHT,
    ),
    (
        "feedback_rated",
        "satisfaction",
        Text("Hài lòng về xử lý phản ánh", "Satisfaction with how feedback is handled"),
        6,
        "cases",
        _feedback_rated,
        _straight,
        STRAIGHT,
    ),
    (
        "rated",
        "satisfaction",
        Text("Hài lòng về tiếp nhận, giải quyết", "Satisfaction with receiving and settling"),
        6,
        "cases",
        _rated,
        _straight,
        CONTENT,
    ),
)

WHY_NONE = {"rated": NONE_RATED, "feedback": NO_FEEDBACK, "feedback_rated": NO_FEEDBACK}


def quality(found: Read, procedures: Iterable[Procedure], period: Period) -> Quality:
    """procedures: in force. Cases of procedures that are no service to citizens are left out."""
    offered = {one.slug: one for one in procedures if one.level != "internal"}
    public = [
        one
        for one in found.cases
        if one.case.procedure in offered and one.case.house == one.case.first
    ]
    counted = _Counted(
        tuple(one for one in public if one.case.opened and period.begin <= one.case.opened < period.end),
        tuple(one for one in public if one.case.settled and period.begin <= one.case.settled < period.end), offered,
    )  # fmt: skip
    return Quality(period, tuple(_measured(row, counted) for row in MEASURES), found.cut)


def _measured(row: Row, counted: _Counted) -> Measure:
    name, group, label, most, of, counting, rule, said = row
    bare = Measure(name, group, label, said, most, of)
    if isinstance(counting, Text):
        return _with(bare, why=counting)
    parts = tuple(counting(counted))
    if not parts:
        return _with(bare, why=WHY_NONE.get(name, NONE_SUCH))
    return _with(bare, parts=parts, score=rule(sum(part.done for part in parts) / len(parts), most))


def _with(bare: Measure, **more: Any) -> Measure:
    return Measure(bare.name, bare.group, bare.label, bare.rule, bare.most, bare.of, **more)


def as_json(found: Quality, lang: str) -> dict[str, Any]:
    return {
        "from": found.period.first.isoformat(), "to": found.period.last.isoformat(), "score": round(found.score, 2), "applies": found.applies, "of": 100,
        "source": SOURCE.of(lang), "confirmed": False, "cut": found.cut,
        "groups": [{"group": group, "label": label.of(lang), "most": sum(one.most for one in found.of(group)), "measures": [_measure(one, lang) for one in found.of(group)]} for group, label in GROUPS.items()],
    }  # fmt: skip


def _measure(one: Measure, lang: str) -> dict[str, Any]:
    counted = (
        {"numerator": one.done, "denominator": len(one.parts), "ratio": round(one.share, 4)}
        if one.share is not None
        else {"numerator": None, "denominator": None, "ratio": None}
    )
    return {
        "measure": one.name, "label": one.label.of(lang), "most": one.most, "score": None if one.score is None else round(one.score, 2), **counted, "of": one.of, "rule": one.rule.of(lang),
        "why": one.why.of(lang) if one.why else None, "missing": [part.name for part in one.parts if not part.done],
    }  # fmt: skip
