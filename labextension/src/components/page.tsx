import * as React from 'react';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';

/**
 * A page of the reviewers, in a dialog over the window. The frame is sandboxed without any permission: whatever the
 * page holds, nothing of it runs.
 */
export function Page({ html, close }: { html: string; close: () => void }): React.JSX.Element {
  const { trans } = useSurroundings();
  const dialog = React.useRef<HTMLDialogElement>(null);
  React.useEffect(() => dialog.current?.showModal?.(), []);
  return (
    <dialog
      ref={dialog}
      className="jp-Airlock-dialog"
      aria-label={trans.__('What reviewers will read')}
      onClose={close}
      onKeyDown={event => event.stopPropagation()}
    >
      <header>
        <h2>{trans.__('What reviewers will read')}</h2>
        <button
          type="button"
          className="jp-Airlock-icon-button"
          autoFocus
          title={trans.__('Close')}
          aria-label={trans.__('Close')}
          onClick={() => (dialog.current?.close ? dialog.current.close() : close())}
        >
          <Glyph name="close" />
        </button>
      </header>
      <iframe sandbox="" srcDoc={html} title={trans.__('What reviewers will read')} />
    </dialog>
  );
}
