import { PathExt, Time } from '@jupyterlab/coreutils';
import * as React from 'react';
import { declarations, isStageable, requestOf, stagedFrom } from '../states';
import type { Item, Target } from '../tokens';
import { AnswersForm } from './answersForm';
import { useSurroundings } from './context';
import { Findings, countsLine } from './findings';
import { Glyph } from './glyphs';
import { shortId, stateWord } from './stateWord';
import { VerdictBadge } from './verdict';

export function sizeText(bytes: number): string {
  return bytes < 1000
    ? `${bytes} B`
    : bytes < 1e6
      ? `${(bytes / 1e3).toFixed(1)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What an output is, in one quiet line: shape, size, notebook, when. */
function about(item: Item, front: string): string {
  const notebook = PathExt.basename(item.notebook ?? '');
  const parts = [
    item.shape?.replace(/\bx\b/, '×') ?? item.kind,
    item.export ? sizeText(item.export.bytes) : '',
    notebook === PathExt.basename(front) ? '' : notebook,
    Time.formatHuman(new Date(item.updated_at))
  ];
  return parts.filter(part => part !== '').join(' · ');
}

function targetOf(item: Item): Target {
  return { name: item.name, kernelId: item.kernel_id, declared: declarations(item.declared) };
}

interface ActionProps {
  item: Item;
  open: () => void;
}

/** The small buttons at the end of the name. */
function IconActions({ item, open }: ActionProps): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const shown = item.export?.file ?? item.name;
  const icon = (name: string, label: string, act: () => void): React.JSX.Element => (
    <button
      type="button"
      className="jp-Airlock-icon-button"
      title={label}
      aria-label={`${label}: ${shown}`}
      onClick={act}
    >
      <Glyph name={name} />
    </button>
  );
  return (
    <span className="jp-Airlock-row-actions">
      {item.state === 'staged' && icon('edit', trans.__('Edit title and description'), open)}
      {icon('remove', trans.__('Remove'), () => void model.remove(item))}
    </span>
  );
}

/** The way on for a checked output: stage it, or that it was. */
function Onward({ item, open }: ActionProps): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  if (item.state === 'staged' || !isStageable(item.verdict)) {
    return null;
  }
  return stagedFrom(item, model.state.items) ? (
    <span className="jp-Airlock-quiet">{trans.__('Staged')}</span>
  ) : (
    <button type="button" className="jp-Airlock-button" onClick={open}>
      {trans.__('Stage for export')}
    </button>
  );
}

function RowForm({ item, close }: { item: Item; close: () => void }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const staged = item.state === 'staged';
  return (
    <AnswersForm
      initial={{ title: item.title, description: item.description, justification: item.justification }}
      needsJustification={item.verdict !== 'pass'}
      action={staged ? trans.__('Save') : trans.__('Stage for export')}
      waiting={staged ? trans.__('Saving…') : trans.__('Waiting for the kernel…')}
      onSubmit={(answers, signal) =>
        staged ? model.editItem(item.id, answers) : model.stage(targetOf(item), answers, signal)
      }
      onDone={close}
      onCancel={close}
    />
  );
}

/** One checked or staged output. */
export function ItemRow({ item }: { item: Item }): React.JSX.Element {
  const { trans, model, notebook } = useSurroundings();
  const taken = item.state === 'staged' ? requestOf(item, model.state.requests) : undefined;
  const [editing, setEditing] = React.useState(false);
  const open = (): void => setEditing(true);
  const row = React.useRef<HTMLLIElement>(null);
  const close = (): void => {
    setEditing(false);
    row.current?.focus();
  };
  const { findings } = item.report;
  const counts = countsLine(item.counts, trans);
  const failed = item.state === 'checked' && !isStageable(item.verdict);
  const name = item.export?.file ?? item.name;
  return (
    <li className="jp-Airlock-item" ref={row} tabIndex={-1} data-item={item.id} aria-label={name}>
      <div className="jp-Airlock-item-head">
        <VerdictBadge verdict={item.verdict} />
        <code className="jp-Airlock-name" title={name}>
          {name}
        </code>
        <IconActions item={item} open={open} />
      </div>
      {item.title && (
        <p className="jp-Airlock-item-title" title={item.description}>
          {item.title}
        </p>
      )}
      <div className="jp-Airlock-item-foot">
        <p className="jp-Airlock-quiet">{about(item, notebook ?? '')}</p>
        {!editing && <Onward item={item} open={open} />}
      </div>
      {taken && (
        <p className="jp-Airlock-quiet">
          {trans.__('In request %1: %2', shortId(taken), stateWord(taken.state, trans))}
        </p>
      )}
      {item.exception && <p className="jp-Airlock-quiet">{trans.__('Exception: %1', item.exception)}</p>}
      {editing && <RowForm item={item} close={close} />}
      {findings.length > 0 && (
        <details className="jp-Airlock-why">
          <summary>{failed ? trans.__('Not exportable as it stands: %1', counts) : counts}</summary>
          <Findings findings={findings} label={trans.__('Findings of %1', name)} />
        </details>
      )}
    </li>
  );
}
