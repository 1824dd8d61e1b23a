import { expect, it } from '@jest/globals';
import { readImage } from '../../settings/image.ts';
import { folderWith } from '../../settings/testing.ts';
import { buildNotes } from './build-notes.ts';

it('says what the home of each user will hide', () => {
  const dockerfile = 'FROM quay.io/jupyter/minimal-notebook:2026-08-10\nCOPY a /opt/\nCOPY a /home/jovyan/examples/\n';
  const folder = `${folderWith({ 'science/Dockerfile': dockerfile, 'science/a': '' })}/science`;
  expect(buildNotes(readImage({ folder }), '/home/jovyan')).toEqual([
    `${folder}/Dockerfile:3: users will not see what is in /home/jovyan/examples: their own home is mounted at /home/jovyan. Put it elsewhere, such as in /opt.`,
  ]);
});
