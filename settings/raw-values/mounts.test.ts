import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { formatPath } from '../../system/problem.ts';
import { checkMounts } from './mounts.ts';
import { podValues } from './pod-values.ts';

const problemsIn = (text: string, python = '') => {
  const values = podValues(parse(text), []);
  return checkMounts(values, values, 0, python).map(
    ({ path, message, fix }) => `${formatPath(path)}: ${message}${fix ? `; ${fix}` : ''}`,
  );
};
const data = '{ name: data, emptyDir: {} }';
const mount = (name: string) => `{ name: ${name}, mountPath: /${name} }`;

test.each([
  [`singleuser: { storage: { extraVolumes: [${data}], extraVolumeMounts: [${mount('data')}, ${mount('files')}] } }`],
  [`singleuser: { storage: { extraVolumes: { a: ${data} }, extraVolumeMounts: { b: ${mount('data')} } } }`],
  ['singleuser: { storage: { extraVolumeMounts: [{ name: "volume-{username}", mountPath: /a }] } }'],
  [
    `singleuser: { extraPodConfig: { volumes: [${data}] }, extraContainers: [{ name: a, volumeMounts: [${mount('data')}] }] }`,
  ],
  [
    `singleuser: { storage: { extraVolumeMounts: [${mount('data')}] }, profileList: [{ kubespawner_override: { volumes: { data: ${data} } } }] }`,
  ],
  [
    `hub: { extraVolumes: [${data}], extraVolumeMounts: [${mount('data')}], initContainers: [{ name: a, volumeMounts: [${mount('pvc')}] }] }`,
  ],
  ['singleuser: { storage: { extraVolumeMounts: [{ name: home, mountPath: /a }, { name: home, mountPath: /b }] } }'],
  [
    `hub: { config: { KubeSpawner: { volumes: [${data}], init_containers: [{ name: a, volume_mounts: [${mount('data')}] }] } } }`,
  ],
])('%s', (text) => expect(problemsIn(text)).toEqual([]));

test('what Python may add', () => {
  const text = `singleuser: { storage: { extraVolumeMounts: [${mount('data')}] } }`;
  expect(problemsIn(text)).toHaveLength(1);
  expect(problemsIn(text, "c.KubeSpawner.volumes = {'data': {}}")).toEqual([]);
  expect(problemsIn(text, 'c.KubeSpawner.modify_pod_hook = change')).toEqual([]);
});

test('what Kubernetes refuses', () => {
  expect(
    problemsIn(`
singleuser:
  storage:
    extraVolumes: [${data}]
    extraVolumeMounts: [${mount('dta')}, { name: data, mountPath: /d }, { name: home, mountPath: /d }]
  initContainers: [{ name: a, volumeMounts: [${mount('scratch')}] }, { name: a }]
  extraContainers: { a: { name: notebook } }
  profileList: [{ kubespawner_override: { volume_mounts: [${mount('x')}] } }]
hub:
  extraVolumes: [{ name: a }, { name: a }]
  extraVolumeMounts: [${mount('data')}]
  extraContainers: [{ name: hub }]
`),
  ).toMatchInlineSnapshot(`
    [
      "singleuser.storage.extraVolumeMounts[0].name: there is no volume "dta" to mount: Kubernetes refuses the pod; did you mean "data"?",
      "singleuser.storage.extraVolumeMounts[2].mountPath: another mount is here already: Kubernetes refuses the pod",
      "singleuser.initContainers[0].volumeMounts[0].name: there is no volume "scratch" to mount: Kubernetes refuses the pod; add it to the volumes",
      "singleuser.initContainers[1].name: another container already has this name: Kubernetes refuses the pod",
      "singleuser.extraContainers.a.name: another container already has this name: Kubernetes refuses the pod",
      "singleuser.profileList[0].kubespawner_override.volume_mounts[0].name: there is no volume "x" to mount: Kubernetes refuses the pod; add it to the volumes",
      "hub.extraVolumes[1].name: another volume already has this name: Kubernetes refuses the pod",
      "hub.extraVolumeMounts[0].name: there is no volume "data" to mount: Kubernetes refuses the pod; add it to the volumes",
      "hub.extraContainers[0].name: another container already has this name: Kubernetes refuses the pod",
    ]
  `);
});
