import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Ended } from '../live';
import type { State } from '../state';
import { isDraft, ordered, split } from '../states';
import { useSurroundings } from './context';
import { countsLine } from './findings';
import { stateWord } from './stateWord';
import { verdictWord } from './verdict';

/** What the store holds, in one sentence. */
function summary(state: State, trans: TranslationBundle): string {
  const { staged, checked } = split(state.items);
  const newest = ordered(state.requests).find(request => !isDraft(request));
  return [
    trans._n('%1 checked output', '%1 checked outputs', checked.length),
    trans._n('%1 staged output', '%1 staged outputs', staged.length),
    newest ? trans.__('newest request: %1', stateWord(newest.state, trans)) : ''
  ]
    .filter(part => part !== '')
    .join(', ');
}

/** What became of something that was asked of the kernel. */
export function endedText(ended: Ended, trans: TranslationBundle): string {
  const { verb, name, item, failed } = ended;
  if (ended.of > 1) {
    const done = trans._n('%1 done', '%1 done', ended.of - failed);
    return failed > 0 ? `${done}, ${trans._n('%1 failed', '%1 failed', failed)}` : done;
  }
  if (failed > 0) {
    return ''; // an error says itself
  }
  if (verb === 'unfix') {
    return trans.__('%1 was taken back', name);
  }
  if (!item) {
    return '';
  }
  const judged = [verdictWord(item.verdict, trans), countsLine(item.counts, trans)].filter(part => part);
  return verb === 'stage'
    ? trans.__('Staged as %1: %2', item.export?.file ?? item.name, judged.join(', '))
    : `${name}: ${judged.join(', ')}`;
}

/**
 * The panel's one live region. What the person asked for is said by its result, once; else what the store holds, when
 * that changed without them.
 */
export function Said({ state }: { state: State }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const [said, say] = React.useState('');
  const asked = React.useRef(false);
  const text = state.loaded ? summary(state, trans) : '';
  React.useEffect(() => {
    const hear = (_: unknown, ended: Ended): void => {
      asked.current = false;
      say(endedText(ended, trans));
    };
    model.live.ended.connect(hear);
    return () => void model.live.ended.disconnect(hear);
  }, [model, trans]);
  asked.current ||= model.live.tasks.length > 0;
  React.useEffect(() => {
    if (!asked.current) {
      say(text);
    }
  }, [text]);
  return (
    <p className="jp-Airlock-hidden" aria-live="polite">
      {said}
    </p>
  );
}
