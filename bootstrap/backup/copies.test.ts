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
copies.TOKEN_BEFORE = folder / "hubwright-token-before"
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
if changes < 0:
    copies.TOKEN_BEFORE.write_text("")
try:
    copies.copy_datastore("v1.36.5+k3s1", staged)
except copies.Failure as failure:
    sys.exit(print(failure.reason, staged.exists(), failure))
print(len(made), "|", (staged / "db/state.db").read_text(), "|", (staged / "token").read_text())
`;

/** What the program prints. */
function copied(changes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-copies-'));
  try {
    const words = ['-c', PROGRAM, import.meta.dirname, folder, String(changes)];
    const options = { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } } as const;
    return execFileSync('python3', words, options).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([0, 1, 2])('a copy of the datastore has the token that opens it, rotated %i times meanwhile', (changes) => {
  expect(copied(changes)).toBe(`${changes + 1} | with token ${changes} | token ${changes}`);
});

test('none is kept while a rotation has not finished: which token opens it is not known', () => {
  expect(copied(-1)).toMatch(
    /^token-rotation False the rotation of the token has not finished \(\S+ is there\): run npx hubwright token rotate$/,
  );
});
