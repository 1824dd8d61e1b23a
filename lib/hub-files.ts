import { k8s, type Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { ChartValues } from '../imports/z2jh-values.ts';
import { hubPaths, names, OURS } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { sha256 } from '../system/sha256.ts';
import { extraFileName } from './extra-file-name.ts';

/** A file of the hub: its path in their folder, and its text, or else its bytes in base64. */
export type FileOfHub = { readonly path: string } & ({ readonly content: string } | { readonly base64: string });

/** Files that the hub has, by the name of their ConfigMap, and of the volume of it. */
export interface FilesOfHub {
  readonly name: typeof names.hubCode | typeof names.hubPages;
  /** Where they are in the hub's container. */
  readonly folder: string;
  readonly files: readonly FileOfHub[];
}

/** Hubwright's code in the hub. */
export function codeFiles({ hubFiles }: Pick<Platform, 'hubFiles'>): FilesOfHub {
  return { name: names.hubCode, folder: hubPaths.code, files: hubFiles };
}

/** Logo and templates of `hub.pages`; there may be none. */
export function pageFiles({ pageFiles: { logo, templates } }: Pick<Platform, 'pageFiles'>): FilesOfHub {
  const texts = Object.entries(templates).map(([name, content]) => ({ path: `templates/${name}`, content }));
  const pictures = logo === undefined ? [] : [{ path: logo.name, base64: logo.base64 }];
  return { name: names.hubPages, folder: hubPaths.pages, files: [...pictures, ...texts] };
}

/**
 * Files of the hub in a ConfigMap that it mounts. They are no values of the chart: Helm's record of a release has a file
 * among those three times, and has to fit into one object.
 */
export class HubFiles extends Construct {
  readonly configMap: k8s.KubeConfigMap;

  constructor(scope: Construct, id: string, { name, files }: FilesOfHub, namespace: Namespace) {
    super(scope, id);
    const texts = files.flatMap((it) => ('content' in it ? [[extraFileName(it.path), it.content]] : []));
    const others = files.flatMap((it) => ('base64' in it ? [[extraFileName(it.path), it.base64]] : []));
    this.configMap = new k8s.KubeConfigMap(this, 'ConfigMap', {
      metadata: { name, namespace: namespace.name, labels: { ...OURS } },
      ...(texts.length > 0 && { data: Object.fromEntries(texts) }),
      ...(others.length > 0 && { binaryData: Object.fromEntries(others) }),
    });
  }
}

/**
 * The chart values by which the hub has files. Each is a mount of its own, which the kubelet leaves as it is while the
 * container runs; a changed digest makes a new pod, as any changed value does.
 */
function fileValues(digest: 'code' | 'pages', { name, folder, files }: FilesOfHub): ChartValues {
  if (files.length === 0) return {};
  const mounts = files.map(({ path }) => ({ name, mountPath: `${folder}/${path}`, subPath: extraFileName(path) }));
  return {
    custom: { hubwright: { [digest]: sha256(JSON.stringify(files)) } },
    hub: {
      extraVolumes: [{ name, configMap: { name } }],
      extraVolumeMounts: mounts.map((it) => ({ ...it, readOnly: true })),
    },
  };
}

/** The values of code that were asked for: charts and checks ask for those of the same, which is large. */
const known = new WeakMap<readonly FileOfHub[], ChartValues>();

/** The chart values by which Hubwright's code runs in the hub. */
export function codeValues(platform: Pick<Platform, 'hubFiles'>): ChartValues {
  const values = known.get(platform.hubFiles) ?? newCodeValues(platform);
  known.set(platform.hubFiles, values);
  return values;
}

function newCodeValues(platform: Pick<Platform, 'hubFiles'>): ChartValues {
  const { custom, hub } = fileValues('code', codeFiles(platform));
  return {
    custom,
    hub: {
      ...hub,
      extraEnv: { PYTHONPATH: hubPaths.code },
      extraConfig: {
        hubwright:
          "import hubwright.setup\nfrom z2jh import get_config\n\nhubwright.setup.configure(c, get_config('custom.hubwright'))\n",
      },
    },
  };
}

/** The chart values by which the hub has its logo and templates. */
export function pageFileValues(platform: Pick<Platform, 'pageFiles'>): ChartValues {
  return fileValues('pages', pageFiles(platform));
}
