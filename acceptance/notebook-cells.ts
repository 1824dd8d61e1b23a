import { StepFailure } from './journey.ts';

// What an output is to have never stands in the code itself, which a traceback repeats.
export const PANDAS_TEXT = 'pandas imported: ';
export const DVC_TEXT = 'dvc imported: ';
/** A number that only a frame that was really computed shows. */
export const FRAME_TEXT = '5050';
export const TRACKED_TEXT = 'md5: ';
export const CLEAN_TEXT = 'clean: True';

export const IMPORT_PANDAS = "import pandas as pd\nprint('pandas', 'imported:', pd.__version__)";
export const IMPORT_DVC = "import dvc\nprint('dvc', 'imported:', dvc.__version__)";
export const FRAME = [
  "frame = pd.DataFrame({'number': range(1, 101)})",
  "frame['running_total'] = frame['number'].cumsum()",
  'frame.tail(3)',
].join('\n');

/** DVC in a new folder of the home, with one tracked file. */
export const track = (folder: string) =>
  [
    'import pathlib',
    `folder = pathlib.Path.home() / '${folder}'`,
    'folder.mkdir()',
    "frame.to_csv(folder / 'frame.csv', index=False)",
    '!cd "{folder}" && dvc init --no-scm --quiet && dvc add --quiet frame.csv',
    "print((folder / 'frame.csv.dvc').read_text())",
  ].join('\n');

/** In a new kernel on a new server: the file is there, and DVC finds it unchanged. */
export const readBack = (folder: string) =>
  [
    'import pathlib',
    `folder = pathlib.Path.home() / '${folder}'`,
    '!cd "{folder}" && dvc status',
    "print((folder / 'frame.csv.dvc').read_text())",
  ].join('\n');

/** Removes the folder and the notebook, which lies where the kernel began. */
export const cleanUp = (name: string) =>
  [
    'import shutil',
    'shutil.rmtree(folder)',
    `notebook = pathlib.Path('${name}.ipynb')`,
    'notebook.unlink()',
    "print('clean:', not folder.exists() and not notebook.exists())",
  ].join('\n');

/** Expects a text in a cell's output. */
export function expectText(output: string, text: string): void {
  if (output.includes(text)) return;
  throw new StepFailure(
    `The output does not have ${JSON.stringify(text)}. It has:\n${output.trim().slice(-800) || 'nothing'}`,
  );
}
