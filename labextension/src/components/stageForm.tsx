import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';
import type { Item, Report, Target } from '../tokens';
import { AnswersForm } from './answersForm';
import { useSurroundings } from './context';
import { stagingOf } from './kept';

interface Props {
  target: Target;
  report: Report;
  /** What was said about it before. */
  known: Item | null | undefined;
  /** Whether it is a file, which the server stages without a kernel. */
  isFile?: boolean;
  /** Whether it was open before, and comes back by itself. */
  back?: boolean;
  onDone: (staged: Item | null) => void;
  onCancel: () => void;
}

/** The longest name of a file is 100 characters; the end that says its kind is added to what is suggested. */
const LONGEST = 90;

/** The file name an object would get: its own, without what file names may not hold. */
export function suggestedFile(name: string): string {
  const plain = name.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
  return plain.slice(0, LONGEST).replace(/_+$/, '') || 'output';
}

/** Asks what staging needs to know, then stages a live object. */
export function StageForm({
  target,
  report,
  known,
  isFile = false,
  back = false,
  onDone,
  onCancel
}: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const staged = React.useRef<Item | null>(null);
  return (
    <AnswersForm
      initial={{
        title: known?.title ?? '',
        description: known?.description ?? '',
        justification: known?.justification ?? '',
        alt_text: known?.alt_text ?? '',
        file: isFile ? PathExt.basename(target.name) : suggestedFile(target.name)
      }}
      keep={stagingOf(target.kernelId, target.name)}
      back={back}
      needsJustification={report.verdict === 'review'}
      needsException={report.verdict === 'fail'}
      isFigure={report.kind === 'figure'}
      action={trans.__('Stage for export')}
      waiting={trans.__('Waiting for the kernel…')}
      onSubmit={async (answers, signal) => {
        staged.current = isFile
          ? await model.files.stage(target.name, answers, target.declared)
          : await model.live.stage(target, answers, signal);
      }}
      onDone={() => onDone(staged.current)}
      onCancel={onCancel}
    />
  );
}

/** For a failing output: stage it as an exception. A policy may allow none; then staging says so. */
export function AskForException({ item, open }: { item: Item; open: () => void }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (item.verdict !== 'fail') {
    return null;
  }
  return (
    <div>
      <button
        type="button"
        className="jp-Airlock-link"
        title={trans.__('It stays a failure, and the committee decides')}
        onClick={open}
      >
        {trans.__('Ask for an exception…')}
      </button>
    </div>
  );
}
