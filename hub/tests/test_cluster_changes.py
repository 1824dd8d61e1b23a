"""The last change of the settings, as *Cluster* says it."""

import json

import pytest

from hubwright.cluster.changes import last_change

DONE = {"change": 12, "at": "2026-11-27T10:12:30.123Z", "operator": "bo@build-1", "command": "up", "result": "done"}
WORDS = "2026-11-27 10:12 UTC, by bo@build-1 (change 12)"


def node(note):
    annotations = {} if note is None else {"hubwright/change": note if isinstance(note, str) else json.dumps(note)}
    return {"object": {"metadata": {"annotations": annotations}}}


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ([DONE], WORDS),
        ([None, DONE, None], WORDS),
        ([{**DONE, "commit": "1a2b3c4 and edits"}], f"{WORDS[:-1]}, commit 1a2b3c4 and edits)"),
        # A restored cluster may count from the beginning again: the time decides.
        ([DONE, {**DONE, "change": 40, "at": "2026-11-26T10:12:00Z"}], WORDS),
        ([{**DONE, "at": "2026-11-27T11:12:30+01:00"}], WORDS),
        ([], None),
        ([None], None),
        *(([it], None) for it in ("", "no JSON", "3", "null", "[]", "{}")),
        *(([{**DONE, key: {}}], None) for key in DONE),
        *(([{key: it for key, it in DONE.items() if key != left_out}], None) for left_out in DONE),
        (["no JSON", DONE], WORDS),
    ],
)
def test_the_newest_note_is_said_in_words(notes, words):
    assert last_change([node(it) for it in notes]) == ([("Settings", words)] if words else [], None)


def test_one_that_failed_is_warned_of():
    facts, warning = last_change([node({**DONE, "command": "rollback 11", "result": "failed"})])
    assert facts == [("Settings", WORDS)]
    assert warning == "The last change of the settings (rollback 11) failed: not all of it may be applied."


def test_nodes_without_annotations_have_none():
    assert last_change([{"object": {"metadata": {}}}]) == ([], None)
