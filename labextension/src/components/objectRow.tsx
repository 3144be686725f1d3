import { Time } from '@jupyterlab/coreutils';
import * as React from 'react';
import type { Task } from '../live';
import { nextOf, shapeText, targetOf } from '../objects';
import type { Row } from '../objects';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import { declarations } from '../states';
import type { Report, Target } from '../tokens';
import { useSurroundings } from './context';
import { countsLine } from './findings';
import { FixView } from './fixView';
import { Glyph } from './glyphs';
import { stagingOf, useKept } from './kept';
import { ErrorNote } from './notes';
import { TaskLine } from './taskLine';
import { AskForException, StageForm } from './stageForm';
import { VerdictBadge } from './verdict';
import { WholeReport } from './wholeReport';

/** What is open under a row. A fix is made anew when it is opened again: its view outlives no change of notebooks. */
type Open = 'stage' | 'fix' | null;

export interface RowProps {
  row: Row;
  selected: boolean;
  /** Whether Tab leads to this row; the arrow keys lead on from it. */
  current: boolean;
  /** Whether it is this row's turn to be staged. */
  turn: boolean;
  /** What is asked of the kernel about it just now. */
  task: Task | undefined;
  /** Changes each minute, so that "two minutes ago" stays true. */
  minute: number;
  onSelect: (name: string, how: { range: boolean }) => void;
  onKey: (event: React.KeyboardEvent, name: string) => void;
  onTurnDone: (staged: boolean) => void;
}

function about(row: Row): [string, string] {
  const { object, item } = row;
  const shape = object ? shapeText(object.shape) : (item?.shape ?? '').replace(/\bx\b/, '×');
  const when = object?.changed_at ?? item?.updated_at;
  return [shape || object?.type || item?.kind || '', when ? Time.formatHuman(new Date(when)) : ''];
}

/** What the kernel's own list would name. */
const LISTED = ['table', 'figure', 'model'];

/** Whether a variable was checked that its kernel no longer holds: it was restarted, or the name is another's now. */
function isGone({ object, item, name }: Row): boolean {
  return object === null && LISTED.includes(item?.kind ?? '') && /^[A-Za-z_]\w*$/.test(name);
}

/** Shape, the cell that made it, and when; the cell is one click away. */
function About({ row }: { row: Row }): React.JSX.Element {
  const { trans, goTo } = useSurroundings();
  const { object } = row;
  const [shape, when] = about(row);
  const cell = object?.cell ?? 0;
  return (
    <p className="jp-Airlock-quiet" title={object ? `${object.library} ${object.type}` : undefined}>
      {shape}
      {cell > 0 && shape && ' · '}
      {cell > 0 && goTo && (
        <button
          type="button"
          className="jp-Airlock-goto"
          title={trans.__('Show the cell')}
          aria-label={trans.__('Show cell %1, which made %2', cell, row.name)}
          onClick={() => goTo(cell)}
        >
          {trans.__('cell %1', cell)}
        </button>
      )}
      {cell > 0 && !goTo && trans.__('cell %1', cell)}
      {when && ` · ${when}`}
      {isGone(row) && ` · ${trans.__('not in the kernel now')}`}
    </p>
  );
}

function Chip({ row }: { row: Row }): React.JSX.Element {
  const { trans } = useSurroundings();
  if (!row.item && row.staged) {
    return <VerdictBadge verdict={row.staged.verdict} />;
  }
  if (!row.item) {
    return <span className="jp-Airlock-badge jp-Airlock-unchecked">{trans.__('Not checked')}</span>;
  }
  return (
    <>
      <VerdictBadge verdict={row.item.verdict} />
      {row.stale && (
        <span className="jp-Airlock-quiet" title={trans.__('It was changed after this check')}>
          {trans.__('changed since')}
        </span>
      )}
    </>
  );
}

interface NextProps {
  row: Row;
  /** Whether the kernel is asked about it just now: the button keeps its place, and the focus. */
  busy: boolean;
  check: () => void;
  open: (what: Open) => void;
}

/** The one thing to do next; everything else is behind it or in the selection's buttons. */
function NextButton({ row, busy, check, open }: NextProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const button = (label: string, act: () => void): React.JSX.Element => (
    <button
      type="button"
      className="jp-Airlock-button"
      data-next={nextOf(row)}
      aria-label={`${label}: ${row.name}`}
      aria-disabled={busy}
      onClick={busy ? undefined : act}
    >
      {label}
    </button>
  );
  switch (nextOf(row)) {
    case 'check':
      return button(row.item ? trans.__('Check again') : trans.__('Check'), check);
    case 'fix':
      return row.item?.kind === 'model'
        ? button(trans.__('Check again'), check)
        : button(trans.__('Fix'), () => open('fix'));
    case 'stage':
      return button(trans.__('Stage for export'), () => open('stage'));
    default:
      return (
        <span className="jp-Airlock-quiet">
          {trans.__('Staged as %1', row.staged?.export?.file ?? row.staged?.name ?? '')}
        </span>
      );
  }
}

