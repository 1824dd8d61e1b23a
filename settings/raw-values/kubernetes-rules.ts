import ipaddr from 'ipaddr.js';
import { patterns } from '../../platform/schema/kubernetes-names.ts';
import type { Mapping } from '../../system/mapping.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';

/** What is wrong with a field of an object, although its type is right. */
export interface FieldProblem extends Pick<SettingsProblem, 'message' | 'fix'> {
  /** Empty where it is the whole object. */
  readonly field: string;
}

/** How a volume may be used. */
export const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

const LABEL = new RegExp(`^${patterns.label}$`);
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

/** What Kubernetes wants of objects beside their types, by type. Source: Kubernetes 1.36, `core/validation`. */
const rules: Readonly<Record<string, (object: Mapping) => readonly (FieldProblem | undefined)[]>> = {
  V1Volume: (volume) => [dnsLabel(volume), oneSource(volume)],
  V1Container: (container) => [dnsLabel(container)],
  V1VolumeMount: ({ subPath }) => [
    typeof subPath === 'string' && subPath.split('/').includes('..')
      ? wrong('subPath', `Kubernetes accepts no ".." here${found([], subPath)}`, 'write a path inside the volume')
      : undefined,
  ],
  V1Toleration: ({ key, operator, value }) => [
    operator === 'Exists' && value
      ? wrong('value', 'Kubernetes accepts no value with "Exists"', 'write Equal, or leave the value out')
      : undefined,
    !key && operator !== 'Exists' ? wrong('operator', 'without a key, Kubernetes only accepts "Exists"') : undefined,
  ],
  V1NetworkPolicyPeer: (peer) => [
    Object.values(peer).every((it) => it === null)
      ? wrong('', 'Kubernetes needs a peer here', 'write ipBlock, namespaceSelector or podSelector')
      : undefined,
  ],
  V1IPBlock: ({ cidr }) => [typeof cidr === 'string' ? range(cidr) : undefined],
  V1NetworkPolicyPort: ({ port }) => [typeof port === 'string' ? portName(port) : undefined],
};

/**
 * Finds what Kubernetes refuses in an object whose fields have the right types.
 *
 * @param object Its fields as Kubernetes calls them.
 */
export function fieldProblems(type: string, object: Mapping): FieldProblem[] {
  return (rules[type]?.(object) ?? []).filter((it) => it !== undefined);
}

const wrong = (field: string, message: string, fix?: string): FieldProblem => ({ field, message, ...(fix && { fix }) });

/** A name with a template in it is known only when a server starts. */
function dnsLabel({ name }: Mapping): FieldProblem | undefined {
  if (typeof name !== 'string' || name.includes('{') || LABEL.test(name)) return undefined;
  const right = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 63);
  const message = `expected lower-case letters, digits and "-"${found([], name)}`;
  return wrong('name', message, LABEL.test(right) ? `write ${right}` : undefined);
}

function oneSource(volume: Mapping): FieldProblem | undefined {
  const [first, second] = Object.keys(volume).filter((it) => it !== 'name' && volume[it] !== null);
  return second === undefined ? undefined : wrong(second, `a volume has one type, and this one is already "${first}"`);
}

function range(cidr: string): FieldProblem | undefined {
  if (ipaddr.isValidCIDR(cidr)) return undefined;
  const one = ipaddr.isValid(cidr) ? `${cidr}/${ipaddr.parse(cidr).kind() === 'ipv4' ? 32 : 128}` : '10.0.0.0/8';
  return wrong(
    'cidr',
    `expected an IP address range${found([], cidr)}`,
    `write ${ipaddr.isValid(cidr) ? '' : 'it like '}${one}`,
  );
}

function portName(port: string): FieldProblem | undefined {
  if (PORT_NAME.test(port) && port.length <= 15) return undefined;
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(port) ?? [];
  const fix = from === undefined ? 'write a number' : `write ${from}${to ? ` and endPort: ${to}` : ''} without quotes`;
  return wrong('port', `expected a number, or the name of a port${found([], port)}`, fix);
}
