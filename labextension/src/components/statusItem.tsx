import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { AirlockModel } from '../model';
import type { State } from '../state';
import { isDraft, ordered, split } from '../states';
import { stateWord } from './stateWord';

/** "Airlock: 2 staged, In review"; empty while there is nothing to say. */
export function statusText({ items, requests }: State, trans: TranslationBundle): string {
  const staged = split(items).staged.length;
  const newest = ordered(requests).find(request => !isDraft(request));
  const parts = [
    staged > 0 ? trans._n('%1 staged', '%1 staged', staged) : '',
    newest ? stateWord(newest.state, trans) : ''
  ].filter(part => part !== '');
  return parts.length > 0 ? trans.__('Airlock: %1', parts.join(', ')) : '';
}

export function statusItem(
  model: AirlockModel,
  trans: TranslationBundle,
  open: () => void
): React.JSX.Element {
  const item = (): React.JSX.Element => {
    const text = statusText(model.state, trans);
    return text ? (
      <button
        type="button"
        className="jp-Airlock-status"
        title={trans.__('Show what is staged and requested')}
        onClick={open}
      >
        {text}
      </button>
    ) : (
      <></>
    );
  };
  return <UseSignal signal={model.changed}>{item}</UseSignal>;
}
