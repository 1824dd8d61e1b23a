import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.ts';
import { platformText } from './settings-text.ts';

/** This repository, or the package, which is laid out like it. It is a project itself, and new ones are made of its files. */
const SAMPLE = join(import.meta.dirname, '..');
/** Folders of the sample that a project has as they are. */
const FOLDERS = ['image/data-science', 'image/hub'];
const SHARED_PACKAGES = ['@types/node', 'cdk8s-cli', 'jest', 'typescript'];
/** Those that a project gets, of the packages with a script for their installation: newer versions of npm ask about each. */
const WITH_SCRIPTS = ['@parcel/watcher', 'esbuild', 'unrs-resolver'];

/** How a project gets Hubwright. */
export interface PackageFacts {
  /** Of the packages that a project's own package.json has as well. */
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, unknown>>;
  /** Whether npm may run a package's script at its installation. */
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

/** The files of a project but for users.yaml, by path. */
export function projectFiles(answers: Answers, own: PackageFacts, source: string): Map<string, string> {
  return new Map([
    ['package.json', packageJson(answers.name, own, source)],
    ['platform.yaml', withSchemaOfPackage(platformText(sampleText('platform.yaml'), answers))],
    ...sameFiles(),
    ['README.md', readme(answers.name)],
  ]);
}

/** The files that every project has alike, by path. */
export function sameFiles(): Map<string, string> {
  const copied = FOLDERS.flatMap((folder) => filesBelow(folder).map((path) => [path, sampleText(path)] as const));
  return new Map([
    ['main.ts', sampleText('main.ts')],
    ['cdk8s.yaml', sampleText('cdk8s.yaml').replace('cli/hubwright.js', 'node_modules/hubwright/cli/hubwright.js')],
    ...copied,
    ['tsconfig.json', TSCONFIG],
    ['jest.config.js', JEST_CONFIG],
    ['manifests.test.cjs', sampleText('init/manifests.test.cjs')],
    ['.gitignore', GIT_IGNORE],
    ['.github/workflows/review.yaml', sampleText('init/review.yaml')],
  ]);
}

/** What a project's package.json has of ours, besides Hubwright itself. */
export function packageFacts({ engines, devDependencies, overrides, allowScripts }: PackageFacts): PackageFacts {
  const shared = SHARED_PACKAGES.map((it) => [it, devDependencies[it] ?? '']);
  const scripts = WITH_SCRIPTS.map((it) => [it, allowScripts[it] ?? false]);
  return {
    engines,
    devDependencies: Object.fromEntries(shared),
    overrides,
    allowScripts: Object.fromEntries(scripts),
  };
}

/** A file of the sample. */
export function sampleText(path: string): string {
  return readFileSync(join(SAMPLE, path), 'utf8');
}

/** Points an editor at the schemas that come with the package. */
export function withSchemaOfPackage(text: string): string {
  return text
    .replaceAll(/\.\/docs\/(?=\w+\.schema\.json)/g, './node_modules/hubwright/docs/')
    .replaceAll('docs/reference.md', 'node_modules/hubwright/docs/reference.md');
}

function packageJson(name: string, own: PackageFacts, source: string): string {
  const { allowScripts, ...facts } = packageFacts(own);
  const content = {
    name,
    private: true,
    type: 'module',
    engines: facts.engines,
    scripts: { synth: 'hubwright synth', up: 'hubwright up', test: 'jest --ci=false' },
    dependencies: { hubwright: source },
    devDependencies: facts.devDependencies,
    overrides: facts.overrides,
    // npm takes a tarball for something that it would have to build.
    allowScripts: source.endsWith('.tgz') ? { ...allowScripts, hubwright: false } : allowScripts,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "allowImportingTsExtensions": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["*.ts"]
}
`;

const JEST_CONFIG = `/** @type {import('jest').Config} */
export default { testEnvironment: 'node', testMatch: ['**/*.test.cjs'], testTimeout: 120_000, transform: {} };
`;

const GIT_IGNORE = `node_modules/
# Manifests with secrets in them, and what is known here of the cluster: its token, its kubeconfig.
dist/
.hubwright/
*-passwords.csv
`;

const readme = (name: string) => `# ${name}

JupyterHub on our own hardware, by [Hubwright](node_modules/hubwright/README.md).

\`\`\`sh
npm install        # once
npm run synth      # settings to manifests, all checked
npm test           # what the change does to them: review __snapshots__/, and take it over with \`npm test -- -u\`
npx hubwright preview       # the hub on this machine, without a cluster
npx hubwright image build   # the images that platform.yaml builds
npx hubwright up            # the cluster, and the hub on it
\`\`\`

| file | what is in it |
| --- | --- |
| \`platform.yaml\` | the platform: cluster, images, sizes, logins |
| \`users.yaml\` | who may log in; \`npx hubwright user\` edits it |
| \`main.ts\` | manifests of our own beside those of Hubwright |
| \`image/\` | images that we build: [how to add a package](node_modules/hubwright/docs/images.md#add-a-package) |
`;

function filesBelow(folder: string): string[] {
  return readdirSync(join(SAMPLE, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (name === '__pycache__') return [];
    return statSync(join(SAMPLE, path)).isDirectory() ? filesBelow(path) : [path];
  });
}
