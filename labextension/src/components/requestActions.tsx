import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { saveFile } from '../saveFile';
import { canSubmit, isDraft } from '../states';
import type { AirlockRequest, Info } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';

interface ActProps {
  label: string;
  glyph?: string;
  primary?: boolean;
  title?: string;
  disabled: boolean;
  act: () => void;
}

function Act({ label, glyph, primary, title, disabled, act }: ActProps): React.JSX.Element {
  return (
    <button
      type="button"
      className="jp-Airlock-button"
      data-kind={primary ? 'primary' : undefined}
      title={title}
      disabled={disabled}
      onClick={act}
    >
      {glyph && <Glyph name={glyph} />}
      {label}
    </button>
  );
}

/** Answers took time to write: ask before they go. */
async function confirmed(trans: TranslationBundle): Promise<boolean> {
  const result = await showDialog({
    title: trans.__('Discard this request?'),
    body: trans.__('Its answers are lost. The staged outputs stay.'),
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__('Discard') })]
  });
  return result.button.accept;
}

/** What can be done with a request in its state. One thing runs at a time, and says so. */
export function RequestActions({
  request,
  info
}: {
  request: AirlockRequest;
  info: Info;
}): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const [busy, setBusy] = React.useState('');
  const during = (what: string, verb: () => Promise<void>) => (): void => {
    setBusy(what);
    void verb().finally(() => setBusy(''));
  };
  const download = (part: string) => async (): Promise<void> => {
    const found = await model.bundle(request.id, part);
    if (found) {
      saveFile(found.file, found.bytes);
    }
  };
  const copyForm = async (): Promise<void> => {
    const form = await model.bundle(request.id, 'form');
    if (form) {
      await navigator.clipboard.writeText(await form.bytes.text());
    }
  };
  const discard = async (): Promise<void> => {
    const answered = Object.keys(request.form).some(name => name !== 'project' && request.form[name]);
    if (!answered || (await confirmed(trans))) {
      await model.removeRequest(request.id);
    }
  };
  const { backend } = info;
  const draft = isDraft(request);
  const byHand = backend.name === 'manual' && request.bundle !== null;
  const incomplete = draft && (request.verdict === 'fail' || request.items.length === 0);
  const disabled = busy !== '' || incomplete;
  const preparing = trans.__('Preparing the download…');
  return (
    <div className="jp-Airlock-actions">
      {canSubmit(request) && (
        <Act
          label={trans.__('Submit')}
          primary
          title={backend.message}
          disabled={disabled || !backend.ready}
          act={during(trans.__('Submitting…'), () => model.submit(request.id))}
        />
      )}
      <Act
        label={trans.__('Download bundle')}
        glyph="download"
        disabled={disabled}
        act={during(preparing, download('bundle'))}
      />
      {byHand && (
        <>
          <Act
            label={trans.__('Download outputs')}
            glyph="download"
            disabled={disabled}
            act={during(preparing, download('outputs'))}
          />
          <Act
            label={trans.__('Copy form text')}
            disabled={disabled}
            act={during(trans.__('Copying…'), copyForm)}
          />
        </>
      )}
      {draft && <Act label={trans.__('Discard')} disabled={busy !== ''} act={during('', discard)} />}
      <span className="jp-Airlock-quiet" role="status">
        {busy || (canSubmit(request) && !backend.ready ? backend.message : '')}
      </span>
    </div>
  );
}
