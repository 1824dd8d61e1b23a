import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Host } from '../system/hosts/host.ts';
import { lookAtCluster, parseLook } from './cluster-look.ts';
import { whyDown } from './why-down.ts';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'hubwright-look-'));
});
afterEach(() => rmSync(bin, { recursive: true }));

/**
 * What the script finds and asks where kubectl says this of the hub's Ingress.
 *
 * @param refused the words that kubectl refuses
 * @param answers what curl is asked with where the hub answers
 */
function lookWith(ingress: string, resolve: string, { refused = 'nothing', ports = '', answers = '' } = {}) {
  const script = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  script(
    'k3s',
    // As the real one: an empty list also of what could not be asked.
    `case "$*" in
*"${refused}"*" --ignore-not-found "*) exit 1 ;;
*"${refused}"*"-o json"*) printf '{"items":[]}'; exit 1 ;;
*"${refused}"*) exit 1 ;;
*"get --request-timeout=15s ingress jupyterhub -n lab"*) printf '%s' '${ingress}' ;;
*"get --request-timeout=15s pods -A "*) printf '%s' '${ports}' ;;
*"get --request-timeout=15s job "*) ;;
*"-o json"*) printf '{"items":[]}' ;;
esac`,
  );
  script(
    'curl',
    `printf '%s ' "$@" >>'${bin}/asked'; echo >>'${bin}/asked'
case "$*" in *"${answers}"*) printf 200 ;; *) printf 000 ;; esac`,
  );
  const words = ['jupyterhub', 'lab', 'https://hub.example.com/hub/health', resolve, '', ''];
  const output = execFileSync('sh', [join(import.meta.dirname, 'cluster-look.sh'), ...words], {
    env: { PATH: `${bin}:${process.env.PATH}` },
    encoding: 'utf8',
  });
  const asked = join(bin, 'asked');
  return { look: parseLook(output), asked: existsSync(asked) ? readFileSync(asked, 'utf8') : undefined };
}

test.each([
  ['10.0.0.9   <none>\n', '--connect-to ::10.0.0.9: '],
  ['<none>   lb.example.com\n', '--connect-to ::lb.example.com: '],
  ['fd00::9   <none>\n', '--connect-to ::[fd00::9]: '],
])('behind another controller, the hub is asked where its Ingress is: %j', (ingress, option) => {
  const { look, asked } = lookWith(ingress, '@ingress');
  expect(asked).toContain(option);
  expect(asked).toContain('https://hub.example.com/hub/health');
  expect(look.health).toBe(200);
});

const PORTS = '10.0.0.7   <none>\n10.0.0.8   8443,80,443\n10.0.0.8   443\n10.0.0.9   4430\nfd00::5   443\n';

test.each([
  ['at a node where a pod has the port', '--connect-to ::10.0.0.8:', 1],
  ['at another of them', '--connect-to ::[fd00::5]:', 2],
  ['where its name leads', '--location', 3],
])('a controller that gives the Ingress no address, while the hub answers %s', (_, answers, times) => {
  const { look, asked = '' } = lookWith('<none>   <none>\n', '@ingress', { ports: PORTS, answers });
  expect(look.health).toBe(200);
  expect(look).not.toHaveProperty('isUnclaimed');
  expect(asked.trimEnd().split('\n')).toHaveLength(times);
  expect(asked).not.toMatch(/10\.0\.0\.[79]/);
});

test.each<[string, unknown]>([
  ['<none>   <none>\n', expect.stringMatching(/^[^\n]* --location [^\n]*\n$/)],
  ['', undefined],
])('an Ingress that no controller has taken, or that is not there: %j', (ingress, questions) => {
  const { look, asked } = lookWith(ingress, '@ingress', { answers: 'nobody' });
  expect(asked).toEqual(questions);
  expect(look.health).toBe(0);
  expect(whyDown(look)).toEqual({
    because:
      'does not answer because no Ingress controller serves it: none of the class in hub.ingress.className runs, or it has no address',
  });
});

