import ipaddr from 'ipaddr.js';
import { patterns } from '../../platform/schema/kubernetes-names.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found, listed } from '../explain.ts';
import { ACCESS_MODES } from './kubernetes-rules.ts';
import { type PodValue, VARIABLES } from './pod-values.ts';
import { spawnerSetting } from './spawner-settings.ts';

type Path = readonly PathSegment[];

const SUBDOMAIN = new RegExp(`^${patterns.subdomain()}$`);
const LABEL_VALUE = new RegExp(`^${patterns.labelValue}$`);
const FILE_KEY = /^(?=.{1,253}$)[-._a-zA-Z0-9]+$/;
const LABELS = /^(nodeSelector|matchLabels|labels|\w+Labels)$/;

/** Finds names of objects, labels and variables that Kubernetes refuses because of how they are written. */
export function checkKubernetesNames(values: readonly PodValue[], depth: number): SettingsProblem[] {
  return values.flatMap(({ key, value, path }) => {
    const setting = spawnerSetting(path.slice(depth).join('.')) ?? key;
    if (LABELS.test(key)) return each(value, path, labelValue);
    if (VARIABLES.test(key)) return variableNames(value, path);
    if (/^(storageClass|storageClassName|serviceAccount|serviceAccountName)$/.test(setting))
      return subdomain(value, path);
    if (/^(storageAccessModes|accessModes)$/.test(setting)) return each(value, path, accessMode);
    return [];
  });
}

/**
 * Finds what Kubernetes refuses of whole objects that the chart makes: what its own values are put together to.
 *
 * @param effective All values that the chart's templates read.
 */
export function checkChartObjects(raw: Mapping, effective: Mapping, at: Path): SettingsProblem[] {
  const isIngress = valueAt(effective, ['ingress', 'enabled']) === true;
  const hosts = ['ingress', 'hosts'];
  return [
    ...(isIngress ? each(valueAt(raw, hosts), [...at, ...hosts], host) : []),
    ...['hub', 'singleuser'].flatMap((part) =>
      fileKeys(valueAt(raw, [part, 'extraFiles']), [...at, part, 'extraFiles']),
    ),
    ...budgets.flatMap((place) => budget(place, raw, effective, at)),
    ...staticHome(raw, effective, at),
  ];
}

function each(value: unknown, path: Path, check: (item: unknown, path: Path) => SettingsProblem[]): SettingsProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => check(item, [...path, index]));
  return isMapping(value) ? Object.entries(value).flatMap(([key, item]) => check(item, [...path, key])) : [];
}

/** A text with a template in it is known only when a server starts. */
const isFixed = (value: unknown): value is string => typeof value === 'string' && !value.includes('{');

function labelValue(value: unknown, path: Path): SettingsProblem[] {
  if (!isFixed(value) || LABEL_VALUE.test(value)) return [];
  const message = `a label is at most 63 letters, digits and -_. with a letter or digit at both ends${found(path, value)}`;
  const right = value.replace(/[^A-Za-z0-9_.]+/g, '-').replace(/^[-_.]+|[-_.]+$/g, '');
  return [{ path, message, ...(LABEL_VALUE.test(right) && right !== '' && { fix: `write ${right}` }) }];
}

function variableNames(value: unknown, path: Path): SettingsProblem[] {
  const isWrong = (name: unknown) => typeof name === 'string' && (name === '' || name.includes('='));
  const message = 'the name of a variable must not be empty or contain "="';
  return each(value, path, (item, at) => {
    if (Array.isArray(value)) return isMapping(item) && isWrong(item.name) ? [{ path: [...at, 'name'], message }] : [];
    return isWrong(at.at(-1)) ? [{ path: at, atKey: true, message }] : [];
  });
}

function subdomain(value: unknown, path: Path): SettingsProblem[] {
  if (!isFixed(value) || value === '' || SUBDOMAIN.test(value)) return [];
  const right = value.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  const fix = SUBDOMAIN.test(right) ? { fix: `write ${right}, if that is its name` } : {};
  return [
    { path, message: `a name in Kubernetes is lower-case letters, digits, "-" and "."${found(path, value)}`, ...fix },
  ];
}

function accessMode(value: unknown, path: Path): SettingsProblem[] {
  if (!isFixed(value) || ACCESS_MODES.includes(value)) return [];
  const near = didYouMean(value, ACCESS_MODES);
  return [
    { path, message: `expected ${listed(ACCESS_MODES)}${found(path, value)}`, ...(near && { fix: `write ${near}` }) },
  ];
}

function host(value: unknown, path: Path): SettingsProblem[] {
  if (isMapping(value)) {
    const fix = typeof value.host === 'string' ? { fix: `write ${value.host}` } : {};
    return [{ path, message: `expected a host name as text${found(path, value)}`, ...fix }];
  }
  if (typeof value !== 'string' || value === '') return [];
  if (ipaddr.isValid(value)) {
    return [{ path, message: `an Ingress accepts no IP address${found(path, value)}`, fix: 'write a host name' }];
  }
  if (SUBDOMAIN.test(value.replace(/^\*\./, ''))) return [];
  const right = value
    .toLowerCase()
    .replace(/^\w+:\/\//, '')
    .replace(/[/:].*$/, '');
  const message = `expected only a host name, in lower case${found(path, value)}`;
  return [{ path, message, ...(SUBDOMAIN.test(right) && { fix: `write ${right}` }) }];
}

function fileKeys(files: unknown, path: Path): SettingsProblem[] {
  const wrong = Object.keys(isMapping(files) ? files : {}).filter((key) => !FILE_KEY.test(key));
  return wrong.map((key) => ({
    path: [...path, key],
    atKey: true,
    message: `the name of a file here is letters, digits, "-", "_" and "."${found([], key)}`,
    fix: 'its place is mountPath',
  }));
}

/** What has a budget of disruptions of its own. */
const budgets = [['hub'], ['proxy', 'chp'], ['proxy', 'traefik'], ['scheduling', 'userScheduler']];

function budget(place: readonly string[], raw: Mapping, effective: Mapping, at: Path): SettingsProblem[] {
  const [written, pdb] = [raw, effective].map((it) => valueAt(it, [...place, 'pdb']));
  if (valueAt(effective, [...place, 'enabled']) === false) return [];
  if (!isMapping(written) || !isMapping(pdb) || pdb.enabled !== true) return [];
  if ((pdb.minAvailable ?? null) === null || (pdb.maxUnavailable ?? null) === null) return [];
  const key = written.maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
  const other = key === 'minAvailable' ? 'maxUnavailable' : 'minAvailable';
  const message = `Kubernetes accepts either this or ${other}, which is ${JSON.stringify(pdb[other])}`;
  return [{ path: [...at, ...place, 'pdb', key], message, fix: `add ${other}: null` }];
}

function staticHome(raw: Mapping, effective: Mapping, at: Path): SettingsProblem[] {
  const [written, storage] = [raw, effective].map((it) => valueAt(it, ['singleuser', 'storage']));
  if (!isMapping(written) || written.type !== 'static' || valueAt(storage, ['static', 'pvcName'])) return [];
  const message = 'homes are in one claim, but none is set: no server could start';
  return [{ path: [...at, 'singleuser', 'storage', 'type'], message, fix: 'set singleuser.storage.static.pvcName' }];
}
