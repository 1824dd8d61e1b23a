import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { asBasePath } from '../hub-url.ts';
import { suggestCpu, suggestDuration, suggestSize } from './suggest.ts';

type Suggest = (value: unknown) => string | undefined;

/** The error for a scalar: `expected a duration such as 30m, 1h or 7d`, and what to write after `; `. */
export const expected = (what: string, suggest?: Suggest) => ({
  error: ({ input }: { readonly input?: unknown }) => [`expected ${what}`, suggest?.(input)].filter(Boolean).join('; '),
});

function scalar<T>(
  title: string,
  what: string,
  pattern: RegExp,
  convert: (text: string) => T | undefined,
  suggest: Suggest,
) {
  return z
    .string(expected(what, suggest))
    .regex(pattern, expected(what, suggest))
    .transform((text, context) => {
      const value = convert(text);
      if (value === undefined) context.issues.push({ code: 'custom', message: `expected ${what}`, input: text });
      return value as T;
    })
    .meta({ title });
}

/** A span of time as people write it, whole units: `45s`, `30m`, `1h`, `7d`. */
export const duration = () =>
  scalar(
    'duration',
    'a duration such as 45s, 30m, 1h or 7d',
    /^[1-9]\d{0,5}[smhd]$/,
    (text) => {
      const amount = Number.parseInt(text, 10);
      const durations = { s: Duration.seconds, m: Duration.minutes, h: Duration.hours, d: Duration.days };
      return durations[text.at(-1) as keyof typeof durations].call(Duration, amount);
    },
    suggestDuration,
  );

/** An amount of memory or disk in binary units: `512Mi`, `1.5Gi`, `2Ti`. */
export const size = () =>
  scalar(
    'size',
    'a size in binary units such as 512Mi, 10Gi or 2Ti',
    /^\d{1,6}(\.\d{1,3})?(Mi|Gi|Ti)$/,
    (text) => {
      const mebibytes =
        Number.parseFloat(text) * { Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[text.slice(-2) as 'Mi' | 'Gi' | 'Ti'];
      return mebibytes >= 1 ? Size.mebibytes(Math.round(mebibytes)) : undefined;
    },
    suggestSize,
  );

const CORES = 'a number of cores such as 2, 0.5 or 500m';

/** Processor time: a number of cores (`2`, `0.5`) or millicores (`500m`). */
export const cpu = () =>
  z
    .union([z.number(), z.string()], expected(CORES))
    .transform((value, context) => {
      const match = /^(\d{1,7})m$|^(\d{1,4}(?:\.\d{1,3})?)$/.exec(String(value));
      const millis = match?.[1] ? Number(match[1]) : Math.round(Number(match?.[2] ?? 0) * 1000);
      if (millis < 1) {
        context.issues.push({
          code: 'custom',
          message: expected(CORES, suggestCpu).error({ input: value }),
          input: value,
        });
      }
      return Cpu.millis(millis);
    })
    .meta({ title: 'CPU', examples: ['500m', 2] });

/** A network in CIDR notation, with no host bits set: `10.20.0.0/16`, `fd00:20::/32`. */
export const cidr = () =>
  z.string(expected('a network such as 10.20.0.0/16')).superRefine((text, context) => {
    const message = problemOfCidr(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

function problemOfCidr(text: string): string | undefined {
  if (!ipaddr.isValidCIDR(text) || !/^(\d+\.\d+\.\d+\.\d+|[\da-f:]+)\/\d+$/i.test(text))
    return 'expected a network such as 10.20.0.0/16';
  const v4 = text.includes('.');
  const network = v4
    ? `${ipaddr.IPv4.networkAddressFromCIDR(text)}`
    : `${ipaddr.IPv6.networkAddressFromCIDR(text).toRFC5952String()}`;
  const bits = text.split('/')[1];
  const given = v4 ? `${ipaddr.IPv4.parseCIDR(text)[0]}` : ipaddr.IPv6.parseCIDR(text)[0].toRFC5952String();
  return given === network ? undefined : `expected a network, but host bits are set: write ${network}/${bits}`;
}

/** A name that Kubernetes accepts for an object (RFC 1123 label): lower-case letters, digits and `-`, at most 63. */
export const dnsLabel = (longest = 63) =>
  z
    .string(expected('a name'))
    .max(longest, expected(`a name of at most ${longest} characters`))
    .regex(
      /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
      expected('a name of lower-case letters, digits and "-", starting with a letter'),
    );

/** An `http` or `https` URL. */
export const url = () =>
  z.url({ protocol: /^https?$/, error: () => 'expected a URL such as https://login.example.com/token' });

/** The path of a URL; `lab`, `/lab` and `/lab/` mean the same. */
export const basePath = () =>
  z
    .string(expected('a path such as /jupyter/'))
    .regex(
      /^\/?([A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*\/?)?$/,
      expected('a path such as /jupyter/, of letters, digits, "-", "_", "." and "~"'),
    )
    .refine((text) => !/(^|\/)(\.{1,2}|hub|user)(\/|$)/.test(text), {
      error: () => 'expected a path without "hub", "user", "." or "..": the hub uses these itself',
    })
    .transform(asBasePath);

/** An absolute path inside a container. */
export const absolutePath = () =>
  z
    .string(expected('an absolute path such as /data'))
    .regex(/^(\/[A-Za-z0-9._-]+)+$/, expected('an absolute path such as /data, of letters, digits, ".", "_" and "-"'));

/** An absolute path for homes in containers, which may have the user's name in it. */
export const homePath = () => {
  const what = 'an absolute path such as /home/jovyan or /home/{username}, of letters, digits, ".", "_" and "-"';
  return z.string(expected(what)).regex(/^(\/(?!\.{1,2}(\/|$))([A-Za-z0-9._-]|\{username\})+)+$/, expected(what));
};

/** A command as a list of a program and its arguments, as no shell reads it. */
export const command = () =>
  z.array(z.string(), { error: () => 'expected a list: [program, argument]' }).min(1, {
    error: () => 'expected a program: [program, argument]',
  });

const LARGEST_ID = 2 ** 31 - 1;
/** The id of a user or a group. */
export const id = () => z.int().min(0).max(LARGEST_ID);

const source = z
  .union(
    [
      z.strictObject({
        env: z
          .string()
          .regex(/^[A-Za-z_]\w*$/)
          .describe('Environment variable that contains it.'),
      }),
      z.strictObject({
        file: z.string().min(1).describe('File that contains it, relative to platform.yaml.'),
      }),
      z.strictObject({
        command: z
          .array(z.string().regex(/^[^\0]+$/))
          .min(1)
          .describe(
            'Program and arguments that print it. Runs without a shell, in the folder of platform.yaml, for at most 30 seconds.',
          ),
      }),
    ],
    expected(
      '{ env: NAME }, { file: path } or { command: [program, argument] }: the secret itself does not belong in this file',
    ),
  )
  .meta({ id: 'SecretSource' });

/** Where a secret is read from, since the secret itself is never in a settings file. */
export const secretSource = () => source;

/** One of the places that a secret may be read from. */
export type SecretSource = z.output<ReturnType<typeof secretSource>>;

/** A guarantee, which the scheduler reserves, and a limit, beyond which a container is slowed or stopped. */
export const share = <T extends z.ZodType>(value: () => T, what: string) =>
  z.strictObject({
    guarantee: value().describe(`Reserved ${what}.`),
    limit: value().optional().describe(`Maximum ${what}. If unset, no limit.`),
  });
