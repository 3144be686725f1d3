import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { AirlockError } from '../request';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { Prose } from './prose';

interface NoteProps {
  tone: 'fail' | 'review' | 'warn' | 'info' | 'pass';
  message: string;
  hint?: React.ReactNode;
  children?: React.ReactNode;
  onClose?: () => void;
}

/** One message with what to do about it. Errors interrupt a screen reader, everything else waits its turn. */
export function Note({ tone, message, hint, children, onClose }: NoteProps): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div className="jp-Airlock-note" data-tone={tone} role={tone === 'fail' ? 'alert' : 'status'}>
      <Glyph name={tone} />
      <div className="jp-Airlock-note-text">
        <p>
          <Prose text={message} />
        </p>
        {hint && (
          <p className="jp-Airlock-quiet">{typeof hint === 'string' ? <Prose text={hint} /> : hint}</p>
        )}
        {children && <div className="jp-Airlock-actions">{children}</div>}
      </div>
      {onClose && (
        <button
          type="button"
          className="jp-Airlock-icon-button"
          title={trans.__('Dismiss')}
          onClick={onClose}
        >
          <Glyph name="close" />
          <span className="jp-Airlock-hidden">{trans.__('Dismiss')}</span>
        </button>
      )}
    </div>
  );
}

/** An error in the person's language, where it has words of ours; what the server or kernel said stays as it is. */
export function translated(text: string, trans: TranslationBundle): string {
  return text.includes('%') ? text : trans.__(text);
}

export function ErrorNote({
  error,
  about = '',
  onClose
}: {
  error: AirlockError;
  /** What it is about, where the message may not say. */
  about?: string;
  onClose?: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const said = translated(error.message, trans);
  const message = about && !said.includes(about) ? `\`${about}\`: ${said}` : said;
  const hint = error.hint ? translated(error.hint, trans) : undefined;
  return <Note tone="fail" message={message} hint={hint} onClose={onClose} />;
}
