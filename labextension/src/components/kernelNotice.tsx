import { PathExt } from '@jupyterlab/coreutils';
import * as React from 'react';
import { INSTALL_LINE, LOAD_LINE } from '../kernel';
import type { AirlockError } from '../request';
import { toAirlockError } from '../request';
import type { KernelState } from '../tracker';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { ErrorNote, Note } from './notes';

/** A line to run, and a button that copies it. */
function Line({ code }: { code: string }): React.JSX.Element {
  const { trans } = useSurroundings();
  const [copied, setCopied] = React.useState(false);
  const copy = (): void =>
    void navigator.clipboard.writeText(code).then(
      () => setCopied(true),
      () => setCopied(false)
    );
  return (
    <span className="jp-Airlock-line">
      <code title={code}>{code}</code>
      <button
        type="button"
        className="jp-Airlock-icon-button"
        title={copied ? trans.__('Copied') : trans.__('Copy')}
        aria-label={trans.__('Copy %1', code)}
        onClick={copy}
        onBlur={() => setCopied(false)}
      >
        <Glyph name={copied ? 'pass' : 'copy'} />
      </button>
    </span>
  );
}

interface Props {
  kernel: KernelState;
  load: () => Promise<void>;
}

/** The kernel works in another project or store than the panel shows, and how to bring them together. */
function Elsewhere({ kernel }: { kernel: Extract<KernelState, { kind: 'elsewhere' }> }): React.JSX.Element {
  const { trans } = useSurroundings();
  const reset = kernel.pinned.map(name => `%config AirlockMagics.${name} = ""`).join('\n');
  const hint = reset ? (
    <>
      {trans.__('To bring them together, run this in the notebook:')} <Line code={reset} />
    </>
  ) : (
    trans.__('Run any cell in it. If this stays, its kernel was started with other settings: restart it.')
  );
  const notebook = PathExt.basename(kernel.notebook);
  const message = trans.__('%1 works in %2, this panel shows %3.', notebook, kernel.place, kernel.here);
  return <Note tone="warn" message={message} hint={hint} />;
}

/** What stands between the notebook in front and Airlock, and what to run. Nothing when all is well. */
export function KernelNotice({ kernel, load }: Props): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const [error, setError] = React.useState<AirlockError | null>(null);
  const [busy, setBusy] = React.useState(false);
  React.useEffect(() => setError(null), [kernel.kind, kernel.notebook]);
  const notebook = PathExt.basename(kernel.notebook);
  if (error) {
    return <ErrorNote error={error} onClose={() => setError(null)} />;
  }
  if (kernel.kind === 'version') {
    return (
      <Note
        tone="warn"
        message={trans.__(
          '%1 uses version %2, this panel is version %3.',
          notebook,
          kernel.version,
          kernel.expected
        )}
        hint={
          <>
            {trans.__('Run this in the notebook, then restart its kernel:')}{' '}
            <Line code={`${INSTALL_LINE}==${kernel.expected}`} />
          </>
        }
      />
    );
  }
  if (kernel.kind === 'elsewhere') {
    return <Elsewhere kernel={kernel} />;
  }
  if (kernel.kind === 'foreign') {
    return (
      <Note
        tone="info"
        message={trans.__('%1 does not run Python.', notebook)}
        hint={trans.__(
          'Save its results as files: the menu of a file in the file browser has “Check for Export” and “Stage for Export…”.'
        )}
      />
    );
  }
  if (kernel.kind !== 'unloaded') {
    return null;
  }
  const start = (): void => {
    setBusy(true);
    void load()
      .then(() => model.refresh())
      .catch(reason => setError(toAirlockError(reason)))
      .finally(() => setBusy(false));
  };
  return (
    <Note
      tone="info"
      message={trans.__('%1 has not loaded Airlock.', notebook)}
      hint={
        <>
          {trans.__('Run this in it:')} <Line code={LOAD_LINE} />
          {trans.__('If that fails, run this first:')} <Line code={INSTALL_LINE} />
        </>
      }
    >
      <button type="button" className="jp-Airlock-button" disabled={busy} onClick={start}>
        {busy ? trans.__('Waiting for the kernel…') : trans.__('Load it')}
      </button>
    </Note>
  );
}
