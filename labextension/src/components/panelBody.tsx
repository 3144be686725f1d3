import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { State } from '../model';
import { isDraft, ordered, requestOf, split } from '../states';
import type { KernelState } from '../tracker';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { ItemRow } from './itemRow';
import { KernelNotice } from './kernelNotice';
import { ErrorNote, Note } from './notes';
import { RequestCard } from './requestCard';
import { Section } from './section';
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
      {offline && <Note tone="warn" message={offline.message} hint={offline.hint} />}
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

function Lists({ state }: { state: State }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const { staged, checked } = split(state.items);
  const requests = ordered(state.requests);
  const drafting = requests.some(isDraft);
  const fresh = staged.some(item => !requestOf(item, requests));
  return (
    <>
      <Section title={trans.__('Checked')} count={checked.length}>
        {checked.length === 0 && (
          <p className="jp-Airlock-empty">
            {trans.__('Nothing waits here. Check an output in a notebook:')} <code>%airlock_check table</code>
          </p>
        )}
        <ul className="jp-Airlock-list">
          {checked.map(item => (
            <ItemRow key={item.id} item={item} />
          ))}
        </ul>
      </Section>
      <Section title={trans.__('Staged for export')} count={staged.length}>
        {staged.length === 0 && (
          <p className="jp-Airlock-empty">
            {trans.__('Staged outputs are frozen and ready to be requested.')}
          </p>
        )}
        <ul className="jp-Airlock-list">
          {staged.map(item => (
            <ItemRow key={item.id} item={item} />
          ))}
        </ul>
        {staged.length > 0 && !drafting && (
          <div className="jp-Airlock-actions jp-Airlock-next">
            <button
              type="button"
              className="jp-Airlock-button"
              data-kind={fresh ? 'primary' : undefined}
              onClick={() => void model.createRequest()}
            >
              {fresh ? trans.__('Request export…') : trans.__('Request again…')}
            </button>
          </div>
        )}
      </Section>
      <Section title={trans.__('Requests')} count={requests.length}>
        {requests.length === 0 && (
          <p className="jp-Airlock-empty">{trans.__('A request takes staged outputs to the reviewers.')}</p>
        )}
        <ul className="jp-Airlock-list">
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
      {props.state.loaded && props.state.info && <Lists state={props.state} />}
    </div>
  );
}
