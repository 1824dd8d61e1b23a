import { expect, test } from '@jest/globals';
import type { HomeImportOptions } from './home-command.ts';
import { runHomeImport } from './run-home-import.ts';

test.each<[string, string[], HomeImportOptions, string]>([
  ['no source', [], {}, 'nothing says where the homes are'],
  ['two sources', ['ada'], { from: 'a.tar', fromCluster: true }, '--from and --from-cluster exclude each other'],
  ['an archive of nobody', [], { from: 'a.tar' }, 'an archive is the home of one user'],
  ['an archive of two', ['ada', 'bob'], { from: 'a.tar' }, 'an archive is the home of one user'],
  ['a named server of a cluster', [], { fromCluster: true, server: 'gpu' }, '--server is for --from'],
  ['a trial of an archive', ['ada'], { from: 'a.tar', whileUsed: true }, '--while-used is for --from-cluster'],
  ...(['context', 'namespace', 'release', 'image'] as const).map(
    (it): [string, string[], HomeImportOptions, string] => [
      `${it} of an archive`,
      ['ada'],
      { from: 'a.tar', [it]: 'x' },
      `--${it} is for --from-cluster`,
    ],
  ),
])('refused before anything is read: %s', async (_, users, options, message) => {
  await expect(runHomeImport(users, options)).rejects.toMatchObject({ message, exitCode: 2, fix: expect.any(String) });
});
