import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { versions } from '../../platform/versions.ts';
import { attempt } from './tools.ts';

/** Chart values that the real chart is to accept. */
export interface ChartCase {
  readonly name: string;
  /** From low to high, as the HelmChart merges them: `valuesContent`, then each of `valuesSecrets`. */
  readonly values: readonly object[];
  /** What the rendered objects must be, as complaints about those that are not. @default - anything that renders */
  readonly check?: (rendered: Rendered) => string[];
}

/** A Kubernetes object, as far as it is looked at. */
// biome-ignore lint/suspicious/noExplicitAny: the objects come from the chart, and each check knows which it asks for
export type KubeObject = any;

/** What the chart made of a case. */
export class Rendered {
  readonly objects: readonly KubeObject[];
  constructor(readonly text: string) {
    this.objects = parseAllDocuments(text).flatMap((document) => document.toJS() ?? []);
  }

  /** `Kind/name` of every object, sorted. */
  get ids(): string[] {
    return this.objects.map((object) => `${object.kind}/${object.metadata.name}`).sort();
  }

  /** The object of that `Kind/name`; undefined when there is none. */
  find(id: string): KubeObject {
    return this.objects.find((object) => `${object.kind}/${object.metadata.name}` === id);
  }
}

/** Lints and renders a case with the real helm and the real chart. @returns what is wrong with it */
export function tryCase(helm: string, chart: string, { values, check }: ChartCase): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-chart-'));
  try {
    const files = values.map((value, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(value), { mode: 0o600 });
      return `--values=${file}`;
    });
    const target = [`--kube-version=${versions.kubernetes}`, '--namespace=jupyterhub', ...files];
    const linted = attempt(helm, ['lint', chart, ...target]);
    if (!linted.ok) return [`helm lint: ${linted.output}`];
    const templated = attempt(helm, ['template', 'jupyterhub', chart, ...target]);
    if (!templated.ok) return [`helm template: ${templated.output}`];
    return check?.(new Rendered(templated.output)) ?? [];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
