import { isMapping } from '../../system/mapping.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import type { PodValue } from './pod-values.ts';

/** A field that the Pod Security level `baseline` limits. */
interface Control {
  /** The field as Kubernetes calls it, below another where its own name says too little. */
  readonly field: string;
  /** Whether the level refuses this value. */
  readonly refuses: (value: unknown) => boolean;
  /** What a pod with it would have. */
  readonly effect: string;
  /** What to do instead. @default 'leave it out' */
  readonly instead?: string;
  /** The minor version of Kubernetes that began to refuse it. @default - all of them do */
  readonly since?: number;
}

const CAPABILITIES =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT';
const SELINUX_TYPES = 'container_t container_init_t container_kvm_t container_engine_t';
const SYSCTLS =
  'kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports ' +
  'net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl ' +
  'net.ipv4.tcp_keepalive_probes net.ipv4.tcp_keepalive_time net.ipv4.tcp_rmem net.ipv4.tcp_syncookies net.ipv4.tcp_wmem';

const isTrue = (value: unknown) => value === true;
const beyond = (allowed: string) => (value: unknown) =>
  typeof value === 'string' && value !== '' && !allowed.split(' ').includes(value);
const anyBeyond =
  (allowed: string, text = (item: unknown) => item) =>
  (value: unknown) =>
    Array.isArray(value) && value.some((item) => beyond(allowed)(text(item)));
const appArmor = (value: unknown) =>
  isMapping(value) &&
  Object.entries(value).some(
    ([key, profile]) =>
      key.startsWith('container.apparmor.security.beta.kubernetes.io/') &&
      !/^(|runtime\/default|localhost\/.*)$/.test(String(profile)),
  );

/** Source: Pod Security Standards of Kubernetes 1.36, "Baseline"; kubernetes/pod-security-admission, `policy/check_*.go`. */
const controls: readonly Control[] = [
  { field: 'hostProcess', refuses: isTrue, effect: 'the host' },
  { field: 'hostNetwork', refuses: isTrue, effect: "the node's network" },
  { field: 'hostPID', refuses: isTrue, effect: "the node's processes" },
  { field: 'hostIPC', refuses: isTrue, effect: "the node's memory that processes share" },
  { field: 'privileged', refuses: isTrue, effect: 'the whole node' },
  { field: 'blockWithIptables', refuses: isTrue, effect: 'a privileged container' },
  {
    field: 'hostPath',
    refuses: isMapping,
    effect: 'a folder of the node',
    instead: 'use a claim or NFS, as storage.shared does',
  },
  { field: 'hostPort', refuses: (value) => typeof value === 'number' && value !== 0, effect: 'a port of the node' },
  { field: 'capabilities.add', refuses: anyBeyond(CAPABILITIES), effect: 'capabilities beyond the default ones' },
  { field: 'procMount', refuses: beyond('Default'), effect: 'all of /proc' },
  { field: 'seccompProfile.type', refuses: beyond('RuntimeDefault Localhost'), effect: 'no limit to its system calls' },
  {
    field: 'appArmorProfile.type',
    refuses: beyond('RuntimeDefault Localhost'),
    effect: 'an AppArmor profile of its own',
  },
  { field: 'annotations', refuses: appArmor, effect: 'an AppArmor profile of its own' },
  { field: 'extraAnnotations', refuses: appArmor, effect: 'an AppArmor profile of its own' },
  { field: 'seLinuxOptions.type', refuses: beyond(SELINUX_TYPES), effect: 'SELinux options of its own' },
  { field: 'seLinuxOptions.user', refuses: beyond(''), effect: 'SELinux options of its own' },
  { field: 'seLinuxOptions.role', refuses: beyond(''), effect: 'SELinux options of its own' },
  {
    field: 'sysctls',
    refuses: anyBeyond(SYSCTLS, (item) => (isMapping(item) ? item.name : undefined)),
    effect: "settings of the node's kernel",
  },
  { field: 'httpGet.host', refuses: beyond(''), effect: 'a probe that reaches any host from the node', since: 34 },
  { field: 'tcpSocket.host', refuses: beyond(''), effect: 'a probe that reaches any host from the node', since: 34 },
];

/** What the level `privileged` of the namespace means. */
export const PRIVILEGED = 'anyone who may start a pod in the namespace can take over its node and all homes on it';

/**
 * Finds what the level `baseline` of the namespace refuses: the pod is never made.
 *
 * @param minor The minor version of Kubernetes.
 */
export function checkPodSecurity(values: readonly PodValue[], minor: number): SettingsProblem[] {
  return values.flatMap(({ key, parent, value, path }) => {
    const names = [key, `${parent}.${key}`].map((name) => name.toLowerCase());
    const control = controls.find(
      ({ field, refuses, since = 0 }) => names.includes(field.toLowerCase()) && minor >= since && refuses(value),
    );
    if (control === undefined) return [];
    const message = `the namespace refuses a pod with this: it would have ${control.effect}`;
    const fix = `${control.instead ?? 'leave it out'}, or set hub.podSecurity to "privileged"`;
    return [{ path, message, fix }];
  });
}
