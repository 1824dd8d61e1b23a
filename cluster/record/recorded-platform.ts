import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { mebibytesOf, millisOf } from '../../platform/quantities.ts';
import { Secrets } from '../../platform/secrets.ts';
import { sha256 } from '../../system/sha256.ts';

const QUANTITIES: Readonly<Record<string, (amount: number) => unknown>> = {
  $mebibytes: (amount) => Size.mebibytes(amount),
  $millicores: (amount) => Cpu.millis(amount),
  $seconds: (amount) => Duration.seconds(amount),
};

/** A platform as a server keeps it: with digests of its secrets, of the chart's archive and of the hub's code. */
export function recordPlatform({ secrets, chartArchive, hubFiles, pageFiles, ...platform }: Platform): string {
  const recorded = {
    ...platform,
    secrets: secrets.digests(),
    chartArchive: chartArchive && sha256(chartArchive),
    hubFiles: hubFiles.map(({ path, content }) => ({ path, content: sha256(content) })),
    pageFiles: {
      ...(pageFiles.logo && { logo: { ...pageFiles.logo, base64: sha256(pageFiles.logo.base64) } }),
      templates: Object.fromEntries(Object.entries(pageFiles.templates).map(([name, text]) => [name, sha256(text)])),
    },
  };
  return JSON.stringify(recorded, (_, value) => {
    if (value instanceof Size) return { $mebibytes: mebibytesOf(value) };
    if (value instanceof Cpu) return { $millicores: millisOf(value) };
    if (value instanceof Duration) return { $seconds: value.toSeconds() };
    return value;
  });
}

/** The platform of such a text. What an earlier version has recorded may lack settings that came later. */
export function recordedPlatform(text: string): Platform {
  const platform = JSON.parse(text, (_, value) => {
    const [[key = '', amount] = [], ...others] =
      typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const quantity = others.length === 0 && typeof amount === 'number' ? QUANTITIES[key] : undefined;
    return quantity === undefined ? value : quantity(amount as number);
  });
  return { ...platform, secrets: new Secrets(new Map()) };
}

const DIGESTS = z.object({ secrets: z.record(z.string(), z.string()).default({}) });

/** The digests of the secrets in such a text, by the names of their sources. */
export function recordedSecrets(text: string): ReadonlyMap<string, string> {
  return new Map(Object.entries(DIGESTS.parse(JSON.parse(text)).secrets));
}
