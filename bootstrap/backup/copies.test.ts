import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Copies a datastore while its token changes as often as is said, and prints what was copied in the end. */
const PROGRAM = `
import pathlib, sys
sys.path.insert(0, sys.argv[1])
import hubwright_copies as copies
folder, changes = pathlib.Path(sys.argv[2]), int(sys.argv[3])
copies.SERVER, copies.STAGING = folder / "server", folder / "staging"
copies.STAGING.mkdir()
(copies.SERVER / "db").mkdir(parents=True)
(copies.SERVER / "db/state.db").write_text("")
token, made = copies.SERVER / "token", []
token.write_text("token 0")
def copy_database(source, target):
    target.parent.mkdir()
    target.write_text(f"with {token.read_text()}")
    made.append(target)
    if len(made) <= changes:
        token.write_text(f"token {len(made)}")
copies.copy_database = copy_database
staged = copies.STAGING / "datastore"
copies.copy_datastore("v1.36.5+k3s1", staged)
print(len(made), "|", (staged / "db/state.db").read_text(), "|", (staged / "token").read_text())
`;

test.each([0, 1, 2])('a copy of the datastore has the token that opens it, rotated %i times meanwhile', (changes) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-copies-'));
  try {
    const words = ['-c', PROGRAM, import.meta.dirname, folder, String(changes)];
    const options = { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } } as const;
    const copied = execFileSync('python3', words, options).trim();
    expect(copied).toBe(`${changes + 1} | with token ${changes} | token ${changes}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
