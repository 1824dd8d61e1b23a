"""How long pulls of images took, as this hub has seen: it says what the next one usually takes."""

from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import Column, DateTime, Float, Integer, String, Table, delete, insert, select

from .. import own_tables
from .events import events_of, pull_of

_table = Table(
    "hubwright_pulls",
    own_tables.metadata,
    Column("id", Integer, primary_key=True),
    # The image without its tag: a newer build takes about as long as the one before.
    Column("repository", String(255), nullable=False, index=True),
    Column("image", String(255), nullable=False),
    Column("node", String(255), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("at", DateTime, nullable=False),
)
# Pulls of a repository that are kept, and for how many days.
_MOST, _DAYS = 200, 400


def create(db):
    """Make the table in the database of this session, if it is not there."""
    own_tables.create(db, _table)


def note(spawner):
    """Remember the pulls of a start, which is over."""
    found = [pull for it in events_of(spawner) if (pull := pull_of(it))]
    db = spawner.user.db
    try:
        for image, node, seconds in found:
            _add(db, image, node or "", seconds)
        if found:
            db.commit()
    except Exception:  # no failure here may keep anyone from working
        db.rollback()
        spawner.log.exception("Could not note how long images are pulled")


def usual(db, image: str, node: str | None) -> float | None:
    """The median in seconds: of this image on this node, else on all nodes, else of its other tags; None if unknown."""
    query = select(_table).where(_table.c.repository == _repository(image))
    rows = db.execute(query).all()
    for fits in (
        lambda row: (row.image, row.node) == (image, node),
        lambda row: row.image == image,
        lambda row: row.node == node,
        lambda row: True,
    ):
        if found := [row.seconds for row in rows if fits(row)]:
            return median(found)
    return None


def _add(db, image, node, seconds):
    repository, now = _repository(image), datetime.now(UTC).replace(tzinfo=None)
    row = {"repository": repository, "image": image[:255], "node": node, "seconds": seconds, "at": now}
    db.execute(insert(_table).values(row))
    of_it = _table.c.repository == repository
    newest = select(_table.c.id).where(of_it).order_by(_table.c.id.desc()).limit(_MOST)
    db.execute(delete(_table).where(of_it & _table.c.id.not_in(newest)))
    db.execute(delete(_table).where(_table.c.at < now - timedelta(days=_DAYS)))


def _repository(image):
    """An image without its tag and digest; a port of its registry is no tag."""
    name = image.partition("@")[0]
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{last.partition(':')[0]}"[:255]
