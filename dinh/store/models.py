"""The schema of the books. Rows are written by `writer` alone, in SQL; these classes give tables, migrations and rare queries.

Every key begins with the house, so that many houses lie in one database and never mix. `Event` and `Personal` are the
truth; every other table but `Counter`, `Command`, `Job`, `Content`, `Upload` and `TrailEntry` can be made anew from them (`books.rebuild`).
Instants are whole seconds since 1970 in UTC, days `YYYY-MM-DD`; the exact instant stands in the event and in `state`.
"""

from django.db import models
from django.db.models import CompositePrimaryKey, Index, Q, UniqueConstraint


class Sign(models.TextField):
    """Text that is compared byte by byte on every database: keys, codes, plain words."""

    def db_parameters(self, connection):
        return {
            **super().db_parameters(connection),
            "collation": "C" if connection.vendor == "postgresql" else None,
        }


class House(models.Model):
    """version: number of the house's own last event, version_seal: its seal; together they name one `HouseState`."""

    house = Sign(primary_key=True)
    unit = Sign()
    name = models.TextField()
    number = models.BigIntegerField(default=0)
    seal = Sign()
    version = models.BigIntegerField(default=0)
    version_seal = Sign(default="")

    class Meta:
        db_table = "houses"


class HouseState(models.Model):
    """The fold of the house's own events, apart from `House` because that row is written by every action."""

    house = Sign(primary_key=True)
    version = models.BigIntegerField()
    state = models.BinaryField()

    class Meta:
        db_table = "house_states"


class Event(models.Model):
    """One sealed fact. place: in the case, 0 for the house's own. `at`, `actor`, `body` are the very text that is sealed."""

    pk = CompositePrimaryKey("house", "number")
    house = Sign()
    number = models.BigIntegerField()
    case = Sign()
    place = models.IntegerField()
    kind = Sign()
    at = Sign()
    actor = models.TextField()
    body = models.TextField()
    seal = Sign()

    class Meta:
        db_table = "events"
        constraints = (
            UniqueConstraint(
                fields=["house", "case", "place"],
                condition=Q(place__gt=0),
                name="one_event_a_place",
            ),
        )
        indexes = (Index(fields=["house", "at"], name="events_by_at"),)


class TreeBlock(models.Model):
    """The hash of a complete block of the tree over the log's seals (`store.tree`): events block * 1024 + 1 and the 1023 after it."""

    pk = CompositePrimaryKey("house", "block")
    house = Sign()
    block = models.BigIntegerField()
    root = Sign()

    class Meta:
        db_table = "tree_blocks"


class Personal(models.Model):
    """The personal values of one event, JSON `{key: [salt, value]}`; a struck one is no longer in it."""

    pk = CompositePrimaryKey("house", "number")
    house = Sign()
    number = models.BigIntegerField()
    values = models.TextField(db_column="kept")

    class Meta:
        db_table = "personal"


class Case(models.Model):
    """The head of a case: `state` is its fold, the other columns are for lists. state: `open`, the name of the end, or `away` (another house has it)."""

    pk = CompositePrimaryKey("house", "code")
    house = Sign()
    code = Sign()
    procedure = Sign()
    version = Sign()
    field = Sign()
    title = models.TextField()
    state = Sign()
    outcome = Sign()
    channel = Sign()
    opened = models.BigIntegerField()
    accepted = models.BigIntegerField(null=True)
    due = models.BigIntegerField(null=True)
    paused = models.BigIntegerField(null=True)
    settled = models.BigIntegerField(null=True)
    delivered = models.BigIntegerField(null=True)
    secrecy = Sign(db_column="class")
    readers = models.TextField()
    applicant = Sign()
    opener = Sign()
    place = models.IntegerField()
    number = models.BigIntegerField()
    snapshot = models.BinaryField()

    class Meta:
        db_table = "cases"
        indexes = (
            # `state` last, though it is always the same: SQLite then counts from the index alone.
            Index(
                fields=["house", "field", "procedure", "due", "paused", "state"],
                condition=Q(state="open"),
                name="cases_open",
            ),
            Index(
                fields=["house", "settled", "code"],
                condition=Q(settled__isnull=False, delivered__isnull=True),
                name="cases_to_deliver",
            ),
            Index(fields=["house", "applicant", "code"], name="cases_by_applicant"),
            Index(fields=["house", "procedure", "version"], name="cases_by_version"),
        )


class Work(models.Model):
    """A work item for one role. The key is the order of a work list.

    role     as in the event: a role's name, `applicant`, `person:NAME`, `post:NAME`; an opener by name
    due      the earlier of the step's limit and the case's running due; `FAR` when there is none
    limit_at, norm  the law's end for a step that then acts by itself; the house's own
    of       JSON list: villages and the like that narrow the role
    """

    FAR = 253_402_300_799  # the last second of the year 9999

    pk = CompositePrimaryKey("house", "role", "due", "code", "step")
    house = Sign()
    role = Sign()
    due = models.BigIntegerField()
    code = Sign()
    step = Sign()
    procedure = Sign()
    since = models.BigIntegerField()
    limit_at = models.BigIntegerField(null=True)
    norm = models.BigIntegerField(null=True)
    assigned = Sign()
    of = models.TextField()

    class Meta:
        db_table = "work"
        indexes = (
            Index(
                fields=["house", "limit_at", "code"],
                condition=Q(limit_at__isnull=False),
                name="work_by_limit",
            ),
        )


class Reminder(models.Model):
    """A role that was reminded (`warn`) of an open step, last at this instant; it goes with the step. role: as in `Work`, an opener by name."""

    pk = CompositePrimaryKey("house", "role", "at", "code", "step")
    house = Sign()
    role = Sign()
    at = models.BigIntegerField()
    code = Sign()
    step = Sign()

    class Meta:
        db_table = "reminders"


