import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { reportOf } from './testing.ts';
import { unknownServersCheck } from './unknown-servers.ts';

const { signal } = new AbortController();
const { platform } = load();
const AT = { node: 's1', phase: 'Running' };
const SERVERS = [
  { ...AT, user: 'ada', pod: 'jupyter-ada' },
  { ...AT, user: 'ada', server: 'gpu', pod: 'jupyter-ada--gpu' },
  { ...AT, user: "o'neil", pod: 'jupyter-o-neil---1a2b' },
];

/** The check where the hub says this, and the cluster has these pods a moment later. */
async function found(said: string | HostError['reason'], pods = SERVERS.map((it) => it.pod), servers = SERVERS) {
  const host = fakeHost('s1', {
    run: async (argv) => {
      if (argv.includes('get'))
        return {
          exitCode: 0,
          stdout: pods.map((it) => `${it}   <none>   Running   s1   <none>   x\n`).join(''),
          stderr: '',
        };
      if (said === 'exit' || said === 'aborted') {
        throw new HostError(host, {
          reason: said,
          argv,
          exitCode: 1,
          stderr: "No module named 'hubwright'\ncommand terminated with exit code 1\n",
        });
      }
      return { exitCode: 0, stdout: `Loading values\n${said}\n`, stderr: '' };
    },
  });
  return (await unknownServersCheck(host, { servers }, platform, signal)).flatMap(reportOf);
}

const problem = (where: string, pod: string) =>
  `warning: ${where}: it runs, and is not in the database of the hub: nobody reaches it, and culling does not stop it | ` +
  'it keeps its processors and memory until its pod ends | ' +
  `\`kubectl -n jupyterhub delete pod ${pod}\`: its home stays. If its user starts one again, the hub does so by itself.`;

test('servers that the hub knows', async () => {
  expect(await found(`[["ada",""],["ada","gpu"],["o'neil",""],["gone",""]]`)).toEqual(['ok: ']);
});

test('servers that it does not know, by user and name', async () => {
  expect(await found('[["ada","gpu"]]')).toEqual([
    'problems: ',
    problem('ada', 'jupyter-ada'),
    problem("o'neil", 'jupyter-o-neil---1a2b'),
  ]);
  expect(await found(`[["ada",""],["o'neil",""]]`)).toEqual(['problems: ', problem('ada/gpu', 'jupyter-ada--gpu')]);
});

test('one that has stopped in the meantime is none', async () => {
  expect(await found('[["ada",""],["ada","gpu"]]', ['jupyter-ada', 'jupyter-ada--gpu'])).toEqual(['ok: ']);
});

test('where no server runs, or the hub cannot be asked', async () => {
  expect(await found('[]', [], [])).toEqual([]);
  expect(await found('exit')).toEqual(["skipped: the hub cannot be asked: No module named 'hubwright'"]);
  await expect(found('aborted')).rejects.toThrow('was interrupted');
});
