import * as React from 'react';
import { receiptLines } from '../receipt';
import { saveFile } from '../saveFile';
import type { AirlockRequest } from '../tokens';
import { useSurroundings } from './context';
import { stateWord } from './stateWord';

/** The time of a moment of today, the day of an earlier one. */
export function clock(at: Date, today = new Date()): string {
  return at.toDateString() === today.toDateString()
    ? at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleString([], { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

/** The way of a request so far, oldest first. */
export function History({ entries }: { entries: AirlockRequest['history'] }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (entries.length === 0) {
    return null;
  }
  return (
    <ol className="jp-Airlock-history" aria-label={trans.__('History')}>
      {entries.map((entry, index) => (
        <li key={index}>
          <span>{stateWord(entry.state, trans)}</span>
          <time dateTime={entry.at} title={new Date(entry.at).toLocaleString()}>
            {clock(new Date(entry.at))}
          </time>
          {entry.note && <p className="jp-Airlock-quiet">{entry.note}</p>}
        </li>
      ))}
    </ol>
  );
}

/** What the back end signed for; the download is the signed envelope itself. */
export function Receipt({
  receipt,
  name
}: {
  receipt: Record<string, unknown>;
  name: string;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const save = (): void =>
    saveFile(
      `${name}-receipt.json`,
      new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' })
    );
  return (
    <details className="jp-Airlock-receipt">
      <summary>{trans.__('Receipt')}</summary>
      <dl>
        {receiptLines(receipt).map(([label, value]) => (
          <React.Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
      <button type="button" className="jp-Airlock-button" onClick={save}>
        {trans.__('Download receipt')}
      </button>
    </details>
  );
}
