import { describe, expect, test } from '@jest/globals';
import { type ContractCluster, configMap, manifest, NAME, ONE } from './cluster.ts';

const NOTHING = { exitCode: 0, stdout: '', stderr: '' };
const refusal = (stderr: string | RegExp, stdout = '') => ({
  exitCode: 1,
  stdout,
  stderr: expect.stringMatching(stderr),
});

/** What kubectl prints, and with which exit code. */
export function kubectlAnswers(of: () => ContractCluster): void {
  describe('kubectl answers', () => {
    test.each<[title: string, words: string, expected: object]>([
      [
        'get: what is not there is an error',
        'get node nobody -o json',
        refusal(/^Error from server \(NotFound\): nodes "nobody" not found$/),
      ],
      ['get --ignore-not-found: what is not there is nothing', 'get node nobody --ignore-not-found -o json', NOTHING],
      [
        'get: of several names, those that are there are printed',
        `get configmaps one none -n ${NAME} -o name`,
        refusal(/^Error from server \(NotFound\): configmaps "none" not found$/, 'configmap/one'),
      ],
      [
        'get --no-headers: columns of nothing are nothing',
        `get secrets -n ${NAME} -l owner=helm --no-headers -o custom-columns=A:.metadata.name`,
        NOTHING,
      ],
      ['get -o name: names of nothing are nothing', `get secrets -n ${NAME} -l owner=helm -o name`, NOTHING],
      [
        'get -o name: an object of a group comes with the group',
        `get addons.k3s.cattle.io ${NAME} -n kube-system -o name`,
        { ...NOTHING, stdout: `addon.k3s.cattle.io/${NAME}` },
      ],
      ['get -o jsonpath: a field alone', `get ${ONE} -o jsonpath={.data.a}`, { ...NOTHING, stdout: '1' }],
      ['get -o jsonpath: a field that is not there is nothing', `get ${ONE} -o jsonpath={.data.none}`, NOTHING],
      [
        'get: an unknown type is an error',
        'get nothings -o name',
        refusal(/^error: the server doesn't have a resource type "nothings"$/),
      ],
      ['get --raw: a path of the API', 'get --raw /readyz', { ...NOTHING, stdout: 'ok' }],
      [
        'get --raw: a path without anything is an error',
        'get --raw /api/v1/namespaces/nobody',
        refusal(/^Error from server \(NotFound\)/),
      ],
      [
        'delete: what is not there is an error',
        `delete job none -n ${NAME}`,
        refusal(/^Error from server \(NotFound\): jobs.batch "none" not found$/),
      ],
      [
        'delete --ignore-not-found: what is not there is nothing',
        `delete --ignore-not-found job -n ${NAME} none`,
        NOTHING,
      ],
      [
        'delete -l: nothing that has the label is no error',
        `delete --ignore-not-found secrets -n ${NAME} -l owner=helm`,
        { ...NOTHING, stdout: 'No resources found' },
      ],
      ['logs: of no pod is an error', `logs -n ${NAME} job/none --tail=3`, refusal(/NotFound/)],
      [
        'exec: in no deployment is an error',
        `exec -n ${NAME} deploy/none -c hub -- true`,
        refusal(/^Error from server \(NotFound\): deployments.apps "none" not found$/),
      ],
      ['patch: of what is not there is an error', 'patch namespace nobody --type=merge -p {}', refusal(/NotFound/)],
      ['an unknown option is an error', 'get nodes --frob', refusal(/^error: unknown flag: --frob/)],
    ])('%s', async (_, words, expected) => {
      expect(await of().kubectl(words)).toEqual(expected);
    });

    test('get -o json: nothing is an empty List, and several kinds are one List', async () => {
      expect(await of().json(`get secrets -n ${NAME} -l owner=helm`)).toMatchObject({ kind: 'List', items: [] });
      const { kind, items } = await of().json('get namespaces,configmaps -A');
      expect(kind).toBe('List');
      const kinds = new Set(items.map((it: { kind: string }) => it.kind));
      expect(kinds).toEqual(new Set(['Namespace', 'ConfigMap']));
    });

    test('get -o custom-columns: three spaces at least between, <none> for what is not there, nothing for an empty text', async () => {
      const annotation = 'D:.metadata.annotations.objectset\\.rio\\.cattle\\.io/none';
      const columns = `custom-columns=NAME:.metadata.name,A:.data.a,${annotation},B:.data.b`;
      const { stdout } = await of().kubectl(`get configmaps one two -n ${NAME} -o ${columns}`);
      expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
        'NAME   A     D        B',
        'one    1     <none>',
        'two    2     <none>   <none>',
      ]);
    });

    test('get -f -: those of the objects that are there, also beside a kind that the cluster does not know', async () => {
      const words = 'get -f - --ignore-not-found --no-headers -o custom-columns=K:.kind,N:.metadata.name';
      const listed = [configMap('one'), configMap('gone'), configMap('two')];
      const there = 'ConfigMap   one\nConfigMap   two';
      expect(await of().kubectl(words, manifest(listed))).toEqual({ ...NOTHING, stdout: there });
      const unknown = { apiVersion: 'x/v1', kind: 'Unknown', metadata: { name: 'a' } };
      const why = 'no matches for kind "Unknown" in version "x/v1"\nensure CRDs are installed first';
      expect(await of().kubectl(words, manifest([listed[0] ?? {}, unknown, configMap('two')]))).toEqual({
        exitCode: 1,
        stdout: there,
        stderr: `error: resource mapping not found for name: "a" namespace: "" from "STDIN": ${why}`,
      });
      expect(await of().kubectl(words, manifest([configMap('gone')]))).toEqual(NOTHING);
      expect(await of().kubectl(words, '')).toEqual(NOTHING);
    });

    test('get -f - -o json: nothing, or a List, also of one object', async () => {
      const words = 'get -f - --ignore-not-found -o json';
      const found = async (...listed: object[]) => (await of().kubectl(words, manifest(listed))).stdout;
      expect(await found(configMap('gone'))).toBe('');
      for (const listed of [[configMap('one')], [configMap('one'), configMap('gone')]]) {
        expect(JSON.parse(await found(...listed))).toMatchObject({
          kind: 'List',
          items: [{ metadata: { name: 'one' } }],
        });
      }
      expect(JSON.parse(await found(configMap('one'), configMap('two')))).toMatchObject({
        kind: 'List',
        items: [{ metadata: { name: 'one' } }, { metadata: { name: 'two' } }],
      });
    });
  });
}
