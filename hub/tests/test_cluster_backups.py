"""What *Cluster* says of backups, in the words of `hubwright status`."""

import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from test_cluster_page import node

from hubwright.cluster.backups import NOTE, described
from hubwright.cluster.node_cards import card, have_backups
from hubwright.servers.nodes import measured

HERE = Path(__file__).parent
TABLE = json.loads((HERE / "backup-words.json").read_text("utf-8"))
NOW = datetime.fromisoformat(TABLE["now"])
SETTINGS = {"node": "a1", "longestAge": TABLE["longestAge"]}


@pytest.fixture
def program(monkeypatch):
    """The module of the backup program that makes notes, on a node with the volumes `/s/a` and `/s/b`."""
    monkeypatch.syspath_prepend(HERE.parents[1] / "bootstrap" / "backup")
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    import hubwright_note

    monkeypatch.setattr(hubwright_note, "volumes", lambda: [(Path(it), "jupyterhub", "c") for it in ("/s/a", "/s/b")])
    return hubwright_note


def noted(program, found, volumes=("/s/a", "/s/b")):
    status = {**TABLE["good"], **found, "volumes": dict.fromkeys(volumes, TABLE["now"])}
    return json.dumps(program.excerpt(status, SETTINGS))


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda it: it["name"])
def test_a_backup_is_described_as_status_does_it(program, case):
    found = case["found"]
    expected = case["words"], case.get("onPage", case["problems"])
    assert described(None if found is None else noted(program, found), NOW) == expected


@pytest.mark.parametrize(
    ("volumes", "said"), [(["/s/a"], "1 volume is in no backup"), (["/gone"], "2 volumes are in no backup")]
)
def test_volumes_without_a_backup_are_counted(program, volumes, said):
    assert described(noted(program, {}, volumes), NOW)[1] == [said]


def test_a_note_has_no_names_of_files_and_a_few_failures_in_short(program):
    failure = {"what": "volume:jupyterhub/claim-ada", "reason": "other", "said": "x" * 5000}
    text = noted(program, {"unread": ["/home/secret: denied"], "unreadCount": 1, "failures": [failure] * 99})
    assert "secret" not in text and len(text) < 3000


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, ""),
        (subprocess.CalledProcessError(1, "k3s", stderr="connection refused\n"), "connection refused"),
        (subprocess.TimeoutExpired("k3s", 60), "timed out"),
        (FileNotFoundError("no k3s"), "no k3s"),
    ],
)
def test_no_failure_to_note_it_fails_a_backup(program, monkeypatch, capsys, error, said):
    asked = []

    def run(words, **options):
        asked.append((" ".join(words), json.loads(options["input"])))
        if error:
            raise error

    monkeypatch.setattr(program.subprocess, "run", run)
    program.note({**TABLE["good"], "volumes": {}}, SETTINGS)
    ((words, patch),) = asked
    assert "/agent/kubelet.kubeconfig" in words and words.endswith("patch node a1 --type merge --patch-file /dev/stdin")
    assert described(patch["metadata"]["annotations"][NOTE], NOW)[0] == "10 h ago, 12.3 GB"
    err = capsys.readouterr().err
    assert (said in err, bool(err)) == (True, error is not None)


@pytest.mark.parametrize("text", ["nonsense", "{}", "[]", "null", '{"state": "ok", "finished": "yesterday"}'])
def test_of_what_cannot_be_read_nothing_is_said(text):
    assert described(text, NOW) == ("unknown", [])


def test_a_node_without_a_note_has_none_yet_where_another_has_one(program):
    nodes = measured([node(annotations={NOTE: noted(program, {})}), node("b1")], [])
    assert have_backups(nodes) and not have_backups(nodes[1:])
    first, second = (card(it, None, NOW, has_backups=True) for it in nodes)
    assert (first["facts"][-1], first["warnings"]) == (("Backup", "10 h ago, 12.3 GB"), [])
    assert (second["facts"][-1], second["warnings"]) == (("Backup", "none yet"), ["It has no backup yet."])
