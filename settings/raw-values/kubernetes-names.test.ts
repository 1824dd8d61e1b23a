import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Mapping, withDefaults } from '../../system/mapping.ts';
import { formatPath } from '../../system/problem.ts';
import { chartDefaults } from './chart-facts.ts';
import { checkChartObjects, checkKubernetesNames } from './kubernetes-names.ts';
import { podValues } from './pod-values.ts';

const problemsIn = (text: string) => {
  const raw = parse(text) as Mapping;
  const effective = withDefaults(chartDefaults(), raw) as Mapping;
  return [...checkKubernetesNames(podValues(raw, []), 0), ...checkChartObjects(raw, effective, [])].map(
    ({ path, message, fix }) => `${formatPath(path)}: ${message}${fix ? `; ${fix}` : ''}`,
  );
};

describe('names that Kubernetes takes', () => {
  test.each([
    ['singleuser: { extraLabels: { a: "", b: A_b.c-d, c: "{username}" }, nodeSelector: { a/b: "1", c: null } }'],
    ['singleuser: { extraAnnotations: { a: "Data Science!" }, extraEnv: { "MY VAR": a, A.B: "=" } }'],
    ['singleuser: { extraEnv: [{ name: A, value: "a=b" }], serviceAccountName: "sa-{username}" }'],
    ['singleuser: { serviceAccountName: null, storage: { dynamic: { storageClass: "" }, type: none } }'],
    ['singleuser: { storage: { type: static, static: { pvcName: a } } }'],
    ['hub: { db: { pvc: { accessModes: [ReadWriteOncePod], storageClassName: a.b-c } } }'],
    ['hub: { extraFiles: { my_File.conf: { mountPath: /a/b } }, pdb: { enabled: true, minAvailable: 2 } }'],
    ['hub: { pdb: { minAvailable: 1, maxUnavailable: 1 } }'],
    ['hub: { pdb: { enabled: true, minAvailable: null, maxUnavailable: 1 } }'],
    ['scheduling: { userScheduler: { enabled: false, pdb: { enabled: true, minAvailable: 1 } } }'],
    ['ingress: { enabled: true, hosts: ["", hub.example.org, "*.example.org", hub] }'],
    ['ingress: { enabled: false, hosts: ["https://a"] }'],
  ])('%s', (text) => expect(problemsIn(text)).toEqual([]));
});

test('and those that it does not', () => {
  expect(
    problemsIn(`
singleuser:
  extraLabels: { team: Data Science!, long: ${'a'.repeat(64)} }
  nodeSelector: { pool: -a }
  extraEnv: { A=B: x }
  serviceAccountName: Default_SA
  storage: { type: static, dynamic: { storageClass: Local-Path, storageAccessModes: [ReadWriteMulti] } }
  extraFiles: { etc/a.conf: { mountPath: /a } }
  profileList: [{ kubespawner_override: { environment: { "": a }, storage_access_modes: [rwx], service_account: A } }]
hub:
  extraEnv: [{ name: A=, value: b }]
  labels: { a: b/c }
  db: { pvc: { storageClassName: A_ } }
  pdb: { enabled: true, maxUnavailable: 1 }
ingress:
  enabled: true
  hosts: [https://hub.example.org, Hub.example.org, hub.example.org/a, hub.example.org:443, 10.0.0.1, { host: a.b }]
`),
  ).toMatchInlineSnapshot(`
    [
      "singleuser.extraLabels.team: a label is at most 63 letters, digits and -_. with a letter or digit at both ends, found "Data Science!"; write Data-Science",
      "singleuser.extraLabels.long: a label is at most 63 letters, digits and -_. with a letter or digit at both ends, found "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"",
      "singleuser.nodeSelector.pool: a label is at most 63 letters, digits and -_. with a letter or digit at both ends, found "-a"; write a",
      "singleuser.extraEnv.A=B: the name of a variable must not be empty or contain "="",
      "singleuser.serviceAccountName: a name in Kubernetes is lower-case letters, digits, "-" and ".", found "Default_SA"; write default-sa, if that is its name",
      "singleuser.storage.dynamic.storageClass: a name in Kubernetes is lower-case letters, digits, "-" and ".", found "Local-Path"; write local-path, if that is its name",
      "singleuser.storage.dynamic.storageAccessModes[0]: expected "ReadWriteOnce" or "ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOncePod", found "ReadWriteMulti"",
      "singleuser.profileList[0].kubespawner_override.environment.: the name of a variable must not be empty or contain "="",
      "singleuser.profileList[0].kubespawner_override.storage_access_modes[0]: expected "ReadWriteOnce" or "ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOncePod", found "rwx"",
      "singleuser.profileList[0].kubespawner_override.service_account: a name in Kubernetes is lower-case letters, digits, "-" and ".", found "A"; write a, if that is its name",
      "hub.extraEnv[0].name: the name of a variable must not be empty or contain "="",
      "hub.labels.a: a label is at most 63 letters, digits and -_. with a letter or digit at both ends, found "b/c"; write b-c",
      "hub.db.pvc.storageClassName: a name in Kubernetes is lower-case letters, digits, "-" and ".", found "A_"",
      "ingress.hosts[0]: expected only a host name, in lower case, found "https://hub.example.org"; write hub.example.org",
      "ingress.hosts[1]: expected only a host name, in lower case, found "Hub.example.org"; write hub.example.org",
      "ingress.hosts[2]: expected only a host name, in lower case, found "hub.example.org/a"; write hub.example.org",
      "ingress.hosts[3]: expected only a host name, in lower case, found "hub.example.org:443"; write hub.example.org",
      "ingress.hosts[4]: an Ingress accepts no IP address, found "10.0.0.1"; write a host name",
      "ingress.hosts[5]: expected a host name as text, found a mapping; write a.b",
      "singleuser.extraFiles.etc/a.conf: the name of a file here is letters, digits, "-", "_" and ".", found "etc/a.conf"; its place is mountPath",
      "hub.pdb.maxUnavailable: Kubernetes accepts either this or minAvailable, which is 1; add minAvailable: null",
      "singleuser.storage.type: homes are in one claim, but none is set: no server could start; set singleuser.storage.static.pvcName",
    ]
  `);
});
