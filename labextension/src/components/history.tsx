import * as React from 'react';
import type { AirlockRequest } from '../tokens';
import { useSurroundings } from './context';
import { stateWord } from './stateWord';

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
            {new Date(entry.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}
          </time>
          {entry.note && <p className="jp-Airlock-quiet">{entry.note}</p>}
        </li>
      ))}
    </ol>
  );
}

/** What the back end signed for, as it said it. */
export function Receipt({ receipt }: { receipt: Record<string, unknown> }): React.JSX.Element {
  const { trans } = useSurroundings();
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return (
    <details className="jp-Airlock-receipt">
      <summary>{trans.__('Receipt')}</summary>
      <dl>
        {Object.entries(receipt).map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name.replace(/_/g, ' ')}</dt>
            <dd>{text(value)}</dd>
          </React.Fragment>
        ))}
      </dl>
    </details>
  );
}
