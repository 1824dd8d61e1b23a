import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import type { Home } from '../homes/find-homes.ts';
import { aboutHomes } from './homes.ts';
import { ABOUT_NAMED_SERVERS, leftServersCheck, namedServersCheck } from './named-servers.ts';
import { reportOf } from './testing.ts';

const home = (user: string, server: string, hasClaim = true): Home => ({
  ...{ kind: 'home', user, server, namespace: 'jupyterhub', claim: `claim-${user}`, hasClaim },
  ...{ volume: `pvc-${user}`, phase: 'Bound', capacity: '10Gi', node: 's1', path: `/storage/${user}` },
});

test('names that JupyterHub 6 has for nothing new', () => {
  const homes = [home('ada', 'My GPU'), home('ada', ''), home('bo', 'gpu'), home('bo', 'gone!', false)];
  expect(reportOf(namedServersCheck(homes))).toEqual([
    'problems: 2 homes of named servers',
    'note: hub: JupyterHub 6 has other names for named servers (at most 30 characters, small letters, digits and single hyphens, beginning with a letter): ada (My GPU) | JupyterHub 6 still starts these, JupyterHub 7 does not | Create servers with other names, have their users copy what is in the old ones, then delete those.',
  ]);
  expect(reportOf(namedServersCheck([home('bo', 'gpu')]))).toEqual(['ok: 1 home of named servers']);
});

test('looked at where there can be some', () => {
  const about = (values: object) => aboutHomes(load({ hub: { values } }).platform);
  expect(about({})).not.toContain(ABOUT_NAMED_SERVERS);
  expect(about({ hub: { allowNamedServers: true } })).toContain(ABOUT_NAMED_SERVERS);
});

test('those that run where users may have none any more', () => {
  const at = { node: 's1', phase: 'Running' };
  const servers = [
    { ...at, user: 'ada', pod: 'jupyter-ada' },
    { ...at, user: 'ada', server: 'gpu', pod: 'jupyter-ada--gpu' },
  ];
  const found = (settings: object, running = servers) =>
    leftServersCheck(load(settings).platform, { servers: running }).flatMap(reportOf);
  expect(found({})).toEqual([
    'problems: ',
    'warning: ada/gpu: it runs, but the settings allow no named servers: neither users nor culling can stop it | ' +
      'it keeps its processors and memory until its pod ends | ' +
      '`kubectl -n jupyterhub delete pod jupyter-ada--gpu`: its home stays. Or set `servers.namedServers` again, and stop it in the hub.',
  ]);
  expect(found({}, servers.slice(0, 1))).toEqual([]);
  expect(found({ servers: { namedServers: 1 } })).toEqual([]);
  expect(
    found({ hub: { values: { hub: { extraConfig: { own: 'c.JupyterHub.allow_named_servers = True' } } } } }),
  ).toEqual([]);
});
