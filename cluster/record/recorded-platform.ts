import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import type { Platform } from '../../platform/platform.ts';
import { mebibytesOf, millisOf } from '../../platform/quantities.ts';
import { Secrets } from '../../platform/secrets.ts';
import { sha256 } from '../../system/sha256.ts';

const QUANTITIES: Readonly<Record<string, (amount: number) => unknown>> = {
  $mebibytes: (amount) => Size.mebibytes(amount),
  $millicores: (amount) => Cpu.millis(amount),
  $seconds: (amount) => Duration.seconds(amount),
};

/** A platform as a server keeps it: without its secrets, and with digests of the chart's archive and the hub's code. */
export function recordPlatform({ secrets: _, chartArchive, hubFiles, ...platform }: Platform): string {
  const recorded = {
    ...platform,
    chartArchive: chartArchive && sha256(chartArchive),
    hubFiles: hubFiles.map(({ path, content }) => ({ path, content: sha256(content) })),
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
