import { isDeepStrictEqual } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { parse } from 'yaml';
import { names } from '../platform/names.ts';
import { isMapping, type Mapping } from '../system/mapping.ts';
import { sha256 } from '../system/sha256.ts';
import { toYaml } from '../system/yaml.ts';
import { masked } from './mask.ts';
import { identity, type KubeObject, type ParsedManifests } from './side.ts';

/** The lines that differ between manifests, as `git diff` shows them; secrets only say whether they differ. */
export function manifestDiff(before: ParsedManifests, after: ParsedManifests): string {
  const files = [...new Set([...before.keys(), ...after.keys()])].sort();
  return files.map((file) => fileDiff(file, before.get(file), after.get(file))).join('');
}

type Objects = readonly KubeObject[] | undefined;

function fileDiff(file: string, before: Objects = [], after: Objects = []): string {
  const [old, now] = [before, after].map((objects) => new Map(objects.map((it) => [identity(it), it])));
  const all = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])];
  return all.map((name) => objectDiff(`${file} ${name}`, old?.get(name), now?.get(name))).join('');
}

function objectDiff(name: string, before: KubeObject | undefined, after: KubeObject | undefined): string {
  if (isDeepStrictEqual(before, after)) return '';
  const previous = before ? toYaml(readable(before, undefined)) : '';
  const current = after ? toYaml(readable(after, before)) : '';
  const [from, to] = [before ? `a/${name}` : '/dev/null', after ? `b/${name}` : '/dev/null'];
  return createTwoFilesPatch(from, to, previous, current, undefined, undefined, { context: 3 }).replace(/^=+\n/, '');
}

/** The objects of a file as YAML, without their secrets. */
export function printable(objects: readonly KubeObject[]): string {
  return objects
    .map((it) => toYaml(readable(it, undefined)))
    .join('---\n')
    .trimEnd();
}

/** What is shown in place of something of Hubwright, which nobody has to review. */
export function digestOfOurs(content: unknown): string {
  return `(of Hubwright, ${digestOf(JSON.stringify(content))})`;
}

const digestOf = (content: unknown) => `sha256 ${sha256(String(content)).slice(0, 12)}`;

/** An object without its secrets. Given its earlier version, marks the secrets that changed. */
function readable(object: KubeObject, before: KubeObject | undefined): KubeObject {
  if (object.kind === 'ConfigMap' && object.metadata.name === names.hubCode) {
    return { ...object, data: digestOfOurs(object.data) };
  }
  if (object.kind === 'Secret') {
    return { ...object, ...hidden(object, before, 'data'), ...hidden(object, before, 'stringData') };
  }
  if (object.kind === 'ConfigMap' && isMapping(object.binaryData)) {
    const digests = Object.entries(object.binaryData).map(([key, value]) => [key, `(${digestOf(value)})`]);
    return { ...object, binaryData: Object.fromEntries(digests) };
  }
  if (object.kind !== 'HelmChart' || !isMapping(object.spec)) return masked(object, undefined, before) as KubeObject;
  const { valuesContent, chartContent, ...rest } = object.spec;
  const old = isMapping(before?.spec) ? before.spec : object.spec;
  const spec = { ...object.spec, ...(masked(rest, undefined, old) as Mapping) };
  return { ...object, spec: { ...spec, ...values({ valuesContent }, old), ...archive({ chartContent }, old) } };
}

/** Raw values of older settings may contain what the check now refuses. */
function values({ valuesContent }: Mapping, old: Mapping): Mapping {
  if (typeof valuesContent !== 'string') return {};
  return { valuesContent: toYaml(masked(parse(valuesContent), undefined, parse(String(old.valuesContent)))) };
}

function archive({ chartContent }: Mapping, old: Mapping): Mapping {
  if (chartContent === undefined) return {};
  const size = `${Math.ceil(String(chartContent).length / 1024)} KiB`;
  return { chartContent: old.chartContent === chartContent ? `(archive, ${size})` : `(another archive, ${size})` };
}

function hidden(object: KubeObject, before: KubeObject | undefined, key: 'data' | 'stringData') {
  const values = object[key];
  if (!isMapping(values)) return {};
  const old = before?.[key];
  const mask = (name: string) =>
    isMapping(old) && name in old && old[name] !== values[name] ? '(secret, changed)' : '(secret)';
  return { [key]: Object.fromEntries(Object.keys(values).map((name) => [name, mask(name)])) };
}
