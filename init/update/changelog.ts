import { compareVersions } from '../../system/compare-versions.ts';

interface Section {
  /** `1.2.3`, or `Unreleased`. */
  readonly name: string;
  readonly text: string;
}

/** What a CHANGELOG says of each version after one, the newest first; of all where that one is not known. */
export function sectionsSince(changelog: string, from: string | undefined): string[] {
  return sectionsOf(changelog)
    .filter(({ name, text }) => text.includes('\n') && isAfter(name, from))
    .map((it) => it.text);
}

/** A CHANGELOG with what is not released yet as a version, as of a day. */
export function releasedChangelog(changelog: string, version: string, day: string): string {
  const unreleased = sectionsOf(changelog).find((it) => it.name === 'Unreleased');
  if (!unreleased?.text.includes('\n')) throw new Error('CHANGELOG.md says nothing under "## [Unreleased]"');
  return changelog.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${day}\n`);
}

/** The versions that were released, newest first. */
export function versionsIn(changelog: string): string[] {
  return sectionsOf(changelog)
    .map((it) => it.name)
    .filter((it) => it !== 'Unreleased');
}

/** Whether nothing is waiting for a release. */
export function isReleased(changelog: string): boolean {
  return !sectionsOf(changelog).some(({ name, text }) => name === 'Unreleased' && text.includes('\n'));
}

const isAfter = (name: string, from: string | undefined) =>
  from === undefined || name === 'Unreleased' || compareVersions(name, from) > 0;

function sectionsOf(changelog: string): Section[] {
  const [, ...parts] = changelog.replace(/^\[[^\]]+\]: .*$/gm, '').split(/^(?=## \[)/m);
  return parts.map((it) => ({ name: /^## \[([^\]]+)\]/.exec(it)?.[1] ?? '', text: it.trim() }));
}
