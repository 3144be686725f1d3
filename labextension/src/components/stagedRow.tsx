import { Time } from '@jupyterlab/coreutils';
import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { Item } from '../tokens';
import { AnswersForm } from './answersForm';
import { useSurroundings } from './context';
import { countsLine } from './findings';
import { Glyph } from './glyphs';
import { ErrorNote, Note } from './notes';
import { sizeText } from './size';
import { Thumbnail } from './thumbnail';
import { VerdictBadge } from './verdict';
import { WholeReport } from './wholeReport';

export interface StagedProps {
  item: Item;
  /** In which request it went, in words. */
  taken: string;
  /** The variable it was made from, where that was changed since. */
  changed?: string;
  first: boolean;
  last: boolean;
  move: (id: string, by: -1 | 1) => void;
  drop: (id: string, onto: string) => void;
  /** Changes each minute, so that "two minutes ago" stays true. */
  minute: number;
}

/** Set by our own rows only, so that nothing else can be dropped between them. */
const DRAGGED = 'application/x-gel-airlock-item';

const editOf = (item: Item): string => `edit ${item.id}`;

function Editor({ item, back, close }: { item: Item; back: boolean; close: () => void }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const file = item.export?.file ?? item.name;
  return (
    <AnswersForm
      initial={{
        title: item.title,
        description: item.description,
        justification: item.justification,
        alt_text: item.alt_text,
        file
      }}
      keep={editOf(item)}
      back={back}
      needsJustification={item.verdict !== 'pass'}
      isFigure={item.kind === 'figure'}
      action={trans.__('Save')}
      waiting={trans.__('Saving…')}
      onSubmit={({ file: name, ...answers }) =>
        model.editItem(item.id, { ...answers, ...(name && name !== file ? { file: name } : {}) })
      }
      onDone={close}
      onCancel={close}
    />
  );
}

/** What was taken out of the code behind an output holds its request back, until it is confirmed with a reason. */
function Behind({ item }: { item: Item }): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const [reason, setReason] = React.useState('');
  const [error, setError] = React.useState<AirlockError | null>(null);
  const id = React.useId();
  const places = [...new Set((item.removed ?? []).map(({ where }) => where))].join(', ');
  if (places === '') {
    return null;
  }
  if (item.acknowledged) {
    return (
      <p className="jp-Airlock-quiet">{trans.__('Code behind it (%1): %2', places, item.acknowledged)}</p>
    );
  }
  const send = (event: React.FormEvent): void => {
    event.preventDefault();
    setError(null);
    model
      .editItem(item.id, { acknowledged: reason.trim() })
      .catch(problem => setError(toAirlockError(problem)));
  };
  return (
    <Note
      tone="warn"
      message={trans.__('The code behind it holds an identifier or secret: %1.', places)}
      hint={trans.__(
        'Reviewers get the code without it. Take it out there, run the cells and stage again; or say why the code may be read without it.'
      )}
    >
      <form className="jp-Airlock-form" onSubmit={send} onKeyDown={event => event.stopPropagation()}>
        <label htmlFor={id}>
          <span>{trans.__('Reason')}</span>
          <input id={id} required value={reason} onChange={event => setReason(event.target.value)} />
        </label>
        <div className="jp-Airlock-actions">
          <button type="submit" className="jp-Airlock-button">
            {trans.__('Confirm')}
          </button>
        </div>
        {error && <ErrorNote error={error} />}
      </form>
    </Note>
  );
}

function Actions({ item, first, last, move, edit }: StagedProps & { edit: () => void }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const shown = item.export?.file ?? item.name;
  const icon = (name: string, label: string, disabled: boolean, act: () => void): React.JSX.Element => (
    <button
      type="button"
      className="jp-Airlock-icon-button"
      title={label}
      aria-label={`${label}: ${shown}`}
      aria-disabled={disabled}
      onClick={disabled ? undefined : act}
    >
      <Glyph name={name} />
    </button>
  );
  return (
    <span className="jp-Airlock-row-actions">
      {icon('up', trans.__('Move up (Alt+Up)'), first, () => move(item.id, -1))}
      {icon('down', trans.__('Move down (Alt+Down)'), last, () => move(item.id, 1))}
      {icon('edit', trans.__('Rename and describe'), false, edit)}
      {icon('remove', trans.__('Remove'), false, () => void model.remove(item))}
    </span>
  );
}

function StagedRowView(props: StagedProps): React.JSX.Element {
  const { item, taken, changed, move, drop } = props;
  const { trans, model } = useSurroundings();
  const back = React.useRef(model.journal.has(editOf(item))); // begun before the page was loaded
  const [editing, setEditing] = React.useState(back.current);
  const [over, setOver] = React.useState(false);
  const row = React.useRef<HTMLLIElement>(null);
  const name = item.export?.file ?? item.name;
  const close = (): void => {
    setEditing(false);
    back.current = false;
    row.current?.focus();
  };
  const about = [
    item.shape?.replace(/\bx\b/, '×') ?? item.kind,
    item.export ? sizeText(item.export.bytes) : '',
    Time.formatHuman(new Date(item.updated_at))
  ];
  const key = (event: React.KeyboardEvent): void => {
    const by = event.altKey && { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key];
    if (by) {
      event.preventDefault();
      event.stopPropagation();
      move(item.id, by);
    }
  };
  return (
    <li
      className="jp-Airlock-item"
      ref={row}
      tabIndex={-1}
      data-item={item.id}
      data-over={over || undefined}
      aria-label={name}
      draggable={!editing}
      onKeyDown={key}
      onDragStart={event => event.dataTransfer.setData(DRAGGED, item.id)}
      onDragOver={event => {
        if (event.dataTransfer.types.includes(DRAGGED)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        drop(event.dataTransfer.getData(DRAGGED), item.id);
      }}
    >
      <div className="jp-Airlock-item-head">
        <VerdictBadge verdict={item.verdict} />
        <code className="jp-Airlock-name" title={name}>
          {name}
        </code>
        <Actions {...props} edit={() => setEditing(true)} />
      </div>
      {item.title && <p className="jp-Airlock-item-title">{item.title}</p>}
      {item.description && <p className="jp-Airlock-quiet jp-Airlock-clamped">{item.description}</p>}
      <p className="jp-Airlock-quiet">{about.filter(part => part !== '').join(' · ')}</p>
      {taken && <p className="jp-Airlock-quiet">{taken}</p>}
      {changed && (
        <p className="jp-Airlock-hint" data-tone="warn">
          <Glyph name="warn" />
          <span>
            {trans.__('%1 was changed after this was staged. What leaves is as it was then.', changed)}
          </span>
        </p>
      )}
      {item.exception && <p className="jp-Airlock-quiet">{trans.__('Exception: %1', item.exception)}</p>}
      <Behind item={item} />
      {editing && <Editor item={item} back={back.current} close={close} />}
      <details className="jp-Airlock-why">
        <summary>{countsLine(item.counts, trans) || trans.__('What leaves')}</summary>
        <Thumbnail item={item} />
        <WholeReport item={item} />
      </details>
    </li>
  );
}

/** One frozen output. */
export const StagedRow = React.memo(StagedRowView);
