import { expect, test } from '@jest/globals';
import type { Platform } from '../platform/platform.ts';
import { load } from '../settings/testing.ts';
import { jupyterhubUpgrade } from './jupyterhub-upgrade.ts';

/** A platform whose hub has this release of JupyterHub. */
function side(jupyterhub: string | undefined, settings: object = {}, hub: Partial<Platform['hub']> = {}) {
  const { platform } = load(settings, undefined, { secrets: 'mask' });
  return { platform: { ...platform, hub: { ...platform.hub, jupyterhub, ...hub } } };
}
type Side = ReturnType<typeof side>;
const words = (before: Side, after: Side) =>
  jupyterhubUpgrade(before, after).map(({ topic, text, caution }) => `${caution ? '!' : '-'} ${topic}: ${text}`);

const OF_6 = [
  "! Hub: JupyterHub 6 migrates the hub's database at its first start, and older ones refuse it from then on. The way back is `npx hubwright rollback`, with the copy that `up` makes before.",
  '- Hub: Links that start a server with options have `opt-` before each option, such as /hub/spawn?opt-profile=NAME. Without it, most still work; `display_name` does not, and the two cannot be mixed.',
  '- Hub: Programs that start servers with options send them as `user_options` in the body. A whole body of options still works unless it has a `user_options` or `display_name`.',
  '- Hub: Images of servers need Python 3.10 or newer for JupyterHub 6; one with JupyterHub 5 still works, with a warning in its log.',
  '- Hub: Users who log in at a provider: when their login cannot be renewed, API tokens and what administrators start for them go on; `Authenticator.auth_refresh_strict` refuses both, as before.',
  '- Hub: New: the scope `start:servers`, and `JupyterHub.extra_user_scopes`. Roles of your own keep what they have.',
];

test('a JupyterHub of the same major version, or one that is not known, has nothing to say', () => {
  expect(words(side('5.5.0'), side('5.5.4'))).toEqual([]);
  expect(words(side('6.0.0'), side('6.1.1'))).toEqual([]);
  expect(words(side('5.5.4'), side(undefined))).toEqual([]);
  expect(words(side(undefined), side('6.1.1'))).toEqual([]);
});

test('a JupyterHub that this Hubwright is not for', () => {
  const unknown =
    '! Hub: This Hubwright is for JupyterHub 5 and 6: with 7, the hub may not start. Wait for a Hubwright for 7.';
  expect(words(side('6.1.1'), side('7.0.0'))).toEqual([unknown]);
  expect(words(side('5.5.4'), side('7.0.0'))).toEqual([unknown, ...OF_6]);
  expect(words(side('7.0.0'), side('7.0.1'))).toEqual([]);
});

test('JupyterHub 6 comes, and goes again', () => {
  expect(words(side('5.5.4'), side('6.1.1'))).toEqual(OF_6);
  expect(words(side('6.1.1'), side('5.5.4'))).toEqual([
    '! Hub: A JupyterHub before 6 refuses the database once 6 has migrated it, so the hub does not start: put back what was there before: `npx hubwright rollback`.',
  ]);
});

test.each([
  [
    { hub: { database: { type: 'postgresql', host: 'db', password: { env: 'P' } } } },
    'The way back is a dump of it: make one first. For this upgrade set `hub.values: { hub: { db: { upgrade: true } } }`: otherwise the hub does not start.',
  ],
  [
    {
      hub: {
        database: { type: 'postgresql', host: 'db', password: { env: 'P' } },
        values: { hub: { db: { upgrade: true } } },
      },
    },
    'The way back is a dump of it: make one first.',
  ],
  [
    { hub: { database: { type: 'sqlite', class: 'ceph' } } },
    'The way back is a copy of its volume on ceph: make one first.',
  ],
  [
    { hub: { values: { hub: { db: { upgrade: false } } } } },
    'set `hub.values: { hub: { db: { upgrade: true } } }`: otherwise the hub does not start.',
  ],
])('the way back, and what the migration needs: %j', (settings, end) => {
  const text = words(side('5.5.4', settings), side('6.1.1', settings)).find((it) => it.includes(' migrates '));
  expect(text?.endsWith(end) ? end : text).toBe(end);
});

test('what only some hubs have', () => {
  const values = { hub: { allowNamedServers: true, config: { JupyterHub: { statsd_host: '10.0.0.1' } } } };
  const settings = { hub: { values } };
  expect(words(side('5.5.4', settings), side('6.1.1', settings)).filter((it) => !OF_6.includes(it))).toEqual([
    '! Hub: Names of new named servers: at most 30 characters, small letters, digits and single hyphens, beginning with a letter. Programs that create others are refused. Existing ones still start until JupyterHub 7; `npx hubwright doctor` lists them.',
    '! Hub: Metrics are no longer sent to statsd: take those for Prometheus at /hub/metrics.',
  ]);
});

test('a chart of another major version may bring it', () => {
  const chart = (version: string) => ({ hub: { chart: { version } } });
  const [doubt, ...rest] = words(side('5.5.0', chart('4.4.0')), side(undefined, chart('5.0.0')));
  expect(doubt).toBe('! Hub: Chart 5.0.0 may bring JupyterHub 6; if it does, what follows applies.');
  expect(rest).toEqual(OF_6);
  expect(words(side('5.5.0', chart('4.4.0')), side(undefined, chart('4.5.0')))).toEqual([]);
  expect(words(side('5.5.4'), side(undefined, chart('5.0.0'), { reference: 'acme/hub:1' }))).toEqual([]);
});
