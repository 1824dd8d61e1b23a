import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { change, newFolder } from './changes-testing.ts';
import { FolderHost, readEntries } from './testing.ts';

const deployed = { platform: '{}', manifests: new Map([['hub.k8s.yaml', 'kind: List\n']]) };

const NOTES_PATCH = '#!/bin/sh\n[ "$1 $2 $3" = "kubectl patch node" ] && cat >"$(dirname "$0")/$4"\n';

interface Patch {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
}

/** What the work has patched at nodes, sorted by their names; by a stand-in for `k3s kubectl` that notes it. */
async function patchesOf(work: () => Promise<unknown>, k3s = NOTES_PATCH): Promise<[node: string, Patch][]> {
  const bin = mkdtempSync(join(tmpdir(), 'hubwright-k3s-'));
  writeFileSync(join(bin, 'k3s'), k3s, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${bin}:${PATH}`;
  try {
    await work();
  } finally {
    process.env.PATH = PATH;
  }
  const noted = readdirSync(bin).filter((it) => it !== 'k3s');
  return noted.sort().map((it) => [it, JSON.parse(readFileSync(join(bin, it), 'utf8'))]);
}

test.each([
  ['done', false, { deployed }],
  ['failed', true, { deployed }],
  [undefined, false, {}], // it has put nothing in place
] as const)(
  'the node of each server says of the settings that their last change is %s',
  async (result, fails, begin) => {
    const servers = ['s-1', 's-2'].map((name) => new FolderHost(name));
    const folder = newFolder('abc');
    const patches = await patchesOf(() => change(folder, servers, { fails, ...begin }));
    const note = {
      ...{
        change: 1,
        at: expect.stringMatching(/^2\d{3}-.*Z$/),
        operator: 'ada@laptop',
        command: 'up',
        commit: 'aaaaaaa',
      },
      result,
    };
    const notes = patches.map(([node, patch]) => [
      node,
      JSON.parse(patch.metadata.annotations['hubwright/change'] ?? ''),
    ]);
    expect(notes).toEqual(result === undefined ? [] : servers.map((it) => [it.name, note]));
  },
);

test('a node that cannot be patched changes nothing', async () => {
  const server = new FolderHost('s-1');
  const kubectl = "#!/bin/sh\necho 'Error from server (NotFound): nodes not found' >&2\nexit 1\n";
  await patchesOf(async () => expect(await change(newFolder('abc'), [server], { deployed })).toEqual([]), kubectl);
  expect((await readEntries(server)).map((it) => it.result)).toEqual(['done']);
});
