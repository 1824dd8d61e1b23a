import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { writersOf } from '../../bootstrap/drift/field-managers.ts';
import { CommandError } from '../../system/exec.ts';
import { whyNoTestBed } from '../test-bed.ts';
import { until } from '../until.ts';
import { type ContractHost, contractServer, mayRestart, target } from './server.ts';

/*
 * What Hubwright relies on in k3s and its kubectl. On the stand-ins, or with HUBWRIGHT_CONTRACT_HOST=USER@HOST on a real
 * server, where everything that it makes is called hubwright-contract and is removed at the end.
 */

const NAME = 'hubwright-contract';
const FOLDER = '/var/lib/rancher/k3s/server/manifests';
const CONFIG = '/etc/rancher/k3s/config.yaml.d/hubwright-contract.yaml';
const whole = whyNoTestBed() === undefined || target !== undefined ? describe : describe.skip;

whole('k3s', () => {
  let host: ContractHost;
  let release: () => Promise<void>;

  const kubectl = async (words: string, input?: string) => {
    const argv = ['k3s', 'kubectl', ...words.split(' ')];
    const found = await host.exec(argv, input === undefined ? {} : { input }).catch((error: unknown) => error);
    if (!(found instanceof CommandError) && !isResult(found)) throw found;
    return { exitCode: found.exitCode, stdout: found.stdout, stderr: found.stderr };
  };
  const json = async (words: string) => JSON.parse((await kubectl(`${words} -o json`)).stdout);
  const isThere = async (words: string) => (await kubectl(`get ${words} --ignore-not-found -o name`)).stdout !== '';
  const checksum = async (addOn: string) =>
    (await kubectl(`get addons.k3s.cattle.io ${addOn} -n kube-system --ignore-not-found -o jsonpath={.spec.checksum}`))
      .stdout;
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const put = (file: string, ...objects: object[]) => host.write(`${FOLDER}/${file}`, manifest(objects));
  /** Writes a manifest that comes after all others in the folder, and waits for it: by then those were looked at. */
  let rounds = 0;
  const round = async () => {
    const last = configMap('last', { round: String(++rounds) });
    await put(`${NAME}-zz.yaml`, last);
    await until(async () => (await checksum(`${NAME}-zz`)) === sha256(manifest([last])));
  };

  beforeAll(async () => {
    ({ host, release } = await contractServer());
    await put(`${NAME}.k8s.yaml`, namespace(), configMap('one', { a: '1', b: '' }), configMap('two', { a: '2' }));
    await until(async () => (await checksum(NAME)) !== '');
  });
  afterAll(async () => {
    if (target !== undefined) {
      const files = `rm -f ${FOLDER}/${NAME}* ${FOLDER}/.${NAME}* ${CONFIG}`;
      await host.exec(['sh', '-c', files]);
      const addOns = await kubectl('get addons.k3s.cattle.io -n kube-system -o name');
      for (const addOn of addOns.stdout.split('\n').filter((it) => it.includes(NAME))) {
        await kubectl(`delete ${addOn} -n kube-system`);
      }
      await kubectl(`delete helmcharts.helm.cattle.io ${NAME} -n kube-system --ignore-not-found --wait=false`);
      await kubectl(`delete namespace ${NAME} --ignore-not-found --wait=false`);
    }
    await release?.();
  });

  const NOTHING = { exitCode: 0, stdout: '', stderr: '' };
  const refusal = (stderr: string | RegExp, stdout = '') => ({
    exitCode: 1,
    stdout,
    stderr: expect.stringMatching(stderr),
  });
  const ONE = `configmap one -n ${NAME}`;

  describe('kubectl', () => {
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
      expect(await kubectl(words)).toEqual(expected);
    });

    test('get -o json: nothing is an empty List, and several kinds are one List', async () => {
      expect(await json(`get secrets -n ${NAME} -l owner=helm`)).toMatchObject({ kind: 'List', items: [] });
      const { kind, items } = await json('get namespaces,configmaps -A');
      expect(kind).toBe('List');
      const kinds = new Set(items.map((it: { kind: string }) => it.kind));
      expect(kinds).toEqual(new Set(['Namespace', 'ConfigMap']));
    });

    test('get -o custom-columns: three spaces at least between, <none> for what is not there, nothing for an empty text', async () => {
      const annotation = 'D:.metadata.annotations.objectset\\.rio\\.cattle\\.io/none';
      const columns = `custom-columns=NAME:.metadata.name,A:.data.a,${annotation},B:.data.b`;
      const { stdout } = await kubectl(`get configmaps one two -n ${NAME} -o ${columns}`);
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
      expect(await kubectl(words, manifest(listed))).toEqual({ ...NOTHING, stdout: there });
      const unknown = { apiVersion: 'x/v1', kind: 'Unknown', metadata: { name: 'a' } };
      const why = 'no matches for kind "Unknown" in version "x/v1"\nensure CRDs are installed first';
      expect(await kubectl(words, manifest([listed[0] ?? {}, unknown, configMap('two')]))).toEqual({
        exitCode: 1,
        stdout: there,
        stderr: `error: resource mapping not found for name: "a" namespace: "" from "STDIN": ${why}`,
      });
      expect(await kubectl(words, manifest([configMap('gone')]))).toEqual(NOTHING);
      expect(await kubectl(words, '')).toEqual(NOTHING);
    });

    test('get -f - -o json: nothing, one object alone, and several as a List', async () => {
      const words = 'get -f - --ignore-not-found -o json';
      const found = async (...listed: object[]) => (await kubectl(words, manifest(listed))).stdout;
      expect(await found(configMap('gone'))).toBe('');
      expect(JSON.parse(await found(configMap('one'), configMap('gone')))).toMatchObject({ kind: 'ConfigMap' });
      expect(JSON.parse(await found(configMap('one'), configMap('two')))).toMatchObject({
        kind: 'List',
        items: [{ metadata: { name: 'one' } }, { metadata: { name: 'two' } }],
      });
    });

    test('label and annotate: a value is replaced with --overwrite alone, and one that is not there may be removed', async () => {
      const target = `namespace ${NAME}`;
      expect((await kubectl(`label ${target} place=here`)).exitCode).toBe(0);
      expect(await kubectl(`label ${target} place=there`)).toEqual(
        refusal(/^error: 'place' already has a value \(here\), and --overwrite is false$/),
      );
      expect((await kubectl(`label ${target} place=there other- --overwrite`)).exitCode).toBe(0);
      expect((await kubectl(`annotate ${target} what=that --overwrite`)).exitCode).toBe(0);
      expect((await json(`get ${target}`)).metadata).toMatchObject({
        labels: { place: 'there' },
        annotations: { what: 'that' },
      });
      expect((await kubectl(`label ${target} place-`)).exitCode).toBe(0);
      expect((await json(`get ${target}`)).metadata.labels.place).toBeUndefined();
    });

    test('taint: one with another value replaces with --overwrite alone, and only one that is there is removed', async () => {
      const [node] = (await json('get nodes')).items;
      const target = `nodes ${node.metadata.name}`;
      const taints = async () =>
        (await json(`get ${target}`)).spec.taints?.filter((it: { key: string }) => it.key === NAME) ?? [];
      expect((await kubectl(`taint ${target} ${NAME}=a:PreferNoSchedule`)).exitCode).toBe(0);
      expect(await kubectl(`taint ${target} ${NAME}=b:PreferNoSchedule`)).toEqual(refusal(/--overwrite is false/));
      expect((await kubectl(`taint ${target} ${NAME}=b:PreferNoSchedule --overwrite`)).exitCode).toBe(0);
      expect(await taints()).toEqual([{ key: NAME, value: 'b', effect: 'PreferNoSchedule' }]);
      expect((await kubectl(`taint ${target} ${NAME}:PreferNoSchedule-`)).exitCode).toBe(0);
      expect(await taints()).toEqual([]);
      expect(await kubectl(`taint ${target} ${NAME}:PreferNoSchedule-`)).toEqual(
        refusal(`taint "${NAME}:PreferNoSchedule" not found`),
      );
    });

    test('cordon: the node is unschedulable, and one that is so already is left', async () => {
      const [node] = (await json('get nodes')).items;
      const { name } = node.metadata;
      const isCordoned = async () => (await json(`get nodes ${name}`)).spec.unschedulable === true;
      const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
      const tainted = async () => (await json(`get nodes ${name}`)).spec.taints ?? [];
      for (let times = 0; times < 2; times++) {
        expect((await kubectl(`cordon ${name}`)).exitCode).toBe(0);
        expect(await isCordoned()).toBe(true);
      }
      await until(async () => JSON.stringify(await tainted()).includes(taint.key));
      expect(await tainted()).toContainEqual(expect.objectContaining(taint));
      expect((await kubectl(`uncordon ${name}`)).exitCode).toBe(0);
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
      expect((await kubectl('create -f -', JSON.stringify(deployment))).exitCode).toBe(0);
      const pods = async () => (await json(`get pods -n ${NAME} -l component=scaled`)).items.length;
      await until(async () => (await pods()) === 1);
      const scale = `scale deployment/scaled -n ${NAME} --replicas=0`;
      // A second time, that is no failure.
      for (let times = 0; times < 2; times++) expect((await kubectl(scale)).exitCode).toBe(0);
      await until(async () => (await pods()) === 0);
      expect((await json(`get deployment scaled -n ${NAME}`)).spec.replicas).toBe(0);
    });

    test('delete --force: a pod of a node that is not there is gone at once', async () => {
      const containers = [{ name: 'one', image: 'example.invalid/none' }];
      const pod = {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'lost', namespace: NAME } },
        spec: { nodeName: `${NAME}-gone`, containers },
      };
      expect((await kubectl('create -f -', JSON.stringify(pod))).exitCode).toBe(0);
      const words = 'delete pod --ignore-not-found --grace-period=0 --force';
      expect((await kubectl(`${words} -n ${NAME} lost`)).exitCode).toBe(0);
      expect(await isThere(`pod lost -n ${NAME}`)).toBe(false);
    });

    test('patch: a JSON patch changes nothing when one of its tests does not hold', async () => {
      const patch = (value: string) =>
        JSON.stringify([
          { op: 'test', path: '/data/a', value },
          { op: 'add', path: '/data/b', value: 'new' },
        ]);
      const refused = /^The request is invalid: the server rejected our request due to an error in our request$/;
      expect(await kubectl(`patch ${ONE} --type=json -p ${patch('7')}`)).toEqual(refusal(refused));
      expect((await json(`get ${ONE}`)).data.b).toBe('');
      expect((await kubectl(`patch ${ONE} --type=json -p ${patch('1')}`)).exitCode).toBe(0);
      expect((await kubectl(`patch ${ONE} --type=merge -p {"data":{"c":"merged"}}`)).exitCode).toBe(0);
      expect((await json(`get ${ONE}`)).data).toEqual({ a: '1', b: 'new', c: 'merged' });
    });
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
      kubectl('create -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const phase = async (words: string) => (await kubectl(`get ${words} -o jsonpath={.status.phase}`)).stdout;
    const areBound = async () =>
      (await phase(`pv ${NAME}`)) === 'Bound' && (await phase(`pvc home -n ${NAME}`)) === 'Bound';
    expect((await create(volume({ claimRef }), claim)).exitCode).toBe(0);
    await until(areBound);
    const { uid } = (await json(`get pvc home -n ${NAME}`)).metadata;
    await kubectl(`delete pv ${NAME} --wait=false`);
    // It is kept while a claim has it.
    await kubectl(`patch pv ${NAME} --type=merge -p {"metadata":{"finalizers":null}}`);
    await until(async () => !(await isThere(`pv ${NAME}`)));
    expect((await create(volume({ claimRef: { ...claimRef, uid } }))).exitCode).toBe(0);
    await until(areBound);
    await kubectl(`delete pvc home -n ${NAME} --wait=false`);
    await kubectl(`delete pv ${NAME} --wait=false`);
  });

  describe('the manifests of a server', () => {
    test('a file is an AddOn, called what stands before its first dot, with its checksum once it is applied', async () => {
      const text = (await host.read(`${FOLDER}/${NAME}.k8s.yaml`)) ?? '';
      const addOn = await json(`get addons.k3s.cattle.io ${NAME} -n kube-system`);
      expect(addOn.spec).toMatchObject({ source: `${FOLDER}/${NAME}.k8s.yaml`, checksum: sha256(text) });
    });

    test('what changes in a file is applied, and what disappears from it is deleted', async () => {
      await put(`${NAME}.k8s.yaml`, namespace(), configMap('one', { a: 'changed' }));
      await until(async () => !(await isThere(`configmap two -n ${NAME}`)));
      expect((await json(`get ${ONE}`)).data.a).toBe('changed');
    });

    test('what was deleted by hand comes back when the checksum is emptied and the file touched, not before', async () => {
      await kubectl(`delete ${ONE}`);
      const touch = () => host.exec(['touch', `${FOLDER}/${NAME}.k8s.yaml`]);
      await touch();
      await round();
      expect(await isThere(ONE)).toBe(false);
      await kubectl(`patch addons.k3s.cattle.io ${NAME} -n kube-system --type=merge -p {"spec":{"checksum":""}}`);
      await until(async () => {
        // The server may not have heard of the patch when it looks.
        await touch();
        await round();
        return isThere(ONE);
      });
    });

    // The stand-in notes no writers.
    (target === undefined ? test.skip : test)('who has written a field last is noted, k3s as deploy@NODE', async () => {
      const writers = async () => writersOf(await json(`get ${ONE} --show-managed-fields`), ['data', 'a']);
      expect(await writers()).toEqual({ isByHand: false, isDeployed: true });
      await kubectl(`patch ${ONE} --type=merge -p {"data":{"a":"by-hand"}}`);
      expect(await writers()).toEqual({ isByHand: true, isDeployed: false });
    });

    test('what was edited by hand goes back when it is applied again, and what was added stays', async () => {
      await kubectl(`patch ${ONE} --type=merge -p {"data":{"a":"edited","more":"added"}}`);
      await kubectl(`patch addons.k3s.cattle.io ${NAME} -n kube-system --type=merge -p {"spec":{"checksum":""}}`);
      await until(async () => {
        await host.exec(['touch', `${FOLDER}/${NAME}.k8s.yaml`]);
        await round();
        return (await json(`get ${ONE}`)).data.a === 'changed';
      });
      expect((await json(`get ${ONE}`)).data.more).toBe('added');
      await kubectl(`patch ${ONE} --type=merge -p {"data":{"more":null}}`);
      expect((await json(`get ${ONE}`)).data).toEqual({ a: 'changed' });
    });

    test('a file that cannot be applied gets no checksum, and keeps no other from being applied', async () => {
      await host.write(`${FOLDER}/${NAME}-broken.yaml`, 'kind: [');
      await put(`${NAME}-lost.yaml`, { ...configMap('lost'), metadata: { name: 'lost', namespace: 'nobody' } });
      await round();
      for (const name of ['broken', 'lost']) expect(await checksum(`${NAME}-${name}`)).toBe('');
      await host.exec(['rm', `${FOLDER}/${NAME}-broken.yaml`, `${FOLDER}/${NAME}-lost.yaml`]);
    });

    test('hidden files, and those with a .skip beside them, are left alone', async () => {
      await host.write(`${FOLDER}/${NAME}-skipped.yaml.skip`, '');
      await put(`${NAME}-skipped.yaml`, configMap('skipped'));
      await put(`.${NAME}-hidden.yaml`, configMap('hidden'));
      await round();
      for (const name of ['skipped', 'hidden']) expect(await isThere(`configmap ${name} -n ${NAME}`)).toBe(false);
    });

    test('a HelmChart gets a job helm-install-NAME in its namespace, whose pods have its name as a label', async () => {
      const spec = { chart: 'none', repo: 'http://127.0.0.1:1/', targetNamespace: NAME, failurePolicy: 'abort' };
      const metadata = { name: NAME, namespace: 'kube-system' };
      await put(`${NAME}-chart.yaml`, { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', metadata, spec });
      await until(() => isThere(`pods -n kube-system -l job-name=helm-install-${NAME}`));
      expect((await json(`get job -n kube-system helm-install-${NAME}`)).spec.backoffLimit).toBe(1000);
    });

    test('a deleted file leaves its objects and its AddOn', async () => {
      await host.exec(['rm', `${FOLDER}/${NAME}.k8s.yaml`]);
      await round();
      expect(await isThere(ONE)).toBe(true);
      expect(await isThere(`addons.k3s.cattle.io ${NAME} -n kube-system`)).toBe(true);
    });

    test('a deleted namespace takes along what is in it', async () => {
      await kubectl(`delete namespace ${NAME} --wait=false`);
      await until(async () => !(await isThere(`namespace ${NAME}`)));
      expect(await isThere(ONE)).toBe(false);
    });
  });

  describe('a server', () => {
    test('has its full token in a file, which says whose CA it is', async () => {
      expect(await host.read('/var/lib/rancher/k3s/server/token')).toMatch(/^K10[0-9a-f]{64}::server:\S+\n$/);
      expect(await host.read('/etc/rancher/k3s/k3s.yaml')).toContain('server: https://127.0.0.1:6443');
    });

    test('has its certificates in files, its own before that of the CA, and the same one in the kubeconfig', async () => {
      const data = '/var/lib/rancher/k3s';
      const admin = (await host.read(`${data}/server/tls/client-admin.crt`)) ?? '';
      expect(new X509Certificate(admin).subject).toContain('CN=system:admin');
      expect(await host.read('/etc/rancher/k3s/k3s.yaml')).toContain(
        `client-certificate-data: ${Buffer.from(admin).toString('base64')}`,
      );
      const kubelet = (await host.read(`${data}/agent/client-kubelet.crt`)) ?? '';
      expect(new X509Certificate(kubelet).subject).toContain('CN=system:node:');
      const authority = new X509Certificate((await host.read(`${data}/server/tls/server-ca.crt`)) ?? '');
      expect(Date.parse(authority.validTo)).toBeGreaterThan(Date.parse(new X509Certificate(admin).validTo));
    });

    test('etcd-snapshot: a file with the name that was given goes into a folder of its own, and is deleted', async () => {
      const folder = '/var/lib/rancher/k3s/server/db';
      if ((await host.exec(['test', '-d', `${folder}/etcd`], { allow: [1] })).exitCode !== 0) return;
      const list = async () => (await host.exec(['ls', `${folder}/snapshots`])).stdout.split('\n');
      await host.exec(['k3s', 'etcd-snapshot', 'save', '--name', NAME]);
      const [saved = ''] = (await list()).filter((it) => it.startsWith(`${NAME}-`));
      expect(saved).not.toBe('');
      await host.exec(['k3s', 'etcd-snapshot', 'delete', saved]);
      expect(await list()).not.toContain(saved);
    });

    test('says its release in the first line', async () => {
      const { stdout } = await host.exec(['k3s', '--version']);
      expect(stdout.split('\n')[0]).toMatch(/^k3s version v1\.\d+\.\d+\+k3s\d+ \(\S+\)$/);
    });
  });

  (mayRestart ? describe : describe.skip)('a server that is started with wrong settings', () => {
    const journal = async () => (await host.exec(['journalctl', '--no-pager', '-u', 'k3s', '-n', '400'])).stdout;
    const state = async () => (await host.exec(['systemctl', 'is-active', 'k3s'], { allow: [3] })).stdout;

    const restart = async (config: string) => {
      await host.write(CONFIG, `${config}\n`, 0o600);
      await host.exec(['systemctl', 'restart', '--no-block', 'k3s']);
    };
    afterEach(async () => {
      await host.exec(['rm', CONFIG]);
      await host.exec(['systemctl', 'restart', '--no-block', 'k3s']);
      await until(async () => (await state()) === 'active');
    });

    test('passes over a setting that it does not know, and says so each time it starts', async () => {
      const warning = 'Unknown flag --tokem found in config.yaml, skipping';
      const logOfThisRun = async () => {
        await until(async () => (await state()) === 'active');
        const id = (await host.exec(['systemctl', 'show', '--property=InvocationID', '--value', 'k3s'])).stdout;
        return (await host.exec(['journalctl', '--no-pager', `_SYSTEMD_INVOCATION_ID=${id}`])).stdout;
      };
      await restart('tokem: a');
      await until(async () => (await logOfThisRun()).includes(warning));
      expect(await logOfThisRun()).toMatch(/Starting k3s v/);
      await restart('');
      await until(async () => !(await logOfThisRun()).includes(warning));
      expect(await logOfThisRun()).toMatch(/Starting k3s v/);
    });

    test('serves the API without being a node', async () => {
      const answers = async () => (await kubectl('get nodes -o name --request-timeout=10s')).exitCode === 0;
      await restart('disable-agent: true');
      await until(async () => (await state()) === 'active' && (await answers()));
      await until(async () => (await json('get nodes')).items[0].status.conditions.at(-1).status !== 'True');
    });

    test('ends when its token is another than the one that it was made with', async () => {
      await restart('token: another');
      await until(async () => (await journal()).includes('encrypted with different token'));
      expect(await state()).toBe('activating');
    });

    test('has a new token after a rotation, starts with no other, and knows the one from before until then', async () => {
      const tokenNow = async () => ((await host.read('/var/lib/rancher/k3s/server/token')) ?? '').trim();
      const passwordIn = (token: string) => /^K10[0-9a-f]{64}::server:(.+)$/.exec(token)?.[1];
      const before = await tokenNow();
      await host.exec(['k3s', 'token', 'rotate']);
      const rotated = await tokenNow();
      expect(rotated.split('::')[0]).toBe(before.split('::')[0]);
      expect(passwordIn(rotated)).toMatch(/^[0-9a-f]{32}$/);
      expect(rotated).not.toBe(before);
      // The server still takes the old one alone, so a second rotation is refused until it has restarted.
      const again = await host.exec(['k3s', 'token', 'rotate'], { allow: [1] });
      expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('not authorized')]);
      expect(await tokenNow()).toBe(rotated);

      const refusals = async () => (await journal()).split('encrypted with different token').length;
      const earlier = await refusals();
      await restart(`token: ${passwordIn(before)}`);
      await until(async () => (await refusals()) > earlier);
      expect(await tokenNow()).toBe(rotated);
      await restart(`token: ${passwordIn(rotated)}`);
      await until(async () => (await state()) === 'active');
      expect(await tokenNow()).toBe(rotated);
      // Back to that of the settings.
      await host.exec(['k3s', 'token', 'rotate', '--new-token', passwordIn(before) ?? '']);
      expect(await tokenNow()).toBe(before);
    });
  });
});

function isResult(found: unknown): found is { exitCode: number; stdout: string; stderr: string } {
  return typeof found === 'object' && found !== null && 'stdout' in found;
}

const namespace = () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAME } });

const configMap = (name: string, data?: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: NAME },
  ...(data === undefined ? {} : { data }),
});

/** JSON is YAML too. */
const manifest = (objects: readonly object[]) => objects.map((it) => `---\n${JSON.stringify(it)}\n`).join('');
