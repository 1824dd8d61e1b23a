import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { hiddenByHome } from './hidden-by-home.ts';

const BASE = 'ARG BASE=quay.io/jupyter/minimal-notebook:2026-08-10\nFROM $BASE\n';
const paths = (lines: string, base = BASE) =>
  hiddenByHome(base + lines, '/home/jovyan').map(({ line, path }) => `${line}: ${path}`);

test.each([
  ['COPY a.ipynb /home/jovyan/', ['3: /home/jovyan']],
  ['COPY --chown=1000:100 a b /home/jovyan/notebooks/', ['3: /home/jovyan/notebooks']],
  ['ADD ["a b", "/home/jovyan/a b"]', ['3: /home/jovyan/a b']],
  ['COPY a notebooks/', ['3: /home/jovyan/notebooks']],
  ['COPY a .', ['3: /home/jovyan']],
  ['COPY a $HOME/x', ['3: /home/jovyan/x']],
  [`COPY a /home/\${NB_USER}/x`, ['3: /home/jovyan/x']],
  ['ENV DATA=/home/jovyan/data\nCOPY a $DATA', ['4: /home/jovyan/data']],
  ['WORKDIR /opt\nCOPY a b/', []],
  ['WORKDIR /home/jovyan\nWORKDIR x\nCOPY a .', ['5: /home/jovyan/x']],
  ['RUN git clone https://example.com/x ~/x', ['3: /home/jovyan/x']],
  ['RUN mkdir /opt/x && \\\n    # why\n    echo a >> ~/.bashrc', ['3: /home/jovyan/.bashrc']],
  ['COPY a /opt/', []],
  ['COPY a /home/jovyan2/', []],
  ['COPY a /srv/home/jovyan/', []],
  [`RUN rm -rf /home/jovyan/.wget-hsts; fix-permissions "/home/\${NB_USER}"`, []],
  ['RUN pip install x && chown -R jovyan ~/x && touch ~/.cache/x', []],
  ['# COPY a /home/jovyan/', []],
])('%j hides %j', (lines, hidden) => expect(paths(lines)).toEqual(hidden));

test('only the last stage counts, and a base that is not Jupyter’s starts at the root', () => {
  expect(paths('COPY a /home/jovyan/a\nFROM $BASE\nCOPY b /opt/b')).toEqual([]);
  expect(paths('COPY a b/', 'FROM python:3.13\n')).toEqual([]);
});

test('our own image hides nothing', () => {
  const dockerfile = readFileSync(new URL('../image/data-science/Dockerfile', import.meta.url), 'utf8');
  expect(hiddenByHome(dockerfile, '/home/jovyan')).toEqual([]);
});

test('a home elsewhere hides what is there, and nothing in /home/jovyan', () => {
  const lines = 'FROM python:3.13\nCOPY a /home/jovyan/\nCOPY b /data/home/b\n';
  expect(hiddenByHome(lines, '/data/home')).toEqual([{ line: 3, path: '/data/home/b' }]);
});
