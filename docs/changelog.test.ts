import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'hubwright-release-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the release workflow publishes of a tag, or what it says against it. */
function notes(tag: string, text: string, version = '1.2.0'): string {
  mkdirSync(join(folder, '.ci'), { recursive: true });
  cpSync(join(root, '.ci/release-notes'), join(folder, '.ci/release-notes'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(folder, 'CHANGELOG.md'), text);
  try {
    return execFileSync('bash', [join(folder, '.ci/release-notes'), tag], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch (error) {
    return (error as { stderr: string }).stderr.trim();
  }
}

describe('CHANGELOG.md', () => {
  test('begins with what is not released, under the usual titles', () => {
    const titles = [...changelog.matchAll(/^##+ (.*)$/gm)].map(([, title = '']) => title);
    expect(titles[0]).toBe('[Unreleased]');
    for (const title of titles) {
      expect(title).toMatch(
        /^(\[Unreleased\]|\[\d+\.\d+\.\d+(-\S+)?\] - \d{4}-\d{2}-\d{2}|Added|Changed|Deprecated|Removed|Fixed|Security)$/,
      );
    }
  });

  test('is what a release says', () => {
    const older = '\n## [1.1.0] - 2027-01-01\n\n- Old.\n\n[1.1.0]: https://example.com\n';
    expect(notes('v1.2.0', `# Changelog\n\n## [1.2.0] - 2027-02-01\n\n### Added\n\n- New.\n${older}`)).toBe(
      '### Added\n\n- New.',
    );
    expect(notes('v1.1.0', `# Changelog\n${older}`, '1.1.0')).toBe('- Old.');
  });

  test('holds a release up that it does not name, or whose package has another version', () => {
    expect(notes('v1.2.0', changelog)).toBe(
      'CHANGELOG.md: there is no section "## [1.2.0]" with text in it: rename "## [Unreleased]" to it, with the date',
    );
    expect(notes('v1.3.0', changelog)).toBe(
      'package.json: the version is 1.2.0, and the tag is for 1.3.0: set it to 1.3.0, or use the tag v1.2.0',
    );
  });
});
