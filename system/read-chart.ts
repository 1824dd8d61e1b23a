import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';

/** Far more than a chart has. */
const LARGEST_UNPACKED_MIB = 32;

/** What a chart says of itself, as far as it is read here. */
export interface ChartYaml {
  readonly name?: unknown;
  /** The versions of Kubernetes that it supports: `>=1.28.0-0`. */
  readonly kubeVersion?: unknown;
}

/** What is in the Chart.yaml of an archive, or why it is not a chart, as a sentence goes on. Its contents are not shown. */
export function readChart(bytes: Buffer): string | ChartYaml {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return 'is not a gzip archive';
  let tar: Buffer;
  try {
    tar = gunzipSync(bytes, { maxOutputLength: LARGEST_UNPACKED_MIB * 2 ** 20 });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? `is not a chart: it unpacks to more than ${LARGEST_UNPACKED_MIB} MiB`
      : 'is a broken gzip archive: copy or download it again';
  }
  const files = filesOf(tar);
  if (files === undefined) return 'is not a chart: it does not contain a tar archive';
  const about = [...files].find(([name]) => /^(?:\.\/)?[^/]+\/Chart\.yaml$/.test(name))?.[1];
  if (about === undefined) return 'is not a chart: it has no folder with a Chart.yaml';
  return parsed(about);
}

function parsed(chart: Buffer): ChartYaml {
  try {
    return parse(chart.toString()) ?? {};
  } catch {
    return {};
  }
}

/** The files of a tar archive, as far as they have names of less than 100 bytes; undefined if it is not one. */
function filesOf(tar: Buffer): ReadonlyMap<string, Buffer> | undefined {
  const files = new Map<string, Buffer>();
  const text = (from: number, length: number) => tar.toString('latin1', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + 512);
    const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    if (Number.parseInt(text(at + 148, 8).trim(), 8) !== sum || !(size >= 0)) return undefined;
    files.set(text(at, 100), tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files.size === 0 ? undefined : files;
}
