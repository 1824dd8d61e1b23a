import { describe, expect, test } from '@jest/globals';
import { until } from '../until.ts';
import { type ContractCluster, NAME, ONE } from './cluster.ts';

const refusal = (stderr: string | RegExp, stdout = '') => ({
  exitCode: 1,
  stdout,
  stderr: expect.stringMatching(stderr),
});

/** What kubectl changes. */
export function kubectlChanges(of: () => ContractCluster): void {
  describe('kubectl changes', () => {
    test('label and annotate: a value is replaced with --overwrite alone, and one that is not there may be removed', async () => {
      const target = `namespace ${NAME}`;
      expect((await of().kubectl(`label ${target} place=here`)).exitCode).toBe(0);
      expect(await of().kubectl(`label ${target} place=there`)).toEqual(
        refusal(/^error: 'place' already has a value \(here\), and --overwrite is false$/),
      );
      expect((await of().kubectl(`label ${target} place=there other- --overwrite`)).exitCode).toBe(0);
      expect((await of().kubectl(`annotate ${target} what=that --overwrite`)).exitCode).toBe(0);
      expect((await of().json(`get ${target}`)).metadata).toMatchObject({
        labels: { place: 'there' },
        annotations: { what: 'that' },
      });
      expect((await of().kubectl(`label ${target} place-`)).exitCode).toBe(0);
      expect((await of().json(`get ${target}`)).metadata.labels.place).toBeUndefined();
    });

    test('taint: one with another value replaces with --overwrite alone, and only one that is there is removed', async () => {
      const node = await of().node();
      const target = `nodes ${node.metadata.name}`;
      const taints = async () =>
        (await of().json(`get ${target}`)).spec.taints?.filter((it: { key: string }) => it.key === NAME) ?? [];
      expect((await of().kubectl(`taint ${target} ${NAME}=a:PreferNoSchedule`)).exitCode).toBe(0);
      expect(await of().kubectl(`taint ${target} ${NAME}=b:PreferNoSchedule`)).toEqual(refusal(/--overwrite is false/));
      expect((await of().kubectl(`taint ${target} ${NAME}=b:PreferNoSchedule --overwrite`)).exitCode).toBe(0);
      expect(await taints()).toEqual([{ key: NAME, value: 'b', effect: 'PreferNoSchedule' }]);
      expect((await of().kubectl(`taint ${target} ${NAME}:PreferNoSchedule-`)).exitCode).toBe(0);
      expect(await taints()).toEqual([]);
      expect(await of().kubectl(`taint ${target} ${NAME}:PreferNoSchedule-`)).toEqual(
        refusal(`taint "${NAME}:PreferNoSchedule" not found`),
      );
    });

    test('cordon: the node is unschedulable, and one that is so already is left', async () => {
      const node = await of().node();
      const { name } = node.metadata;
      const isCordoned = async () => (await of().json(`get nodes ${name}`)).spec.unschedulable === true;
      const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
      const tainted = async () => (await of().json(`get nodes ${name}`)).spec.taints ?? [];
      for (let times = 0; times < 2; times++) {
        expect((await of().kubectl(`cordon ${name}`)).exitCode).toBe(0);
        expect(await isCordoned()).toBe(true);
      }
      await until(async () => JSON.stringify(await tainted()).includes(taint.key));
      expect(await tainted()).toContainEqual(expect.objectContaining(taint));
      expect((await of().kubectl(`uncordon ${name}`)).exitCode).toBe(0);
      expect(await isCordoned()).toBe(false);
    });

    test('scale: a deployment has as many pods as it is told, and none if that is 0', async () => {
      const labels = { component: 'scaled' };
      const containers = [{ name: 'one', image: 'example.invalid/none' }];
      const deployment = {
        ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'scaled', namespace: NAME } },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
      };
      expect((await of().kubectl('create -f -', JSON.stringify(deployment))).exitCode).toBe(0);
      const pods = async () => (await of().json(`get pods -n ${NAME} -l component=scaled`)).items.length;
      await until(async () => (await pods()) === 1);
      const scale = `scale deployment/scaled -n ${NAME} --replicas=0`;
      // A second time, that is no failure.
      for (let times = 0; times < 2; times++) expect((await of().kubectl(scale)).exitCode).toBe(0);
      await until(async () => (await pods()) === 0);
      expect((await of().json(`get deployment scaled -n ${NAME}`)).spec.replicas).toBe(0);
    });

    test('delete --force: a pod of a node that is not there is gone at once', async () => {
      const containers = [{ name: 'one', image: 'example.invalid/none' }];
      const pod = {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'lost', namespace: NAME } },
        spec: { nodeName: `${NAME}-gone`, containers },
      };
      expect((await of().kubectl('create -f -', JSON.stringify(pod))).exitCode).toBe(0);
      const words = 'delete pod --ignore-not-found --grace-period=0 --force';
      expect((await of().kubectl(`${words} -n ${NAME} lost`)).exitCode).toBe(0);
      expect(await of().isThere(`pod lost -n ${NAME}`)).toBe(false);
    });

    test('patch: a JSON patch changes nothing when one of its tests does not hold', async () => {
      const patch = (value: string) =>
        JSON.stringify([
          { op: 'test', path: '/data/a', value },
          { op: 'add', path: '/data/b', value: 'new' },
        ]);
      const refused = /^The request is invalid: the server rejected our request due to an error in our request$/;
      expect(await of().kubectl(`patch ${ONE} --type=json -p ${patch('7')}`)).toEqual(refusal(refused));
      expect((await of().json(`get ${ONE}`)).data.b).toBe('');
      expect((await of().kubectl(`patch ${ONE} --type=json -p ${patch('1')}`)).exitCode).toBe(0);
      expect((await of().kubectl(`patch ${ONE} --type=merge -p {"data":{"c":"merged"}}`)).exitCode).toBe(0);
      expect((await of().json(`get ${ONE}`)).data).toEqual({ a: '1', b: 'new', c: 'merged' });
    });

    test('patch: a kubelet may annotate its own node, and read no other', async () => {
      const { metadata } = await of().node();
      const kubelet = '--kubeconfig /var/lib/rancher/k3s/agent/kubelet.kubeconfig';
      const annotate = (node: string, value: string | null) =>
        of().kubectl(
          `${kubelet} patch node ${node} --type merge --patch-file /dev/stdin`,
          JSON.stringify({ metadata: { annotations: { [NAME]: value } } }),
        );
      for (const value of ['{"a": "b"}', null, null]) {
        expect((await annotate(metadata.name, value)).exitCode).toBe(0);
        const node = await of().node();
        expect(node.metadata.annotations?.[NAME]).toBe(value ?? undefined);
      }
      expect(await annotate(`${NAME}-other`, '')).toEqual(refusal(/\((Forbidden|NotFound)\)/));
      expect(await of().kubectl(`${kubelet} get node ${NAME}-other -o json`)).toEqual(refusal(/\(Forbidden\)/));
    });

    test('patch: the status of an object is not changed beside its other fields', async () => {
      const containers = [{ name: 'one', image: 'example.invalid/none' }];
      const job = {
        ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'suspended', namespace: NAME } },
        spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers } } },
      };
      expect((await of().kubectl('create -f -', JSON.stringify(job))).exitCode).toBe(0);
      const ended = JSON.stringify({ status: { completionTime: '2026-01-01T00:00:00Z' } });
      expect((await of().kubectl(`patch job suspended -n ${NAME} --type=merge -p ${ended}`)).exitCode).toBe(0);
      expect((await of().json(`get job suspended -n ${NAME}`)).status?.completionTime).toBeUndefined();
      await of().kubectl(`delete job suspended -n ${NAME}`);
    });

    test('a volume that is made again under its name is found by the claim that had it', async () => {
      const common = { accessModes: ['ReadWriteOnce'], storageClassName: NAME };
      const storage = '1Mi';
      const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: NAME, name: 'home' };
      const volume = (spec: object) => ({
        ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: NAME } },
        spec: { ...common, capacity: { storage }, hostPath: { path: '/nonexistent' }, ...spec },
      });
      const claim = {
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'home', namespace: NAME } },
        spec: { ...common, resources: { requests: { storage } }, volumeName: NAME },
      };
      const create = (...items: object[]) =>
        of().kubectl('create -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
      const phase = async (words: string) => (await of().kubectl(`get ${words} -o jsonpath={.status.phase}`)).stdout;
      const areBound = async () =>
        (await phase(`pv ${NAME}`)) === 'Bound' && (await phase(`pvc home -n ${NAME}`)) === 'Bound';
      expect((await create(volume({ claimRef }), claim)).exitCode).toBe(0);
      await until(areBound);
      const { uid } = (await of().json(`get pvc home -n ${NAME}`)).metadata;
      await of().kubectl(`delete pv ${NAME} --wait=false`);
      // It is kept while a claim has it.
      await of().kubectl(`patch pv ${NAME} --type=merge -p {"metadata":{"finalizers":null}}`);
      await until(async () => !(await of().isThere(`pv ${NAME}`)));
      expect((await create(volume({ claimRef: { ...claimRef, uid } }))).exitCode).toBe(0);
      await until(areBound);
      await of().kubectl(`delete pvc home -n ${NAME} --wait=false`);
      await of().kubectl(`delete pv ${NAME} --wait=false`);
    });
  });
}