function Head(props: RowProps & { box: React.RefObject<HTMLInputElement> }): React.JSX.Element {
  const { row, selected, current, box, onSelect, onKey } = props;
  const { trans } = useSurroundings();
  return (
    <div className="jp-Airlock-item-head">
      <input
        ref={box}
        type="checkbox"
        checked={selected}
        tabIndex={current ? 0 : -1}
        aria-label={trans.__('Select %1', row.name)}
        onChange={event => onSelect(row.name, { range: (event.nativeEvent as MouseEvent).shiftKey })}
        onKeyDown={event => onKey(event, row.name)}
      />
      <Glyph name={row.object?.kind ?? row.item?.kind ?? 'table'} />
      <code className="jp-Airlock-name" title={row.name}>
        {row.name}
      </code>
      <Chip row={row} />
    </div>
  );
}

/** What is open under a row; `back` where it was before, in this notebook or before the page was loaded. */
function useOpen({ kernelId, name }: Row): {
  open: Open;
  setOpen: (what: Open) => void;
  back: boolean;
} {
  const { journal } = useSurroundings().model;
  const begun = (): Open => (journal.has(stagingOf(kernelId, name)) ? 'stage' : null);
  const [form, setForm] = useKept<Open>(`open ${kernelId} ${name}`, null, begun);
  const [fixing, setFixing] = React.useState(false);
  const back = React.useRef(form !== null);
  const setOpen = (what: Open): void => {
    back.current = false;
    setFixing(what === 'fix');
    setForm(what === 'stage' ? what : null);
  };
  return { open: fixing ? 'fix' : form, setOpen, back: back.current };
}

/** One object of the notebook in front: what it is, what a check said, and the way on. */
function ObjectRowView(props: RowProps): React.JSX.Element {
  const { row, selected, turn, task, onTurnDone } = props;
  const { trans, model } = useSurroundings();
  const { open, setOpen, back } = useOpen(row);
  const id = `${row.kernelId} ${row.name}`;
  const [copy, setCopy] = useKept<{ target: Target; report: Report } | null>(`copy ${id}`, null);
  const [error, setError] = React.useState<AirlockError | null>(null);
  const box = React.useRef<HTMLInputElement>(null);
  const { item } = row;
  const check = (declared = targetOf(row).declared): Promise<void> => {
    setError(null);
    return model.live
      .check({ ...targetOf(row), declared })
      .then(() => undefined)
      .catch(reason => {
        const problem = toAirlockError(reason);
        setError(problem.code === 'cancelled' ? null : problem);
      });
  };
  const close = (staged: boolean): void => {
    setOpen(null);
    setCopy(null);
    if (turn) {
      onTurnDone(staged);
    } else {
      box.current?.focus();
    }
  };
  const staging =
    copy ?? (item && (open === 'stage' || turn) ? { target: targetOf(row), report: item.report } : null);
  return (
    <li
      className="jp-Airlock-item"
      data-object={row.name}
      data-selected={selected || undefined}
      aria-label={row.name}
    >
      <Head {...props} box={box} />
      <div className="jp-Airlock-item-foot">
        <About row={row} />
        {!staging && open !== 'fix' && (
          <NextButton row={row} busy={task !== undefined} check={() => void check()} open={setOpen} />
        )}
      </div>
      {task && !staging && <TaskLine task={task} />}
      {error && <ErrorNote error={error} onClose={() => setError(null)} />}
      {open === 'fix' && !copy && (
        <FixView
          target={targetOf(row)}
          stage={(target, report) => setCopy({ target, report })}
          close={() => close(false)}
        />
      )}
      {staging && (
        <StageForm
          {...staging}
          known={item}
          back={back}
          onDone={() => close(true)}
          onCancel={() => close(false)}
        />
      )}
      {item && (
        <details className="jp-Airlock-why" hidden={open === 'fix' || copy !== null}>
          <summary>{countsLine(item.counts, trans) || trans.__('Report')}</summary>
          <WholeReport
            item={item}
            figure={targetOf(row)}
            declare={(keyword, answer) => check({ ...declarations(item.declared), [keyword]: answer })}
          />
          <AskForException item={item} open={() => setOpen('stage')} />
        </details>
      )}
    </li>
  );
}

export const ObjectRow = React.memo(ObjectRowView);
