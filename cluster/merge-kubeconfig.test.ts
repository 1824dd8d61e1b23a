import { describe, expect, test } from '@jest/globals';
import { diffChars } from 'diff';
import { parse } from 'yaml';
import { toYaml } from '../system/yaml.ts';
import { lookInto, mergeKubeconfig } from './merge-kubeconfig.ts';
import { KUBECONFIGS, kubeconfigOf } from './testing.ts';

const OURS = kubeconfigOf('lab', 'https://10.0.0.1:6443');

describe.each(Object.entries(KUBECONFIGS))('%s', (_name, text) => {
  const merged = mergeKubeconfig(text, OURS);

  test('keeps every byte but those of an empty list, and gets one cluster, one user, one context', () => {
    const removed = diffChars(text, merged).filter((it) => it.removed);
    expect(removed.map((it) => it.value).join('')).toMatch(/^[nul[\]" ]*$/);
    const [before, after] = [parse(text) ?? {}, parse(merged)];
    for (const list of ['clusters', 'contexts', 'users']) {
      expect(after[list]).toEqual([...(before[list] ?? []), ...parse(OURS)[list]]);
    }
    expect(after['current-context']).toBe(before['current-context'] || 'lab');
    expect(Object.keys(after)).toEqual(expect.arrayContaining(Object.keys(before)));
  });

  test('does not change the second time, and then only what is new', () => {
    expect(mergeKubeconfig(merged, OURS)).toBe(merged);
    const moved = mergeKubeconfig(merged, kubeconfigOf('lab', 'https://10.0.0.2:6443'));
    expect(moved.replace('10.0.0.2', '10.0.0.1')).toBe(merged);
  });
});

test('a kubeconfig as kubectl writes it, with what a person added', () => {
  expect(mergeKubeconfig(KUBECONFIGS['block, with comments'] ?? '', OURS)).toMatchInlineSnapshot(`
    "# All of them.
    apiVersion: v1
    kind: Config
    preferences: {colors: true}
    current-context: work   # the usual one

    clusters:
    - cluster:
        server: https://work:6443   # behind the VPN
        insecure-skip-tls-verify: true
      name: work
    - name: lab
      cluster:
        server: https://10.0.0.1:6443
        certificate-authority-data: Q0E=
    # end of clusters

    contexts:
    - name: work
      context: {cluster: work, user: "yes", namespace: 'on'}
    - name: lab
      context:
        cluster: lab
        user: lab
    users:
    - name: "yes"
      user:
        username: "1_000"
        password: '0o17 # work'
    - name: 'work-2'
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: aws
          args: [eks, get-token, --cluster, "work"]
          env: null
          interactiveMode: Never
          provideClusterInfo: false
    - name: lab
      user:
        client-certificate-data: Q1JU
        client-key-data: S0VZ
    # the end
    "
  `);
});

test('what was set in its context stays, and entries of other names', () => {
  const own = mergeKubeconfig(OURS, kubeconfigOf('work', 'https://w:6443')).replace(
    'user: lab',
    'user: lab\n      namespace: jupyterhub # mine',
  );
  const merged = mergeKubeconfig(own, kubeconfigOf('lab', 'https://10.0.0.2:6443'));
  expect(parse(merged).contexts[0]).toEqual({
    name: 'lab',
    context: { cluster: 'lab', user: 'lab', namespace: 'jupyterhub' },
  });
  expect(merged).toContain('namespace: jupyterhub # mine');
});

test('the current context of another file is not overruled', () => {
  expect(parse(mergeKubeconfig('', OURS, false))['current-context']).toBe('lab');
  expect(parse(mergeKubeconfig('kind: Config\n', OURS, false))['current-context']).toBeUndefined();
});

test('says what cannot be edited, and nothing of what is in it', () => {
  const wrong = (text: string) => {
    try {
      return mergeKubeconfig(text, OURS);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(wrong('users:\n- token: "s3cret\n')).toBe('line 3 is not valid YAML');
  expect(wrong('a: 1\n---\nb: 1\n')).toBe('it has several YAML documents');
  expect(wrong('- a')).toBe('expected a mapping');
  expect(wrong('users: no')).toBe('users cannot be edited');
  expect(wrong('users: [a]')).toBe('clusters, contexts and users are lists of entries with a name');
  expect(wrong(toYaml({ users: [{ name: 'lab' }, { name: 'lab' }] }))).toBe('users has "lab" twice');
  expect(wrong('a: &a []\nusers: *a\n')).toBe('users cannot be edited');
  expect(wrong('users:\n- &a { name: lab }\nmine: *a\n')).toBe('its form cannot be edited');
});

test('knows whether a name is in it', () => {
  expect(lookInto(OURS, 'lab')).toEqual({ hasEntry: true, isCurrentSet: true });
  expect(lookInto('', 'lab')).toEqual({ hasEntry: false, isCurrentSet: false });
  expect(lookInto('users: [{ name: lab }]\ncurrent-context: ""\n', 'lab')).toEqual({
    hasEntry: true,
    isCurrentSet: false,
  });
});
