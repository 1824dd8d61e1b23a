import { expect, test } from '@jest/globals';
import * as cells from './notebook-cells.ts';

test('a traceback, which repeats the code, never counts as the expected output', () => {
  const code = [
    cells.IMPORT_PANDAS,
    cells.IMPORT_DVC,
    cells.FRAME,
    cells.track('x'),
    cells.readBack('x'),
    cells.cleanUp('x'),
  ];
  const texts = [cells.PANDAS_TEXT, cells.DVC_TEXT, cells.FRAME_TEXT, cells.TRACKED_TEXT, cells.CLEAN_TEXT];
  for (const text of texts) expect(() => cells.expectText(code.join('\n'), text)).toThrow('The output does not have');
  expect(() => cells.expectText('', 'md5: ')).toThrow('The output does not have "md5: ". It has:\nnothing');
});
