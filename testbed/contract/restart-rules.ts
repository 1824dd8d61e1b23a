import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { until } from '../until.ts';
import { CONFIG, type ContractCluster, NAME } from './cluster.ts';
import { mayRestart } from './server.ts';

const TOKEN_FILE = '/etc/rancher/k3s/hubwright-contract-token';

/** What a server does when it starts. */
export function restartRules(of: () => ContractCluster): void {
  (mayRestart ? describe : describe.skip)('a server that is started with wrong settings', () => {
    const journal = async () => (await of().host.exec(['journalctl', '--no-pager', '-u', 'k3s', '-n', '400'])).stdout;
    const state = async () => (await of().host.exec(['systemctl', 'is-active', 'k3s'], { allow: [3] })).stdout;

    const restart = async (config: string) => {
      await of().host.write(CONFIG, `${config}\n`, 0o600);
      await of().host.exec(['systemctl', 'restart', '--no-block', 'k3s']);
    };
    /** In a file, which wins over a token in the settings. */
    const restartWithToken = async (token: string) => {
      await of().host.write(TOKEN_FILE, `${token}\n`, 0o600);
      await restart(`token-file: ${TOKEN_FILE}`);
    };
    afterEach(async () => {
      await of().host.exec(['rm', '-f', CONFIG, TOKEN_FILE]);
      await of().host.exec(['systemctl', 'restart', '--no-block', 'k3s']);
      await until(async () => (await state()) === 'active');
    });

    test('passes over a setting that it does not know, and says so each time it starts', async () => {
      const warning = 'Unknown flag --tokem found in config.yaml, skipping';
      const logOfThisRun = async () => {
        await until(async () => (await state()) === 'active');
        const id = (await of().host.exec(['systemctl', 'show', '--property=InvocationID', '--value', 'k3s'])).stdout;
        return (await of().host.exec(['journalctl', '--no-pager', `_SYSTEMD_INVOCATION_ID=${id}`])).stdout;
      };
      await restart('tokem: a');
      await until(async () => (await logOfThisRun()).includes(warning));
      expect(await logOfThisRun()).toMatch(/Starting k3s v/);
      await restart('');
      await until(async () => !(await logOfThisRun()).includes(warning));
      expect(await logOfThisRun()).toMatch(/Starting k3s v/);
    });

    test('serves the API without being a node', async () => {
      const answers = async () => (await of().kubectl('get nodes -o name --request-timeout=10s')).exitCode === 0;
      await restart('disable-agent: true');
      await until(async () => (await state()) === 'active' && (await answers()));
      await until(async () => (await of().node()).status.conditions.at(-1).status !== 'True');
    });

    test('leaves kubectl with an error, and with an empty list of what could not be asked', async () => {
      await of().kubectl('get nodes -o name');
      await of().host.exec(['systemctl', 'stop', 'k3s']);
      const answer = await of().kubectl('get nodes -o json');
      expect([answer.exitCode, JSON.parse(answer.stdout)]).toMatchObject([1, { kind: 'List', items: [] }]);
      expect(answer.stderr).toMatch(/^The connection to the server 127\.0\.0\.1:6443 was refused/);
      for (const words of [
        'get nodes -o name',
        'get node none -o json',
        'get nodes --no-headers -o custom-columns=A:.kind',
      ]) {
        expect([words, await of().kubectl(words)]).toMatchObject([words, { exitCode: 1, stdout: '' }]);
      }
    });

    test('applies no manifest that had a kind which went with Traefik, until its AddOn has forgotten it', async () => {
      const [addOn, kind] = [`${NAME}-kinds`, 'traefik.io/v1alpha1, Kind=Middleware'];
      const recorded = async () => {
        const found = await of().json(`get addons.k3s.cattle.io ${addOn} -n kube-system`);
        return found.metadata.annotations['addon.k3s.cattle.io/gvks'];
      };
      const middleware = {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'Middleware',
        metadata: { name: NAME, namespace: 'kube-system' },
        spec: { redirectScheme: { scheme: 'https' } },
      };
      const configMap = (a: string) => {
        return { apiVersion: 'v1', kind: 'ConfigMap', metadata: middleware.metadata, data: { a } };
      };
      const served = async () => (await of().kubectl('get --raw /apis/traefik.io/v1alpha1')).stdout;
      await until(async () => (await served()).includes('"kind":"Middleware"'));
      await of().put(`${addOn}.yaml`, middleware, configMap('before'));
      await until(
        async () => (await of().isThere(`configmap ${NAME} -n kube-system`)) && (await recorded()).includes(kind),
      );
      await restart('disable: [traefik]');
      await until(async () => (await state()) === 'active' && !(await served()).includes('Middleware'));
      await of().put(`${addOn}.yaml`, configMap('after'));
      await until(async () => (await journal()).includes(`failed to list ${kind}`));

      const script = readFileSync(new URL('../../bootstrap/k3s/forget-kinds.sh', import.meta.url), 'utf8');
      const forget = () => of().host.exec(['sudo', 'sh', '-s', '--', 'none', addOn], { input: script });
      expect((await forget()).stdout).toBe(`${addOn}: ${kind}`);
      await until(async () => (await of().json(`get configmap ${NAME} -n kube-system`)).data.a === 'after');
      expect(await recorded()).toBe('/v1, Kind=ConfigMap');
      expect((await forget()).stdout).toBe('');
    });

    test('ends when its token is another than the one that it was made with', async () => {
      await restartWithToken('another');
      await until(async () => (await journal()).includes('encrypted with different token'));
      expect(await state()).toBe('activating');
    });

    test('has a new token after a rotation, starts with no other, and knows the one from before until then', async () => {
      const tokenNow = async () => ((await of().host.read('/var/lib/rancher/k3s/server/token')) ?? '').trim();
      const passwordIn = (token: string) => /^K10[0-9a-f]{64}::server:(.+)$/.exec(token)?.[1];
      const before = await tokenNow();
      await of().host.exec(['k3s', 'token', 'rotate']);
      const rotated = await tokenNow();
      expect(rotated.split('::')[0]).toBe(before.split('::')[0]);
      expect(passwordIn(rotated)).toMatch(/^[0-9a-f]{32}$/);
      expect(rotated).not.toBe(before);
      // The server still takes the old one alone, so a second rotation is refused until it has restarted.
      const again = await of().host.exec(['k3s', 'token', 'rotate'], { allow: [1] });
      expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('not authorized')]);
      expect(await tokenNow()).toBe(rotated);

      const refusals = async () => (await journal()).split('encrypted with different token').length;
      const earlier = await refusals();
      await restartWithToken(passwordIn(before) ?? '');
      await until(async () => (await refusals()) > earlier);
      expect(await tokenNow()).toBe(rotated);
      await restartWithToken(passwordIn(rotated) ?? '');
      await until(async () => (await state()) === 'active');
      expect(await tokenNow()).toBe(rotated);
      // Back to that of the settings.
      await of().host.exec(['k3s', 'token', 'rotate', '--new-token', passwordIn(before) ?? '']);
      expect(await tokenNow()).toBe(before);
    });
  });
}
