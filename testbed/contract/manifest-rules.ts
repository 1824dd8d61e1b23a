import { describe, expect, test } from '@jest/globals';
import { writersOf } from '../../bootstrap/drift/field-managers.ts';
import { sha256 } from '../../system/sha256.ts';
import { until } from '../until.ts';
import { type ContractCluster, configMap, FOLDER, NAME, namespace, ONE } from './cluster.ts';
import { target } from './server.ts';

const IN_SYSTEM = { name: NAME, namespace: 'kube-system' };
/** A HelmChart whose chart nobody can fetch. */
const chart = (more: object) => ({
  apiVersion: 'helm.cattle.io/v1',
  kind: 'HelmChart',
  metadata: IN_SYSTEM,
  spec: { chart: 'none', repo: 'http://127.0.0.1:1/', targetNamespace: NAME, failurePolicy: 'abort', ...more },
});
const FROM_SECRET = { valuesSecrets: [{ name: NAME, keys: ['values.yaml'] }] };
const values = (text: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: IN_SYSTEM,
  stringData: { 'values.yaml': text },
});

/** What k3s does with its folder of manifests. */
export function manifestRules(of: () => ContractCluster): void {
  describe('the manifests of a server', () => {
    test('a file is an AddOn, called what stands before its first dot, with its checksum once it is applied', async () => {
      const text = (await of().host.read(`${FOLDER}/${NAME}.k8s.yaml`)) ?? '';
      const addOn = await of().json(`get addons.k3s.cattle.io ${NAME} -n kube-system`);
      expect(addOn.spec).toMatchObject({ source: `${FOLDER}/${NAME}.k8s.yaml`, checksum: sha256(text) });
    });

    test('what changes in a file is applied, and what disappears from it is deleted', async () => {
      await of().put(`${NAME}.k8s.yaml`, namespace(), configMap('one', { a: 'changed' }));
      await until(async () => !(await of().isThere(`configmap two -n ${NAME}`)));
      expect((await of().json(`get ${ONE}`)).data.a).toBe('changed');
    });

    test('what was deleted by hand comes back when the checksum is emptied and the file touched, not before', async () => {
      await of().kubectl(`delete ${ONE}`);
      const touch = () => of().host.exec(['touch', `${FOLDER}/${NAME}.k8s.yaml`]);
      await touch();
      await of().round();
      expect(await of().isThere(ONE)).toBe(false);
      await of().kubectl(`patch addons.k3s.cattle.io ${NAME} -n kube-system --type=merge -p {"spec":{"checksum":""}}`);
      await until(async () => {
        // The server may not have heard of the patch when it looks.
        await touch();
        await of().round();
        return of().isThere(ONE);
      });
    });

    // The stand-in notes no writers.
    (target === undefined ? test.skip : test)('who has written a field last is noted, k3s as deploy@NODE', async () => {
      const writers = async () => writersOf(await of().json(`get ${ONE} --show-managed-fields`), ['data', 'a']);
      const applied = JSON.stringify(configMap('one', { a: 'applied' }));
      const byHand: readonly (readonly [words: string, input?: string])[] = [
        [`patch ${ONE} --type=merge -p {"data":{"a":"by-hand"}}`],
        ['apply -f -', applied],
        ['apply --server-side --force-conflicts -f -', applied.replace('applied', 'server-side')],
        ['replace -f -', applied.replace('applied', 'replaced')],
      ];
      expect(await writers()).toEqual({ isByHand: false, isDeployed: true });
      for (const [words, input] of byHand) {
        expect([words, (await of().kubectl(words, input)).exitCode]).toEqual([words, 0]);
        expect([words, await writers()]).toEqual([words, { isByHand: true, isDeployed: false }]);
      }
    });

    test('what was edited by hand goes back when it is applied again, and what was added stays', async () => {
      await of().kubectl(`patch ${ONE} --type=merge -p {"data":{"a":"edited","more":"added"}}`);
      await of().kubectl(`patch addons.k3s.cattle.io ${NAME} -n kube-system --type=merge -p {"spec":{"checksum":""}}`);
      await until(async () => {
        await of().host.exec(['touch', `${FOLDER}/${NAME}.k8s.yaml`]);
        await of().round();
        return (await of().json(`get ${ONE}`)).data.a === 'changed';
      });
      expect((await of().json(`get ${ONE}`)).data.more).toBe('added');
      await of().kubectl(`patch ${ONE} --type=merge -p {"data":{"more":null}}`);
      expect((await of().json(`get ${ONE}`)).data).toEqual({ a: 'changed' });
    });

    test('a file that cannot be applied gets no checksum, and keeps no other from being applied', async () => {
      await of().host.write(`${FOLDER}/${NAME}-broken.yaml`, 'kind: [');
      await of().put(`${NAME}-lost.yaml`, { ...configMap('lost'), metadata: { name: 'lost', namespace: 'nobody' } });
      await of().round();
      for (const name of ['broken', 'lost']) expect(await of().checksum(`${NAME}-${name}`)).toBe('');
      await of().host.exec(['rm', `${FOLDER}/${NAME}-broken.yaml`, `${FOLDER}/${NAME}-lost.yaml`]);
    });

    test('hidden files, and those with a .skip beside them, are left alone', async () => {
      await of().host.write(`${FOLDER}/${NAME}-skipped.yaml.skip`, '');
      await of().put(`${NAME}-skipped.yaml`, configMap('skipped'));
      await of().put(`.${NAME}-hidden.yaml`, configMap('hidden'));
      await of().round();
      for (const name of ['skipped', 'hidden']) expect(await of().isThere(`configmap ${name} -n ${NAME}`)).toBe(false);
    });

    test('a HelmChart gets a job helm-install-NAME in its namespace, whose pods have its name as a label', async () => {
      await of().put(`${NAME}-chart.yaml`, chart({}));
      await until(() => of().isThere(`pods -n kube-system -l job-name=helm-install-${NAME}`));
      expect((await of().json(`get job -n kube-system helm-install-${NAME}`)).spec.backoffLimit).toBe(1000);
    });

    test('a change of a Secret that a HelmChart takes values from makes its job anew', async () => {
      const job = `job -n kube-system helm-install-${NAME}`;
      const uid = async () => (await of().isThere(job)) && (await of().json(`get ${job}`)).metadata.uid;
      const put = (text: string) => of().put(`${NAME}-chart.yaml`, values(text), chart(FROM_SECRET));
      const first = await uid();
      await put('a: 1');
      const changedFrom = (before: unknown) => async () => ![before, false].includes(await uid());
      await until(changedFrom(first));
      await of().round();
      const second = await uid();
      await put('a: 2');
      await until(changedFrom(second));
    });

    test('a pod of a job whose Secret is not there only begins; an event that is found by its name says so', async () => {
      await of().kubectl(`delete secret ${NAME} -n kube-system`);
      await of().kubectl(`delete job helm-install-${NAME} -n kube-system`);
      const pods = `get pods -n kube-system -l job-name=helm-install-${NAME}`;
      const pod = async () => (await of().json(pods)).items[0];
      await until(
        async () => (await pod())?.status.containerStatuses?.[0]?.state.waiting?.reason === 'ContainerCreating',
      );
      const { name } = (await pod()).metadata;
      const events = `get events -n kube-system --field-selector involvedObject.kind=Pod,involvedObject.name=${name}`;
      const last = async () => (await of().json(events)).items.at(-1);
      await until(async () => (await last())?.reason === 'FailedMount');
      expect(await last()).toMatchObject({
        type: 'Warning',
        involvedObject: { kind: 'Pod', name },
        message: expect.stringMatching(
          new RegExp(`^MountVolume.SetUp failed for volume "\\S+" : secret "${NAME}" not found$`),
        ),
        lastTimestamp: expect.stringMatching(/^2.*Z$/),
      });
    });

    test('a HelmChart that is unmanaged has no job, and gets one again when it no longer is', async () => {
      const annotate = `annotate helmcharts.helm.cattle.io ${NAME} -n kube-system helmcharts.helm.cattle.io/unmanaged`;
      const job = `job helm-install-${NAME} -n kube-system`;
      const { uid } = (await of().json(`get ${job}`)).metadata;
      expect((await of().kubectl(`${annotate}=true --overwrite`)).exitCode).toBe(0);
      await of().kubectl(`delete ${job} --ignore-not-found`);
      await of().round();
      expect(await of().isThere(job)).toBe(false);
      expect((await of().kubectl(`${annotate}-`)).exitCode).toBe(0);
      await until(() => of().isThere(job));
      expect((await of().json(`get ${job}`)).metadata.uid).not.toBe(uid);
    });

    test('a deleted file leaves its objects and its AddOn', async () => {
      await of().host.exec(['rm', `${FOLDER}/${NAME}.k8s.yaml`]);
      await of().round();
      expect(await of().isThere(ONE)).toBe(true);
      expect(await of().isThere(`addons.k3s.cattle.io ${NAME} -n kube-system`)).toBe(true);
    });

    test('a deleted namespace takes along what is in it', async () => {
      await of().kubectl(`delete namespace ${NAME} --wait=false`);
      await until(async () => !(await of().isThere(`namespace ${NAME}`)));
      expect(await of().isThere(ONE)).toBe(false);
    });
  });
}
