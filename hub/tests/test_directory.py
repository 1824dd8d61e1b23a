"""The user directory is read again when it changes, and survives what is broken."""

import json
import logging

import pytest
from running_hub import UserFiles, cheap

from hubwright.login.directory import Directory

LOG = logging.getLogger("test-directory")
HASH = cheap("x")


@pytest.fixture
def files(tmp_path):
    return UserFiles(tmp_path / "users")


def names(directory):
    return sorted(directory.users())


def errors(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def test_reads_all_shards_and_every_change(files):
    files.write({"0": {"ann": {"hash": HASH}}, "f": {"bob": {"hash": HASH, "admin": True, "groups": ["research"]}}})
    directory = Directory(str(files.path), LOG)
    assert names(directory) == ["ann", "bob"]
    assert directory.users()["bob"].groups == ("research",)
    files.write({"0": {"ann": {"hash": HASH, "disabled": True}}, "3": {"cy": {"hash": HASH}}, "f": {}})
    assert names(directory) == ["ann", "cy"]
    assert directory.users()["ann"].disabled


def test_reads_nothing_again_while_nothing_changed(files):
    files.users(ann="x")
    directory = Directory(str(files.path), LOG)
    assert directory.users() is directory.users()


def test_a_file_written_in_place_is_seen_too(files):
    files.users(ann="x")
    directory = Directory(str(files.path), LOG)
    assert names(directory) == ["ann"]
    (files.path / "users-0.json").write_text(json.dumps({"bob": {"hash": HASH}}))
    assert names(directory) == ["bob"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"ann": {"hash": "$scrypt$l', "not JSON"),
        ("", "not JSON"),
        ("[]", "must be an object of users"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_broken_file_keeps_its_last_users_and_says_so_once(files, caplog, content, problem):
    files.write({"0": {"ann": {"hash": HASH}}, "1": {"bob": {"hash": HASH}}})
    directory = Directory(str(files.path), LOG)
    directory.users()
    files.write({"0": content, "1": {"cy": {"hash": HASH}}})
    for _ in range(3):
        assert names(directory) == ["ann", "cy"]
    (line,) = errors(caplog)
    assert line.startswith("User directory: users-0.json: ")
    assert problem in line
    assert line.endswith("keeping the 1 users read from it before")
    assert "secret" not in line
    files.write({"0": {"dan": {"hash": HASH}}, "1": {}})
    assert names(directory) == ["dan"]
    assert len(errors(caplog)) == 1


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("secret", "must be an object with a hash"),
        (None, "must be an object with a hash"),
        ({"hash": "secret"}, "not a hash of the form"),
        ({"hash": HASH, "groups": "research"}, "groups must be a list of names"),
        ({"hash": HASH, "admin": "no"}, "admin must be true or false"),
        ({"hash": HASH, "disabled": 1}, "disabled must be true or false"),
    ],
)
def test_broken_entry_keeps_its_last_state_and_leaves_the_others(files, caplog, entry, problem):
    files.write({"0": {"ann": {"hash": HASH, "admin": True}, "bob": {"hash": HASH}}})
    directory = Directory(str(files.path), LOG)
    directory.users()
    files.write({"0": {"ann": entry, "new": entry, "cy": {"hash": HASH}}})
    for _ in range(3):
        assert names(directory) == ["ann", "cy"]
    assert directory.users()["ann"].admin
    assert directory.is_unknown("new")
    assert not directory.is_unknown("bob", "users-0.json")
    lines = errors(caplog)
    assert [line.split(": ")[2] for line in lines] == ["ann", "new"]
    assert all(problem in line and line.endswith("keeping this user as before") for line in lines)
    assert not any("secret" in line for line in lines)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_file_that_a_kubelet_swaps_is_looked_at_again_before_it_is_believed_to_be_gone(files):
    files.write({"0": {"ann": {"hash": HASH}}, "1": {"bob": {"hash": HASH}}})
    clock = Clock()
    directory = Directory(str(files.path), LOG, clock)
    directory.users()
    files.write({"0": {"ann": {"hash": HASH}}})
    for clock.now in (0, 5, 9):
        assert names(directory) == ["ann", "bob"]
    files.write({"0": {"ann": {"hash": HASH}}, "1": {"bob": {"hash": HASH}}})
    clock.now = 60
    assert names(directory) == ["ann", "bob"]
    files.write({"0": {"ann": {"hash": HASH}, "bob": {"hash": HASH, "admin": True}}})
    assert directory.users()["bob"].admin  # moved
    clock.now = 80
    assert directory.users()["bob"].admin
    files.write({"0": {"ann": {"hash": HASH}}})
    assert names(directory) == ["ann"]


def test_what_was_never_read_says_nothing_of_its_users(files):
    files.write({"0": {"ann": {"hash": HASH}}, "1": "{"})
    clock = Clock()
    directory = Directory(str(files.path), LOG, clock)
    assert directory.is_unknown("ann")  # nothing was read yet
    directory.users()
    assert not directory.is_unknown("zoe", "users-0.json")
    for file in ("users-1.json", "users-2.json"):
        assert directory.is_unknown("zoe", file)
    clock.now = 5000
    assert directory.is_unknown("zoe", "users-1.json")  # still broken
    assert not directory.is_unknown("zoe", "users-2.json")  # removed while the hub was down
    files.write({"0": {"ann": {"hash": HASH}}, "1": {}})
    directory.users()
    assert not directory.is_unknown("zoe", "users-1.json")


def test_broken_from_the_start_leaves_the_other_files(files, caplog):
    files.write({"0": "{", "1": {"bob": {"hash": HASH}}})
    assert names(Directory(str(files.path), LOG)) == ["bob"]
    assert len(errors(caplog)) == 1


def test_all_files_gone_keeps_everyone_and_says_so_once(files, caplog):
    files.users(ann="x", bob="x")
    directory = Directory(str(files.path), LOG)
    directory.users()
    files.write({})
    for _ in range(3):
        assert names(directory) == ["ann", "bob"]
    (line,) = errors(caplog)
    assert "keeping the 2 users read before" in line


def test_no_folder_is_told_not_thrown(tmp_path, caplog):
    assert names(Directory(str(tmp_path / "none"), LOG)) == []
    assert len(errors(caplog)) == 1


async def test_hub_follows_the_files_without_a_restart(hub):
    hub.files.users(user1="first")
    await hub.start()
    await hub.signed_in("user1", "first")
    hub.files.users(user1="second", user2="new here")
    assert (await hub.browser().login("user1", "first")).status == 403
    await hub.signed_in("user1", "second")
    await hub.signed_in("user2", "new here")
    hub.files.write({"0": '{"user1": {"ha'})
    await hub.signed_in("user1", "second")
    hub.files.users(user2="new here")
    assert (await hub.browser().login("user1", "second")).status == 403
