import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import type { PodValue } from './pod-values.ts';
import { isCounted, quantityOf, sizeLike, spawnerBytesOf } from './quantity.ts';

/** Finds sizes and amounts that Kubernetes, or KubeSpawner, refuses or reads as something that cannot be meant. */
export function checkQuantities(values: readonly PodValue[]): SettingsProblem[] {
  return values.flatMap(({ key, parent, value, path }) => {
    if (isResources(key, parent)) return resources(value, path);
    if (key === 'sizeLimit' || key === 'storageCapacity') return quantity(value, path, 'memory');
    if (/\.(storage\.capacity|pvc\.storage)$/.test(path.join('.'))) return quantity(value, path, 'memory');
    switch (ofServers(key, path)) {
      case 'memory':
        return spawnerBytes(value, path);
      case 'cpu':
        return spawnerCores(value, path);
      default:
        return [];
    }
  });
}

/** Which of the two that KubeSpawner reads itself this is: the chart's `singleuser.memory.limit`, a `mem_limit`. */
function ofServers(key: string, path: readonly PathSegment[]): 'memory' | 'cpu' | undefined {
  const trait = /^(mem|cpu)(Limit|Guarantee)$/.exec(key)?.[1];
  const name = trait ?? /(?:^|\.)singleuser\.(memory|cpu)\.(?:limit|guarantee)$/.exec(path.join('.'))?.[1];
  return name === undefined ? undefined : name === 'cpu' ? 'cpu' : 'memory';
}

const isResources = (key: string, parent: string) =>
  /^(resources|extraResource)$/.test(parent)
    ? /^(limits|requests|guarantees)$/.test(key)
    : /^extraResource(Limits|Guarantees)$/.test(key);

function resources(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([name, amount]) => [
    ...(isResource(name) ? [] : [unknownResource(name, [...path, name])]),
    ...quantity(amount, [...path, name], name),
  ]);
}

const isResource = (name: string) => /^(cpu|memory|ephemeral-storage|storage|hugepages-.+|.*\/.*)$/.test(name);

const unknownResource = (name: string, path: readonly PathSegment[]): SettingsProblem => ({
  path,
  atKey: true,
  message: `Kubernetes knows no resource "${name}"`,
  fix: /gpu/i.test(name) ? 'write nvidia.com/gpu' : 'write cpu, memory, ephemeral-storage, or a name with its domain',
});

function quantity(value: unknown, path: readonly PathSegment[], name: string): SettingsProblem[] {
  if (isLeftOpen(value)) return [];
  const amount = quantityOf(value);
  if (amount === undefined) {
    return [{ path, message: `not a valid amount in Kubernetes${found(path, value)}`, fix: remedy(value, name) }];
  }
  if (amount < 0) return [{ path, message: `expected at least 0${found(path, value)}` }];
  if (isCounted(name) && !Number.isInteger(amount)) {
    return [{ path, message: `Kubernetes only gives whole numbers of these${found(path, value)}` }];
  }
  if (isSize(name) && amount > 0 && amount < 2 ** 20) return [tooLittle(value, path)];
  return [];
}

const isSize = (name: string) => /^(memory|ephemeral-storage|storage)$/.test(name);

function remedy(value: unknown, name: string): string {
  if (name === 'cpu') {
    const cores = String(value).trim().replace(',', '.');
    return quantityOf(cores) === undefined ? 'write a number of cores, such as 0.5 or 500m' : `write ${cores}`;
  }
  if (isCounted(name) && !name.startsWith('hugepages-')) return 'write a whole number, such as "1"';
  const size = sizeLike(value);
  return size ? `write ${size.number}${size.unit}i` : 'write it like 500Mi or 2Gi';
}

function tooLittle(value: unknown, path: readonly PathSegment[]): SettingsProblem {
  const fix = `write ${Number.parseFloat(String(value))}Mi or Gi, if that is meant`;
  return { path, message: `less than 1Mi, in bytes${found(path, value)}`, fix, severity: 'warning' };
}

function spawnerBytes(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (isLeftOpen(value) || spawnerBytesOf(value) !== undefined) return [];
  const size = sizeLike(value);
  const text = size && 'KMGT'.includes(size.unit) ? `${size.number}${size.unit}` : undefined;
  const fix = text ? `write ${text}, which means ${text}i here` : 'write it like 512M or 2G';
  return [{ path, message: `no server could start with this size${found(path, value)}`, fix }];
}

function spawnerCores(value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (isLeftOpen(value) || typeof value === 'number') return [];
  const cores = typeof value === 'string' ? quantityOf(value.trim().replace(',', '.')) : undefined;
  const fix = `write ${cores ?? 'a number of cores such as 0.5'}`;
  return [{ path, message: `no server could start with this number of cores${found(path, value)}`, fix }];
}

/** Nothing, or a template that KubeSpawner fills in with what a user chooses. */
const isLeftOpen = (value: unknown) => value === null || (typeof value === 'string' && value.includes('{'));
