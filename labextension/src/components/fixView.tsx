import * as React from 'react';
import { changedCells } from '../places';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import { sketchesOf } from '../sketches';
import { declarations } from '../states';
import type { Fixed, Report, Target } from '../tokens';
import { useSurroundings } from './context';
import { FigurePreview } from './figurePreview';
import { ErrorNote } from './notes';
import { PreviewTable } from './preview';
import { Prose } from './prose';
import { Drawing } from './sketchView';
import { VerdictBadge } from './verdict';

interface Props {
  target: Target;
  /** Go on to stage the copy. */
  stage: (copy: Target, report: Report) => void;
  close: () => void;
}

/** The output before or after a fix: its table with what changed, or its figure. */
export function Side({
  title,
  report,
  figure,
  changed
}: {
  title: string;
  report: Report;
  /** Where the object lives, for what a kernel has to draw. */
  figure?: Target;
  changed?: ReadonlySet<string>;
}): React.JSX.Element {
  const [sketch] = sketchesOf(report);
  const drawn = sketch && <Drawing sketch={sketch} name={title} />;
  return (
    <figure className="jp-Airlock-side">
      <figcaption>
        {title} <VerdictBadge verdict={report.verdict} />
      </figcaption>
      {report.preview && <PreviewTable preview={report.preview} name={title} changed={changed} />}
      {report.kind === 'figure' && figure ? (
        <FigurePreview target={figure} findings={report.findings} name={figure.name} otherwise={drawn} />
      ) : (
        drawn
      )}
    </figure>
  );
}

/** What a fix changed, in words. */
export function Changes({ changes }: { changes: readonly string[] }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  return changes.length === 0 ? null : (
    <ul className="jp-Airlock-changes" aria-label={trans.__('Changes')}>
      {changes.map(change => (
        <li key={change}>
          <Prose text={change} />
        </li>
      ))}
    </ul>
  );
}

/** How small numbers may be shown, in the words of `airlock.fix(method=)`. */
const METHODS = ['', 'round', 'merge', 'range'] as const;

function Method({ value, change }: { value: string; change: (method: string) => void }): React.JSX.Element {
  const { trans } = useSurroundings();
  const words: Record<string, string> = {
    '': trans.__('mask'),
    round: trans.__('round'),
    merge: trans.__('merge rows'),
    range: trans.__('show ranges')
  };
  return (
    <label className="jp-Airlock-choice">
      <span>{trans.__('Small counts:')}</span>
      <select value={value} onChange={event => change(event.target.value)}>
        {METHODS.map(method => (
          <option key={method} value={method}>
            {words[method]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Outcome({
  fixed,
  target,
  stage,
  undo
}: Props & { fixed: Fixed; undo: () => void }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { before, after, output, changes } = fixed;
  const changed = React.useMemo(() => changedCells(before.preview, after.preview), [before, after]);
  const copy = { name: output, kernelId: target.kernelId, declared: declarations(after.declared) };
  return (
    <>
      <p role="status">
        {changes.length === 0
          ? trans.__('Nothing to change.')
          : trans.__('A masked copy is in the notebook as %1; %2 is as it was.', output, target.name)}
      </p>
      <Changes changes={changes} />
      <div className="jp-Airlock-sides">
        <Side title={trans.__('Before')} report={before} figure={target} />
        <Side title={trans.__('After')} report={after} figure={copy} changed={changed} />
      </div>
      <div className="jp-Airlock-actions">
        {after.verdict !== 'fail' && (
          <button
            type="button"
            className="jp-Airlock-button"
            data-kind="primary"
            onClick={() => stage(copy, after)}
          >
            {trans.__('Stage %1', output)}
          </button>
        )}
        <button type="button" className="jp-Airlock-button" onClick={undo}>
          {trans.__('Undo')}
        </button>
      </div>
    </>
  );
}

/** Fixes an object: the copy is made at once, shown beside the original, and can be taken back. */
export function FixView(props: Props): React.JSX.Element {
  const { target, close } = props;
  const { trans, model } = useSurroundings();
  const [fixed, setFixed] = React.useState<Fixed | null>(null);
  const [method, setMethod] = React.useState('');
  const [busy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<AirlockError | null>(null);
  const region = React.useRef<HTMLDivElement>(null);
  const during = async (verb: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await verb();
    } catch (reason) {
      const problem = toAirlockError(reason);
      setError(problem.code === 'cancelled' ? null : problem);
    } finally {
      setBusy(false);
    }
  };
  const make = (how: string): Promise<void> =>
    during(async () => setFixed(await model.live.fix(target, how)));
  const undo = (): Promise<void> =>
    during(async () => {
      if (fixed) {
        await model.live.unfix({ ...target, name: fixed.output });
      }
      close();
    });
  React.useEffect(() => {
    region.current?.focus();
    void make('');
    // once, when it is opened
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <div
      className="jp-Airlock-fix"
      ref={region}
      tabIndex={-1}
      role="group"
      aria-label={trans.__('Fix %1', target.name)}
      aria-busy={busy}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    >
      <div className="jp-Airlock-actions">
        <Method
          value={method}
          change={how => {
            setMethod(how);
            void make(how);
          }}
        />
        <button type="button" className="jp-Airlock-button" onClick={close}>
          {trans.__('Close')}
        </button>
      </div>
      {error && <ErrorNote error={error} />}
      {fixed && <Outcome {...props} fixed={fixed} undo={() => void undo()} />}
    </div>
  );
}