class Cause(models.Model):
    """A case that the house opened by itself, by what caused it (`projections.cause_key`): of each cause there is one."""

    pk = CompositePrimaryKey("house", "cause")
    house = Sign()
    cause = Sign()
    code = Sign()

    class Meta:
        db_table = "causes"


class Record(models.Model):
    """A register's row as it was from `start` to `end` (days, both included; "": still), made by event `number`, its `part`-th change.

    A change closes a row (`closed`: 1) and opens one, so that the register can be read as it stood on any day.
    """

    pk = CompositePrimaryKey("house", "register", "record", "number", "part")
    house = Sign()
    register = Sign()
    record = Sign()
    number = models.BigIntegerField()
    part = models.IntegerField()
    start = Sign()
    end = Sign(db_column="until")
    closed = models.IntegerField()
    case = Sign()
    values = models.TextField(db_column="cells")

    class Meta:
        db_table = "records"


class RecordCell(models.Model):
    """A short value of a record that stands now, to find the record by it."""

    pk = CompositePrimaryKey("house", "register", "column", "value", "record")
    house = Sign()
    register = Sign()
    column = Sign(db_column="col")
    value = Sign(db_column="cell")
    record = Sign()

    class Meta:
        db_table = "record_cells"


class Word(models.Model):
    """A plain word (`store.plain`) by which a case is found."""

    pk = CompositePrimaryKey("house", "word", "code")
    house = Sign()
    word = Sign()
    code = Sign()

    class Meta:
        db_table = "words"


class Letter(models.Model):
    """A letter by the digest of its content; what is printed is made from the event at `place` of the case."""

    pk = CompositePrimaryKey("house", "digest", "code", "place")
    house = Sign()
    digest = Sign()
    code = Sign()
    place = models.IntegerField()
    name = Sign()
    row = Sign()
    letter_number = models.TextField()
    issued = models.BigIntegerField()
    posted = Sign()
    valid_until = Sign()
    withdrawn = models.IntegerField()

    class Meta:
        db_table = "letters"


class Tally(models.Model):
    """Sums over the cases that were received or settled in a local month (`store.tallies`)."""

    pk = CompositePrimaryKey("house", "month", "field", "procedure")
    house = Sign()
    month = Sign()
    field = Sign()
    procedure = Sign()
    received = models.BigIntegerField()
    settled = models.BigIntegerField()
    on_time = models.BigIntegerField()
    early = models.BigIntegerField()
    late = models.BigIntegerField()
    taken_s = models.BigIntegerField()
    promised_s = models.BigIntegerField()

    class Meta:
        db_table = "tallies"


class Counter(models.Model):
    """The last number given in a series."""

    pk = CompositePrimaryKey("house", "series")
    house = Sign()
    series = Sign()
    last = models.BigIntegerField()

    class Meta:
        db_table = "counters"


class Command(models.Model):
    """What a command with this key gave, so that doing it twice is doing it once."""

    pk = CompositePrimaryKey("house", "key")
    house = Sign()
    key = Sign()
    digest = Sign()
    result = models.BinaryField()

    class Meta:
        db_table = "commands"


class Job(models.Model):
    """Work for after the commit. due: not before this instant; done: 1; fault: what the last try said. facts: JSON."""

    pk = CompositePrimaryKey("house", "kind", "key")
    house = Sign()
    kind = Sign()
    key = Sign()
    facts = models.TextField()
    number = models.BigIntegerField()
    due = models.BigIntegerField(default=0)
    tries = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    fault = models.TextField(default="")

    class Meta:
        db_table = "jobs"
        indexes = (
            Index(fields=["house", "due", "number"], condition=Q(done=0), name="jobs_waiting"),
        )


class Content(models.Model):
    """Published bytes (a procedure, a register, a letter's template) by their digest."""

    pk = CompositePrimaryKey("house", "digest")
    house = Sign()
    digest = Sign()
    content = models.BinaryField()

    class Meta:
        db_table = "contents"


class Document(models.Model):
    """A file that an event names. The bytes lie in the house's folder (`store.documents`)."""

    pk = CompositePrimaryKey("house", "digest")
    house = Sign()
    digest = Sign()

    class Meta:
        db_table = "documents"


class Upload(models.Model):
    """Who brought a file, so that nobody attaches what they never held (`store.uploads`). house and person "": made by the program itself.

    type     what its bytes say (`store.file_kinds`); "" of what the program made
    carries  what it carries besides its pages (`store.carried`), words with a space between
    """

    pk = CompositePrimaryKey("digest", "house", "person")
    digest = Sign()
    house = Sign()
    person = Sign()
    at = models.BigIntegerField()
    size_bytes = models.BigIntegerField()
    type = Sign(default="", db_default="")
    carries = Sign(default="", db_default="")

    class Meta:
        db_table = "uploads"
        indexes = (Index(fields=["at"], name="uploads_by_at"),)


class TrailEntry(models.Model):
    """Who tried what, when and from where (`store.trail`). at, last: of the first and the latest of those that are counted in `times`.

    person  who had signed in; tried: a name that was tried in vain; address: "" for this machine itself
    """

    house = Sign()
    at = models.BigIntegerField()
    last = models.BigIntegerField()
    what = Sign()
    person = Sign()
    tried = Sign()
    address = Sign()
    about = models.TextField()
    times = models.IntegerField(default=1)

    class Meta:
        db_table = "trail"
        indexes = (
            Index(fields=["house", "last"], name="trail_by_last"),
            Index(fields=["house", "what", "person", "at"], name="trail_again"),
        )
