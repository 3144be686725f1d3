import * as React from 'react';
import type { CleanedFile } from '../files';
import { changedCells } from '../places';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import { declarations } from '../states';
import type { Item } from '../tokens';
import { useSurroundings } from './context';
import { Changes, Side } from './fixView';
import { ErrorNote } from './notes';
import { Prose } from './prose';

/** A cleaned copy of a file beside it, made on a click: what was changed, both shown, and the way back. */
export function useFixedFile(item: Item): { fix: () => void; note: React.JSX.Element | null } {
  const { trans, model } = useSurroundings();
  const [fixed, setFixed] = React.useState<CleanedFile | null>(null);
  const [busy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<AirlockError | null>(null);
  const during = (verb: () => Promise<CleanedFile | null>): void => {
    setError(null);
    setBusy(true);
    verb()
      .then(setFixed)
      .catch(reason => setError(toAirlockError(reason)))
      .finally(() => setBusy(false));
  };
  const fix = (): void => during(() => model.files.fix(item, declarations(item.declared)));
  const undo = (copy: CleanedFile): void => during(() => model.files.unfix(copy).then(() => null));
  const note = (
    <>
      {busy && (
        <p className="jp-Airlock-quiet" role="status">
          {trans.__('Writing the file and checking its bytes…')}
        </p>
      )}
      {error && <ErrorNote error={error} onClose={() => setError(null)} />}
      {fixed && <Outcome fixed={fixed} busy={busy} undo={() => undo(fixed)} close={() => setFixed(null)} />}
    </>
  );
  return { fix, note };
}

interface OutcomeProps {
  fixed: CleanedFile;
  busy: boolean;
  undo: () => void;
  close: () => void;
}

function Outcome({ fixed, busy, undo, close }: OutcomeProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { before, report } = fixed;
  const changed = React.useMemo(() => changedCells(before.preview, report.preview), [before, report]);
  return (
    <div className="jp-Airlock-fix" role="group" aria-label={trans.__('Fix %1', before.name)}>
      <p role="status">
        <Prose text={trans.__('A cleaned copy is in `%1`; the file itself is as it was.', fixed.path)} />
      </p>
      <Changes changes={fixed.changes} />
      <div className="jp-Airlock-sides">
        <Side title={trans.__('Before')} report={before} />
        <Side title={trans.__('After')} report={report} changed={changed} />
      </div>
      <div className="jp-Airlock-actions">
        <button type="button" className="jp-Airlock-button" disabled={busy} onClick={undo}>
          {trans.__('Undo')}
        </button>
        <button type="button" className="jp-Airlock-button" disabled={busy} onClick={close}>
          {trans.__('Close')}
        </button>
      </div>
    </div>
  );
}
