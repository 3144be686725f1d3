import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';
import { isDue, keptRows, nextOf, rowsOf, targetOf } from '../objects';
import type { Row } from '../objects';
import type { AirlockError } from '../request';
import type { State } from '../state';
import type { KernelState } from '../tracker';
import { useSurroundings } from './context';
import { ErrorNote } from './notes';
import { ObjectRow } from './objectRow';
import { Section } from './section';
import { useSelection } from './selection';
import type { Selection } from './selection';

/** Rows beyond which a field to find one by name is of use. */
const MANY = 12;

interface BatchProps {
  rows: Row[];
  selection: Selection;
  stage: (names: string[]) => void;
  failed: (errors: [string, AirlockError][]) => void;
}

/** Check, fix and stage what is selected; without a selection, check what has not been. */
function Batch({ rows, selection, stage, failed }: BatchProps): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const chosen = rows.filter(row => selection.chosen.has(row.name));
  const all = chosen.length === rows.length;
  const unchecked = rows.filter(isDue);
  const fixable = chosen.filter(row => row.item?.verdict === 'fail' && row.item.kind !== 'model');
  const stageable = chosen.filter(row => nextOf(row) === 'stage');
  const box = React.useRef<HTMLInputElement>(null);
  React.useEffect(() => {
    if (box.current) {
      box.current.indeterminate = chosen.length > 0 && !all;
    }
  });
  const check = (some: Row[]): void =>
    void model.live.each(some.map(targetOf), target => model.live.check(target)).then(failed);
  const fix = (): void =>
    void model.live.each(fixable.map(targetOf), target => model.live.fix(target)).then(failed);
  const button = (label: string, disabled: boolean, act: () => void): React.JSX.Element => (
    <button type="button" className="jp-Airlock-button" disabled={disabled} onClick={act}>
      {label}
    </button>
  );
  return (
    <div className="jp-Airlock-batch" role="toolbar" aria-label={trans.__('For the selection')}>
      <label className="jp-Airlock-tick">
        <input
          ref={box}
          type="checkbox"
          checked={all && rows.length > 0}
          onChange={() => selection.set(all ? [] : rows.map(row => row.name))}
        />
        <span className={chosen.length === 0 ? undefined : 'jp-Airlock-hidden'}>
          {trans.__('Select all')}
        </span>
        {chosen.length > 0 && <span>{trans._n('%1 selected', '%1 selected', chosen.length)}</span>}
      </label>
      {chosen.length === 0 ? (
        unchecked.length > 1 &&
        button(trans._n('Check %1', 'Check all %1', unchecked.length), false, () => check(unchecked))
      ) : (
        <>
          {button(trans.__('Check'), false, () => check(chosen))}
          {button(trans.__('Fix'), fixable.length === 0, fix)}
          {button(trans.__('Stage'), stageable.length === 0, () => stage(stageable.map(row => row.name)))}
        </>
      )}
    </div>
  );
}

function Empty({ kernel }: { kernel: KernelState }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <p className="jp-Airlock-empty">
      {['ready', 'version', 'elsewhere'].includes(kernel.kind)
        ? trans.__('Tables, figures and models appear here once a cell made them.')
        : kernel.kind === 'unloaded'
          ? trans.__('What this notebook holds is listed once it has loaded Airlock.')
          : kernel.kind === 'starting'
            ? trans.__('What this notebook holds is listed once its kernel runs and has loaded Airlock.')
            : trans.__(
                'Open a notebook, or check a file: its menu in the file browser has “Check for Export”.'
              )}
    </p>
  );
}

interface Props {
  state: State;
  kernel: KernelState;
  minute: number;
}

/** What the notebook in front holds that could be exported. */
export function NotebookSection({ state, kernel, minute }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const before = React.useRef<Row[]>([]);
  const rows = React.useMemo(
    () => (before.current = keptRows(before.current, rowsOf(state.objects, state.items, kernel.kernelId))),
    [state.objects, state.items, kernel.kernelId]
  );
  const [asked, setWanted] = React.useState('');
  const wanted = React.useDeferredValue(asked); // the letter first, then the list
  const [turns, setTurns] = React.useState<string[]>([]);
  const [errors, setErrors] = React.useState<[string, AirlockError][]>([]);
  const list = React.useRef<HTMLUListElement>(null);
  const shown = wanted ? rows.filter(row => row.name.toLowerCase().includes(wanted.toLowerCase())) : rows;
  const focus = (name: string): void =>
    list.current
      ?.querySelector<HTMLElement>(`[data-object="${CSS.escape(name)}"] > .jp-Airlock-item-head > input`)
      ?.focus();
  const names = shown.map(row => row.name);
  const selection = useSelection(names, focus);
  const next = React.useCallback((staged: boolean) => setTurns(left => (staged ? left.slice(1) : [])), []);
  const title = kernel.notebook ? PathExt.basename(kernel.notebook) : trans.__('This notebook');
  return (
    <Section
      title={trans.__('This notebook')}
      part="notebook"
      note={kernel.notebook ? title : ''}
      count={rows.length}
    >
      {kernel.busy && (
        <p className="jp-Airlock-busy" role="status">
          <span className="jp-Airlock-spinner" aria-hidden="true" />
          {trans.__('The kernel is running a cell. What you ask now is done when it is free.')}
        </p>
      )}
      {rows.length === 0 && <Empty kernel={kernel} />}
      {rows.length > MANY && (
        <input
          type="search"
          className="jp-Airlock-find"
          placeholder={trans.__('Find by name')}
          aria-label={trans.__('Find by name')}
          value={asked}
          onChange={event => setWanted(event.target.value)}
          onKeyDown={event => event.stopPropagation()}
        />
      )}
      {shown.length > 1 && <Batch rows={shown} selection={selection} stage={setTurns} failed={setErrors} />}
      {errors.map(([name, error], index) => (
        <ErrorNote
          key={name}
          error={error}
          about={name}
          onClose={() => setErrors(errors.filter((_, other) => other !== index))}
        />
      ))}
      <ul className="jp-Airlock-list" ref={list} aria-label={title}>
        {shown.map(row => (
          <ObjectRow
            key={`${row.kernelId} ${row.name}`}
            row={row}
            selected={selection.chosen.has(row.name)}
            current={row.name === selection.current}
            task={model.live.taskOf(row.name, row.kernelId)}
            minute={minute}
            turn={turns[0] === row.name}
            onSelect={selection.select}
            onKey={selection.key}
            onTurnDone={next}
          />
        ))}
      </ul>
    </Section>
  );
}
