import { PULL_POLICIES } from '../../platform/image-reference.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found, listed, typeName, unknownKey } from '../explain.ts';
import { kubernetesTypes } from './chart-facts.ts';
import { fieldProblems } from './kubernetes-rules.ts';
import { text } from './kubernetes-text.ts';

type Path = readonly PathSegment[];

/** How an object of Kubernetes is read. */
export interface Reading {
  /**
   * Whether KubeSpawner makes the object itself, which stops at a field that it does not know and takes snake_case;
   * Kubernetes leaves unknown fields out. It is so of the object alone and not of what is in it.
   */
  readonly isMade?: boolean;
  /** Whether the object is added to one that has what this one lacks. */
  readonly isPart?: boolean;
}

/** Needed for the client's types, but not for Kubernetes, where a number that is not there is 0. */
const NOT_NEEDED = /^(lun|seconds)$/;
/** Needed in a pod, if not by type. */
const NEEDED: Readonly<Record<string, string>> = { V1Container: 'image' };
/** Amounts such as 500m and 1Gi, which may be numbers and are checked by themselves. */
const AMOUNTS = /^(limits|requests|overhead|sizeLimit|divisor)$/;

/** The values that a field may have. Source: Kubernetes 1.36, the documentation of each field. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'V1Toleration.operator': ['Equal', 'Exists', 'Lt', 'Gt'],
  'V1Toleration.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'V1NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  'V1LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'V1Container.imagePullPolicy': PULL_POLICIES,
  'V1ContainerPort.protocol': ['TCP', 'UDP', 'SCTP'],
  'V1NetworkPolicyPort.protocol': ['TCP', 'UDP', 'SCTP'],
  'V1PodSpec.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'V1PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'V1PodSpec.preemptionPolicy': ['PreemptLowerPriority', 'Never'],
  'V1PodSecurityContext.fsGroupChangePolicy': ['OnRootMismatch', 'Always'],
  'V1VolumeMount.mountPropagation': ['None', 'HostToContainer', 'Bidirectional'],
  'V1SeccompProfile.type': ['RuntimeDefault', 'Localhost', 'Unconfined'],
  'V1TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
};

/** Checks an object that a person wrote against a type of Kubernetes; null stands for nothing. */
export function checkObject(value: unknown, type: string, path: Path, reading: Reading = {}): SettingsProblem[] {
  const fields = kubernetesTypes()[type] ?? {};
  if (!isMapping(value)) return [{ path, message: `expected a mapping${found(path, value)}` }];
  const fieldOf = (key: string) =>
    Object.hasOwn(fields, key)
      ? key
      : reading.isMade
        ? Object.keys(fields).find((it) => snakeCase(it) === key)
        : undefined;
  const given = Object.entries(value).map(([key, inner]) => ({ field: fieldOf(key), key, inner }));
  const known = Object.fromEntries(given.flatMap(({ field, inner }) => (field === undefined ? [] : [[field, inner]])));
  const isNeeded = (it: string) => (fields[it]?.endsWith('!') && !NOT_NEEDED.test(it)) || NEEDED[type] === it;
  const missing = reading.isPart
    ? []
    : Object.keys(fields).filter((it) => isNeeded(it) && (known[it] ?? null) === null);
  return [
    ...missing.map((it) => ({ path, message: `missing: ${it}, which Kubernetes needs` })),
    ...given.flatMap(({ field, key, inner }) => {
      const at = [...path, key];
      if (field === undefined) return [unknownField(key, Object.keys(fields), at, reading)];
      const kind = fields[field]?.replace('!', '') ?? '';
      return checkValue(inner, kind, at, { ...reading, field, fullName: `${type}.${field}` });
    }),
    ...fieldProblems(type, known).map(({ field, ...it }) => {
      const key = given.find((one) => one.field === field)?.key;
      return { ...it, path: key === undefined ? path : [...path, key] };
    }),
  ];
}

interface Field extends Reading {
  readonly field: string;
  /** The type that the field belongs to, and its name. */
  readonly fullName: string;
}

function checkValue(value: unknown, kind: string, path: Path, field: Field): SettingsProblem[] {
  if (value === null || AMOUNTS.test(field.field) || /^V1EnvVar\.(name|value)$/.test(field.fullName)) return [];
  const item = /^list\[(.*)\]$/.exec(kind)?.[1];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [wrong('array', value, path)];
    return value.flatMap((it, index) =>
      checkValue(it ?? undefined, item, [...path, index], { ...field, isPart: false }),
    );
  }
  if (/V\d/.test(kind)) return checkObject(value, kind, path, { isPart: field.isPart ?? false });
  switch (kind) {
    case 'str':
      return typeof value === 'string' ? checkChoice(value, path, field) : text(value ?? [], path);
    case 'int':
      return Number.isInteger(value) ? [] : [wrong('int', value, path)];
    case 'bool':
      return typeof value === 'boolean' ? [] : [wrong('boolean', value, path)];
    case 'dict(str, str)':
      if (!isMapping(value)) return [wrong('object', value, path)];
      return Object.entries(value).flatMap(([key, inner]) => text(inner, [...path, key]));
    default:
      return [];
  }
}

function checkChoice(value: string, path: Path, { fullName: values }: Field): SettingsProblem[] {
  const allowed = VALUES[values];
  if (allowed === undefined || value === '' || value.includes('{') || allowed.includes(value)) return [];
  const near = didYouMean(value, allowed);
  return [{ path, message: `expected ${listed(allowed)}${found(path, value)}`, ...(near && { fix: `write ${near}` }) }];
}

function wrong(type: string, value: unknown, path: Path): SettingsProblem {
  const message = `expected ${typeName(type)}${found(path, value)}`;
  const isQuoted = typeof value === 'string' && (type === 'int' ? /^\d+$/ : /^(true|false)$/).test(value);
  if (type !== 'array' && isQuoted) return { path, message, fix: `write ${type === 'int' ? decimal(value) : value}` };
  return {
    path,
    message,
    ...(type === 'array' && typeof value === 'string' && { fix: 'write each part as an item' }),
  };
}

/** A number that was put into quotes; what begins with 0 is an octal one, as the modes of files are written. */
const decimal = (digits: string) => (/^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits));

function unknownField(key: string, fields: readonly string[], path: Path, { isMade }: Reading): SettingsProblem {
  const unknown = unknownKey(path, key, fields, 8);
  return isMade
    ? { ...unknown, message: 'KubeSpawner knows no such field: no server could start' }
    : { ...unknown, message: 'Kubernetes knows no such field, and ignores it', severity: 'warning' };
}

const snakeCase = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