test.each([
  ['hub.example.com:443:10.0.0.4', '--resolve hub.example.com:443:10.0.0.4'],
  ['', '--max-time 10 --output'],
])('otherwise it is asked at the node: %j', (resolve, option) => {
  const { look, asked } = lookWith('', resolve);
  expect(asked).toContain(option);
  expect(look.health).toBe(200);
  expect(look).not.toHaveProperty('isUnclaimed');
});

test.each([
  'get --request-timeout=15s nodes',
  'get --request-timeout=15s addons',
  'get --request-timeout=15s job ',
  'get --request-timeout=15s pods -n kube-system',
  'get --request-timeout=15s pods -n lab -l release=jupyterhub',
  'get --request-timeout=15s pods -n lab -l component=singleuser-server',
  'get --request-timeout=15s secrets',
  'get --request-timeout=15s pv,pvc,sc',
])('an API that did not answer one of the questions has said nothing: %s', (refused) => {
  expect(lookWith('', '').look.nodes).toEqual([]);
  const { look } = lookWith('', '', { refused });
  expect([look.nodes, look.health]).toEqual([undefined, 200]);
  expect(look).toEqual(parseLook('== nodes\n\n== health\n200\n== end\nok\n'));
});

test('of the hub, of a release, of their jobs and of what k3s brings, what only begins is asked about', async () => {
  const begins = (name: string, labels: Record<string, string>, namespace = 'kube-system') => {
    const containerStatuses = [{ restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }];
    return { metadata: { name, namespace, labels }, spec: { nodeName: 's1' }, status: { containerStatuses } };
  };
  const ofRelease = { 'app.kubernetes.io/instance': 'grafana' };
  const jobOf = (release: string) => ({ 'job-name': `helm-install-${release}` });
  const conditions = [{ type: 'Ready', status: 'True' }];
  const node = { metadata: { name: 's1' }, status: { conditions, nodeInfo: { kubeletVersion: 'v1' } } };
  const sections = {
    nodes: [node],
    'k3s-pods': [begins('job-1', jobOf('jupyterhub')), begins('dns-1', { 'k8s-app': 'kube-dns' })],
    pods: [begins('hub-1', { component: 'hub' }, 'lab')],
    'pods-of-jobs': [begins('job-2', jobOf('grafana'))],
    instances: [begins('grafana-1', ofRelease, 'monitoring')],
    'plugin-pods': [begins('plugin-1', {})],
  };
  const lists = Object.entries(sections).map(([name, items]) => `== ${name}\n${JSON.stringify({ items })}\n`);
  const run = async (argv: readonly string[]) => {
    const pod = argv.find((it) => it.startsWith('involvedObject'))?.replace(/.*=/, '');
    const items = [{ reason: 'FailedMount', message: `${pod} in ${argv[argv.indexOf('-n') + 1]}` }];
    const stdout = pod === undefined ? `${lists.join('')}== health\n503\n== end\nok\n` : JSON.stringify({ items });
    return { exitCode: 0, stdout, stderr: '' };
  };
  const grafana = { id: 'grafana', name: 'grafana', namespace: 'kube-system', targetNamespace: 'monitoring' };
  const asked = { release: 'jupyterhub', namespace: 'lab', url: '', resolve: '' };
  const others = [{ ...grafana, records: 'secrets' as const }];
  const look = await lookAtCluster({ run } as unknown as Host, { ...asked, others });
  const other = look.others.get('grafana');
  const all = [look.job, ...look.pods, ...look.parts, ...(look.gpus?.pods ?? []), other?.job, ...(other?.pods ?? [])];
  expect(all.map((it) => it?.problem)).toEqual([
    'FailedMount: job-1 in kube-system',
    'FailedMount: hub-1 in lab',
    'FailedMount: dns-1 in kube-system',
    'FailedMount: plugin-1 in kube-system',
    'FailedMount: job-2 in kube-system',
    'FailedMount: grafana-1 in monitoring',
  ]);
});
