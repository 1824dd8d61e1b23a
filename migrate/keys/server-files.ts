import { absolutePath } from '../../platform/schema/scalars.ts';
import { LARGEST_KIB } from '../../settings/server-files.ts';
import { isMapping } from '../../system/mapping.ts';
import { isSecret } from '../../system/secret-forms.ts';
import type { ChartSource } from '../chart-source.ts';
import type { Draft } from '../draft.ts';
import type { KeyMapping } from '../key-mapping.ts';

const FILES = 'singleuser.extraFiles';

/** `singleuser.extraFiles`: texts become files of servers; what the chart formats, or is no text, stays. */
export const serverFiles: KeyMapping = { from: [FILES], to: ['servers.files'], move: moveFiles };

interface TextFile {
  readonly key: string;
  readonly path: string;
  readonly content: string;
  readonly mode: number | undefined;
}

function moveFiles(source: ChartSource, draft: Draft): void {
  const given = source.get(FILES);
  const files = Object.entries(isMapping(given) ? given : {}).flatMap(([key, it]) => textFile(key, it));
  const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  if (files.length === 0) return;
  if (bytes > LARGEST_KIB * 1024) {
    draft.raw([FILES], 'are larger than servers.files may be: put large files into the image or a shared folder');
    return;
  }
  draft.set(['servers', 'files'], [], [FILES]);
  files.forEach(({ key, path, content, mode }, i) => {
    source.take([...FILES.split('.'), key]);
    const setting = { path, content, ...(mode !== undefined && { mode: `0${mode.toString(8).padStart(3, '0')}` }) };
    draft.set(['servers', 'files', i], setting, [`${FILES}.${key}`]);
  });
}

function textFile(key: string, value: unknown): TextFile[] {
  if (!isMapping(value)) return [];
  const { mountPath: path, stringData: content, mode, ...others } = value;
  const isText = typeof content === 'string' && content !== '' && !isSecret('', content);
  const isMode = mode === undefined || (Number.isInteger(mode) && Number(mode) >= 0 && Number(mode) <= 0o777);
  if (!isText || !isMode || Object.keys(others).length > 0 || !absolutePath().safeParse(path).success) return [];
  return [{ key, path: String(path), content, mode: mode as number | undefined }];
}
