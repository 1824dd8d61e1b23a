import type { KubeObject, Rendered } from './render.ts';

/** Who talks to the Kubernetes API. */
const WITH_TOKEN = ['Deployment/hub'];

/** What the pods of the chart may do that they need not, and whether the proxy's changes with the next upgrade. */
export function checkPods(rendered: Rendered): string[] {
  const workloads = rendered.objects.filter((it) => it.spec?.template?.spec !== undefined);
  const proxy = rendered.find('Deployment/proxy')?.spec.template;
  return [
    ...workloads.flatMap(faults),
    // Of two keys with one name the parsers of Helm and of Kubernetes keep the last, as this one does.
    ...(proxy?.metadata.annotations['checksum/auth-token'] === 'kept'
      ? []
      : ['the proxy restarts at the first upgrade']),
    ...['hub', 'proxy'].flatMap((name) => {
      const document = rendered.text
        .split(/^---$/m)
        .find((it) => it.includes(`# Source: jupyterhub/templates/${name}/deployment.yaml`));
      return (document?.match(/^ {6}affinity:/gm)?.length ?? 0) > 1 ? [`${name} has two affinities`] : [];
    }),
  ];
}

function faults({ kind, metadata, spec }: KubeObject): string[] {
  const id = `${kind}/${metadata.name}`;
  const pod = spec.template.spec;
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  const isFiltered = (it: KubeObject) => (it.securityContext?.seccompProfile?.type ?? '') === 'RuntimeDefault';
  const tests: Record<string, boolean> = {
    'no seccomp profile': !isFiltered(pod) && !containers.every(isFiltered),
    'may escalate': !containers.every((it) => it.securityContext?.allowPrivilegeEscalation === false),
    'has capabilities': !containers.every((it) => String(it.securityContext?.capabilities?.drop) === 'ALL'),
    'has a service account token': pod.automountServiceAccountToken !== false && !WITH_TOKEN.includes(id),
  };
  return Object.keys(tests).flatMap((fault) => (tests[fault] ? [`${id}: ${fault}`] : []));
}
