"""A reset is seen until it is kept."""

import pytest
from running_hub import cheap
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from hubwright.login import phc
from hubwright.login.directory import Entry
from hubwright.login.known_users import KnownUsers


def entry(password):
    return Entry(phc.parse(cheap(password)), admin=False, groups=frozenset(), disabled=False, file="users-0.json")


def test_a_reset_that_could_not_be_kept_is_seen_again(monkeypatch):
    with Session(create_engine("sqlite://")) as db:
        known = KnownUsers(db)
        known.note({"ada": entry("old")})
        reset = entry("new")
        with monkeypatch.context() as broken, pytest.raises(OSError):
            broken.setattr(db, "commit", lambda: (_ for _ in ()).throw(OSError("no space")))
            known.note({"ada": reset})
        db.rollback()
        assert known.was_reset("ada", reset)
        known.note({"ada": reset})
        assert not known.was_reset("ada", reset)
        assert not KnownUsers(db).was_reset("ada", reset)
