import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Platform } from '../platform/platform.ts';

/** A Kubernetes object of a manifest. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

/** The objects of each manifest, by the name of its file. */
export type ParsedManifests = ReadonlyMap<string, readonly KubeObject[]>;

/** One side of a comparison: a platform and what it is synthesized to. */
export interface Side {
  readonly platform: Platform;
  readonly manifests: ParsedManifests;
}

/** Reads the manifests that a synth wrote into a folder. */
export function readManifests(folder: string): ParsedManifests {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return parseManifests(new Map(files.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')])));
}

/** Parses manifests. One that is empty has no objects. */
export function parseManifests(texts: ReadonlyMap<string, string>): ParsedManifests {
  return new Map(
    [...texts].map(([name, text]) => {
      const documents = [parseAllDocuments(text)].flat();
      return [name, documents.map((it) => it.toJS() as KubeObject | null).filter((it) => it !== null)];
    }),
  );
}

/** What tells an object from all others. */
export function identity({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}
