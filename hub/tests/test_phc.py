"""Password hashes, and the vectors that the TypeScript side checks too."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hubwright.login import phc

VECTORS = json.loads((Path(__file__).parent / "phc-vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=[v["about"] for v in VECTORS])
def test_vector(vector):
    parsed = phc.parse(vector["hash"])
    assert parsed.fits(vector["password"]) is vector["fits"]
    assert str(parsed) == vector["hash"]


def test_made_hash_fits_its_password_only_and_is_salted():
    first, second = phc.make("correct horse"), phc.make("correct horse")
    assert str(first).startswith("$scrypt$ln=15,r=8,p=3$")
    assert first.salt != second.salt
    assert phc.parse(str(first)).fits("correct horse")
    assert not first.fits("correct horse ")


def test_nothing_fits_the_decoy_and_reprs_hide_hashes():
    decoy = phc.decoy()
    assert not decoy.fits("")
    assert repr(decoy) == "PasswordHash(ln=15, r=8, p=3)"


@pytest.mark.parametrize("cost", [(10, 8, 1), (11, 4, 3), (12, 8, 2), (12, 1, 17), (13, 8, 1)])
def test_every_check_costs_what_the_costliest_hash_costs(monkeypatch, cost):
    work, scrypt = [], hashlib.scrypt

    def counted(password, *, n, r, p, **others):
        work.append(n * r * p)
        return scrypt(password, n=n, r=r, p=p, **others)

    hashes = [phc.make("right", *cost), phc.make("right", 13, 8, 1), phc.make("right", 12, 4, 1)]
    costliest = phc.costliest(hashes)
    monkeypatch.setattr(hashlib, "scrypt", counted)
    for password, expected in [("right", True), ("wrong", False)]:
        for hash in [*hashes, phc.decoy(costliest)]:
            work.clear()
            assert phc.check(hash, password, costliest) is (expected and hash in hashes)
            assert costliest.work - 2 * costliest.r < sum(work) <= costliest.work
    assert costliest.work == max(hash.work for hash in hashes)
    assert phc.costliest([None]) is None


SALT, DIGEST = "A" * 22, "A" * 43


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a hash of the form"),
        ("$2b$12$abc", "not a hash of the form"),
        (f"$scrypt$ln=15,r=8,p=3${SALT}${DIGEST}\n", "not a hash of the form"),
        (f"$scrypt$ln=15,r=8,p=3${SALT}=${DIGEST}", "not a hash of the form"),
        (f"$scrypt$ln=4,r=8,p=1${SALT}${DIGEST}", "too low"),
        (f"$scrypt$ln=15,r=0,p=1${SALT}${DIGEST}", "too low"),
        (f"$scrypt$ln=18,r=8,p=1${SALT}${DIGEST}", "too high"),
        (f"$scrypt$ln=99,r=99,p=99${SALT}${DIGEST}", "too high"),
        (f"$scrypt$ln=17,r=8,p=5${SALT}${DIGEST}", "too high"),
        (f"$scrypt$ln=15,r=8,p=3$AAAA${DIGEST}", "8 to 64 bytes"),
        (f"$scrypt$ln=15,r=8,p=3${SALT}$AAAA", "8 to 64 bytes"),
        (f"$scrypt$ln=15,r=8,p=3$AAAAA${DIGEST}", "not base64"),
    ],
)
def test_refused(text, problem):
    with pytest.raises(ValueError, match=problem) as refused:
        phc.parse(text)
    assert DIGEST not in str(refused.value)


def test_command_line_for_other_languages():
    def run(mode, given):
        command = [sys.executable, str(Path(__file__).parent / "phc_cli.py"), mode]
        done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    passwords = ["user1", "", "caf\u00e9", "a\0b"]
    hashes = run("make", passwords)
    pairs = [{"password": p, "hash": h} for p, h in zip(passwords, hashes, strict=True)]
    pairs.append({"password": "user2", "hash": hashes[0]})
    assert run("check", pairs) == [True, True, True, True, False]
