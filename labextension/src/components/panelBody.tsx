import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { elsewhere } from '../objects';
import type { State } from '../state';
import { isDraft, ordered, split } from '../states';
import type { KernelState } from '../tracker';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { ElsewhereSection } from './elsewhereSection';
import { LoginNote } from './loginNote';
import { KernelNotice } from './kernelNotice';
import { NotebookSection } from './notebookSection';
import { ErrorNote, Note, translated } from './notes';
import { RequestCard } from './requestCard';
import { Section } from './section';
import { SettingsView } from './settingsView';
import { StagedSection } from './stagedSection';
import { stateWord } from './stateWord';

interface Props {
  state: State;
  kernel: KernelState;
  load: () => Promise<void>;
}

/** One sentence for screen readers; it changes only when the summary does. */
function summary(state: State, trans: TranslationBundle): string {
  const { staged, checked } = split(state.items);
  const requests = ordered(state.requests).filter(request => !isDraft(request));
  const newest = requests[0];
  return [
    trans._n('%1 checked output', '%1 checked outputs', checked.length),
    trans._n('%1 staged output', '%1 staged outputs', staged.length),
    newest ? trans.__('newest request: %1', stateWord(newest.state, trans)) : ''
  ]
    .filter(part => part !== '')
    .join(', ');
}

function Header({ state }: { state: State }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const { info } = state;
  return (
    <header className="jp-Airlock-header">
      <div>
        <h2>{trans.__('Airlock')}</h2>
        {info && (
          <p
            className="jp-Airlock-quiet"
            title={trans.__('Policy %1, digest %2', info.policy.id, info.policy.digest)}
          >
            {[info.project, info.policy.title || info.policy.id].filter(text => text).join(' · ')}
          </p>
        )}
      </div>
      <button
        type="button"
        className="jp-Airlock-icon-button"
        title={trans.__('Refresh')}
        aria-label={trans.__('Refresh')}
        onClick={() => void model.refresh()}
      >
        <Glyph name="refresh" />
      </button>
    </header>
  );
}

function Notices({ state, kernel, load }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const { offline, error, removed } = state;
  return (
    <div className="jp-Airlock-notices">
      {offline && (
        <Note
          tone="warn"
          message={translated(offline.message, trans)}
          hint={translated(offline.hint, trans)}
        />
      )}
      {error && <ErrorNote error={error} onClose={() => model.dismissError()} />}
      {removed && (
        <Note
          tone="info"
          message={trans.__('Removed %1.', removed.export?.file ?? removed.name)}
          onClose={() => model.forgetRemoved()}
        >
          <button
            type="button"
            className="jp-Airlock-button"
            autoFocus
            onClick={() => void model.undoRemove()}
          >
            {trans.__('Undo')}
          </button>
        </Note>
      )}
      {!offline && <LoginNote login={state.login} />}
      {!offline && state.loaded && <KernelNotice kernel={kernel} load={load} />}
      {state.problems.map(problem => (
        <Note key={problem.id} tone="warn" message={problem.message} hint={problem.hint}>
          <button
            type="button"
            className="jp-Airlock-button"
            onClick={() => void model.removeProblem(problem)}
          >
            {trans.__('Remove')}
          </button>
        </Note>
      ))}
    </div>
  );
}

function RequestsSection({ state }: { state: State }): React.JSX.Element {
  const { trans } = useSurroundings();
  const requests = ordered(state.requests);
  const { staged } = split(state.items);
  return (
    <Section title={trans.__('Requests')} count={requests.length}>
      {requests.length === 0 && (
        <p className="jp-Airlock-empty">{trans.__('A request takes staged outputs to the reviewers.')}</p>
      )}
      <ul className="jp-Airlock-list" aria-label={trans.__('Requests')}>
        {state.info &&
          requests.map((request, index) => (
            <RequestCard
              key={request.id}
              request={request}
              info={state.info as NonNullable<State['info']>}
              staged={staged}
              open={index === 0}
            />
          ))}
      </ul>
    </Section>
  );
}

function Lists({ state, kernel }: { state: State; kernel: KernelState }): React.JSX.Element {
  const minute = Math.floor(Date.now() / 60_000);
  const checked = React.useMemo(
    () => elsewhere(state.items, kernel.kernelId),
    [state.items, kernel.kernelId]
  );
  return (
    <>
      <NotebookSection state={state} kernel={kernel} minute={minute} />
      <ElsewhereSection checked={checked} items={state.items} minute={minute} />
      <StagedSection state={state} minute={minute} />
      <RequestsSection state={state} />
    </>
  );
}

/** The whole panel. */
export function PanelBody(props: Props): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div className="jp-Airlock-body">
      <Header state={props.state} />
      <p className="jp-Airlock-hidden" aria-live="polite">
        {props.state.loaded && summary(props.state, trans)}
      </p>
      <Notices {...props} />
      {props.state.loaded && props.state.info && (
        <>
          <Lists {...props} />
          <SettingsView info={props.state.info} />
        </>
      )}
    </div>
  );
}
