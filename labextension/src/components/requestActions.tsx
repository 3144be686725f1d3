import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Download } from '../api';
import { showRequest } from '../reveal';
import { saveFile } from '../saveFile';
import { canHurry, canRevise, canSubmit, canWithdraw, isDraft, ordered } from '../states';
import type { AirlockRequest, Info, Item } from '../tokens';
import { Act } from './act';
import { useSurroundings } from './context';
import { Page } from './page';

/** Answers took time to write, and a withdrawal cannot be taken back: ask before they go. */
async function confirmed(
  trans: TranslationBundle,
  title: string,
  body: string,
  label: string
): Promise<boolean> {
  const buttons = [Dialog.cancelButton({ label: trans.__('Cancel') }), Dialog.warnButton({ label })];
  // what cannot be taken back is not what Enter does
  return (await showDialog({ title, body, buttons, defaultButton: 0 })).button.accept;
}

interface Props {
  request: AirlockRequest;
  info: Info;
}

type During = (what: string, verb: () => Promise<unknown>) => () => void;

/** What is fetched of a request: its bundle, the outputs alone, the evidence, the form's text, the release. */
function Downloads({ request, busy, during }: Props & { busy: string; during: During }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const save = (found: Download | null): void => {
    if (found) {
      saveFile(found.file, found.bytes);
    }
  };
  const part = (name: string) => async (): Promise<void> => save(await model.bundle(request.id, name));
  const copy = async (): Promise<void> => {
    const form = await model.bundle(request.id, 'form');
    if (form) {
      await navigator.clipboard.writeText(await form.bytes.text());
    }
  };
  const draft = isDraft(request);
  const disabled = busy !== '' || (draft && (request.verdict === 'fail' || request.items.length === 0));
  const preparing = trans.__('Preparing the download…');
  const one = (label: string, name: string, title: string): React.JSX.Element => (
    <Act
      label={label}
      glyph="download"
      title={title}
      disabled={disabled}
      act={during(preparing, part(name))}
    />
  );
  return (
    <>
      {request.state === 'released' && (
        <Act
          label={trans.__('Download release')}
          glyph="download"
          primary
          disabled={busy !== ''}
          act={during(preparing, async () => save(await model.release(request.id)))}
        />
      )}
      {one(
        trans.__('Download bundle'),
        'bundle',
        trans.__('Outputs and evidence, sealed; sealing ends the draft')
      )}
      {request.bundle &&
        one(trans.__('Download outputs'), 'outputs', trans.__('For the form: the outputs alone'))}
      {request.bundle &&
        one(trans.__('Download evidence'), 'evidence', trans.__('For the form: the evidence alone'))}
      <Act
        label={trans.__('Copy form text')}
        glyph="copy"
        disabled={busy !== ''}
        act={during(trans.__('Copying…'), copy)}
      />
    </>
  );
}

/** The steps of the author before and after the request was sent. */
function Steps({ request, info, busy, during }: Props & { busy: string; during: During }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const discard = async (): Promise<void> => {
    const answered = Object.keys(request.form).some(name => name !== 'project' && request.form[name]);
    const body = trans.__('Its answers are lost. The staged outputs stay.');
    if (!answered || (await confirmed(trans, trans.__('Discard this request?'), body, trans.__('Discard')))) {
      await model.removeRequest(request.id);
    }
  };
  const withdraw = async (): Promise<void> => {
    const body = trans.__('The reviewers will not decide about it. The staged outputs stay.');
    if (await confirmed(trans, trans.__('Withdraw this request?'), body, trans.__('Withdraw'))) {
      await model.step(request.id, 'withdraw', { reason: '' });
    }
  };
  const revise = async (): Promise<void> => {
    const draft = (await model.step(request.id, 'revise')) && ordered(model.state.requests).find(isDraft);
    if (draft) {
      await showRequest(draft.id);
    }
  };
  const incomplete = hindrance(request, model.state.items, trans) !== '';
  const stopped = request.state === 'sending' ? trans.__('Stop sending') : trans.__('Withdraw');
  return (
    <>
      {canSubmit(request) && (
        <Act
          label={
            canHurry(request)
              ? trans.__('Try now')
              : request.state === 'parked'
                ? trans.__('Try again')
                : trans.__('Submit')
          }
          primary
          title={info.backend.message}
          disabled={busy !== '' || incomplete || !(info.backend.ready || canHurry(request))}
          act={during(trans.__('Submitting…'), () => model.submit(request.id))}
        />
      )}
      {canRevise(request) && (
        <Act
          label={trans.__('Revise')}
          title={trans.__('A new draft with the same answers and outputs')}
          disabled={busy !== ''}
          act={during('', revise)}
        />
      )}
      {canWithdraw(request) && <Act label={stopped} disabled={busy !== ''} act={during('', withdraw)} />}
      {isDraft(request) && (
        <Act label={trans.__('Discard')} disabled={busy !== ''} act={during('', discard)} />
      )}
    </>
  );
}

/** Why a draft cannot be submitted yet; empty when it can. */
function hindrance(request: AirlockRequest, items: readonly Item[], trans: TranslationBundle): string {
  if (!isDraft(request)) {
    return '';
  }
  if (request.items.length === 0) {
    return trans.__('Choose at least one output first.');
  }
  const held = items.find(
    item => request.items.includes(item.id) && (item.removed ?? []).length > 0 && !item.acknowledged
  );
  if (held) {
    return trans.__('Confirm the code behind %1 first, where it is staged.', held.export?.file ?? held.name);
  }
  return request.verdict === 'fail' ? trans.__('Mend what is marked as a failure first.') : '';
}

/** What can be done with a request in its state. One thing runs at a time, and says so. */
export function RequestActions({ request, info }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const [busy, setBusy] = React.useState('');
  const [page, setPage] = React.useState<string | null>(null);
  const during: During = (what, verb) => () => {
    setBusy(what || ' ');
    void verb().finally(() => setBusy(''));
  };
  const preview = async (): Promise<void> => setPage(await model.preview(request.id));
  const told =
    busy.trim() ||
    hindrance(request, model.state.items, trans) ||
    (canSubmit(request) && !canHurry(request) && !info.backend.ready ? info.backend.message : '');
  return (
    <>
      <div className="jp-Airlock-actions">
        <Steps request={request} info={info} busy={busy} during={during} />
        {isDraft(request) && request.items.length > 0 && (
          <Act
            label={trans.__('What reviewers will read')}
            disabled={busy !== ''}
            act={during(trans.__('Preparing the page…'), preview)}
          />
        )}
        <Downloads request={request} info={info} busy={busy} during={during} />
        <span className="jp-Airlock-quiet" role="status">
          {told}
        </span>
      </div>
      {page !== null && <Page html={page} close={() => setPage(null)} />}
    </>
  );
}
