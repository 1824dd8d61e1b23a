import { lockCommand } from '../../settings/requirements-lock.ts';
import type { CommandError } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';
import type { Architecture, ImageBuild } from './build-plan.ts';
import { NOT_TRUSTED } from './trust.ts';

interface KnownProblem {
  /** Found in what the builder printed. */
  readonly sign: RegExp;
  readonly message: (build: ImageBuild, output: string) => string;
  readonly fix: (build: ImageBuild, output: string) => string;
}

/** What pip says of a package that another needs. */
const NEEDED = /(\S+ \S+) requires (\S+), which is not installed\./;
const needsIn = (output: string) =>
  [...output.matchAll(new RegExp(NEEDED, 'g'))].map(([, by = '', needed = '']) => ({ by, needed }));

/** Why builds fail. The first whose sign is there is reported, so the more certain come first. */
const KNOWN: readonly KnownProblem[] = [
  {
    sign: /no space left on device|disk quota exceeded|ENOSPC/i,
    message: () => 'the disk is full',
    fix: () =>
      'Make room for about 10 GB: `docker system prune` (or `podman system prune`, `buildah prune`) removes what no container uses. Then run it again.',
  },
  {
    sign: /exec format error|image platform .* does not match|no matching manifest|no image found in .* for architecture|no match for platform/i,
    message: ({ architecture }) => `a program for a different architecture from the nodes’ ${architecture}`,
    fix: ({ architecture, image }) => architectureHint(architecture, image.base),
  },
  {
    sign: /THESE PACKAGES DO NOT MATCH THE HASHES|Hashes are required|hash mismatch/i,
    message: () => 'a package does not match the lock',
    fix: ({ image }) =>
      `Was requirements.txt edited by hand? Run \`${lockCommand(image.folder)}\`. If not, the package index serves a different file from the one that was locked: find out why first.`,
  },
  {
    sign: NEEDED,
    message: (_, output) => {
      const needs = new Set(needsIn(output).map(({ by, needed }) => `${by} needs ${needed}`));
      return `neither the lock nor the base has what its packages need: ${[...needs].join(', ')}`;
    },
    fix: ({ image }, output) => {
      const needed = new Set(needsIn(output).map((it) => it.needed));
      return `Add ${[...needed].join(', ')} to ${image.folder}/requirements.in, then run \`${lockCommand(image.folder)}\`.`;
    },
  },
  {
    sign: /has requirement .+, but you have|ResolutionImpossible|conflicting dependencies/i,
    message: () => 'the locked packages conflict with those of the base',
    fix: ({ image }) => `Run \`${lockCommand(image.folder)} --upgrade\`, or use a base of about the lock’s age.`,
  },
  {
    sign: /CERTIFICATE_VERIFY_FAILED|HTTPSConnectionPool|NewConnectionError|ReadTimeoutError|Could not find a version that satisfies|No matching distribution found/i,
    message: () => 'pip could not get the packages',
    fix: () =>
      'Does this machine reach the package index? For a company’s own index give --pip-config FILE, and for its certificates set certificateAuthority in platform.yaml: both are used only in the build.',
  },
  {
    sign: /(creating build container|failed to resolve source metadata|pinging container registry).*(x509:|certificate)/i,
    message: ({ image }) =>
      `the registry of the base ${image.base ?? 'in the Dockerfile'} has a certificate that is not trusted`,
    fix: () => NOT_TRUSTED,
  },
  {
    sign: /creating build container|failed to resolve source metadata|pull access denied|manifest unknown/i,
    message: ({ image }) => `the base ${image.base ?? 'in the Dockerfile'} cannot be pulled`,
    fix: ({ architecture }) =>
      `Is its name right, does this machine reach the registry, is it logged in, and does it have one for linux/${architecture}? A copy of it, e.g. on a company’s mirror, can be set as the image’s base in platform.yaml.`,
  },
];

/** A builder's failure, told by its likely cause, with the last lines that it printed. */
export function buildFailure(build: ImageBuild, error: CommandError): UserError {
  const name = build.image.reference;
  const lines = error.lastLines.map((line) => `\n  ${line}`).join('');
  if (error.reason !== 'exit') {
    return new UserError(`${name} was not built: ${error.message}`, { fix: 'Run it again.', cause: error });
  }
  const output = `${error.stdout}\n${error.stderr}`;
  const known = KNOWN.find(({ sign }) => sign.test(output));
  return new UserError(
    `${name} was not built: ${known?.message(build, output) ?? 'a step of the Dockerfile failed'}${lines}`,
    {
      fix: known?.fix(build, output) ?? `Fix that step in ${build.image.folder} and run it again.`,
      cause: error,
    },
  );
}

/** A finished image that the nodes could not run. */
export function wrongArchitecture({ image, architecture }: ImageBuild, found: string): UserError {
  return new UserError(`${image.reference} was built for ${found}, but the nodes are ${architecture}`, {
    fix: architectureHint(architecture, image.base),
  });
}

function architectureHint(architecture: Architecture, base: string | undefined): string {
  return `Build on a machine of that architecture, or let this one run its programs: \`apt-get install qemu-user-static\`. If this machine has the base ${base ?? ''} for another one, pull it again for linux/${architecture}.`;
}
