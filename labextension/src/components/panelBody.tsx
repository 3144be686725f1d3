import * as React from 'react';
import { elsewhere, rowsOf } from '../objects';
import type { State } from '../state';
import { focusItem } from '../reveal';
import { ordered, split } from '../states';
import type { KernelState } from '../tracker';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { ElsewhereSection } from './elsewhereSection';
import { LoginNote } from './loginNote';
import { KernelNotice } from './kernelNotice';
import { NotebookSection } from './notebookSection';
import { ErrorNote, Note, translated } from './notes';
import { RequestCard } from './requestCard';
import { Said } from './said';
import { Section } from './section';
import { SettingsView } from './settingsView';
import { StagedSection } from './stagedSection';

interface Props {
  state: State;
  kernel: KernelState;
  load: () => Promise<void>;
}

/** Brings a section to the top of the panel, unfolded, with the focus on its heading. */
function jump(from: HTMLElement, part: string): void {
  const section = from.closest('.jp-Airlock-body')?.querySelector(`[data-part="${part}"]`);
  const heading = section?.querySelector<HTMLElement>('h3 > button');
  if (heading?.getAttribute('aria-expanded') === 'false') {
    heading.click();
  }
  section?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

/** Where the panel's parts are one click away, however long the list of a notebook is. */
function Parts({ state, kernel }: { state: State; kernel: KernelState }): React.JSX.Element {
  const { trans } = useSurroundings();
  const news = state.requests.reduce((sum, request) => sum + (request.unseen ?? 0), 0);
  const { objects, items } = state;
  const { kernelId } = kernel;
  const rows = React.useMemo(() => rowsOf(objects, items, kernelId).length, [objects, items, kernelId]);
  const staged = React.useMemo(() => items.filter(item => item.state === 'staged').length, [items]);
  const parts: [string, string, number][] = [
    ['notebook', trans.__('Notebook'), rows],
    ['staged', trans.__('Staged'), staged],
    ['requests', trans.__('Requests'), state.requests.length]
  ];
  return (
    <nav className="jp-Airlock-parts" aria-label={trans.__('Parts of Airlock')}>
      {parts.map(([part, label, count]) => (
        <button key={part} type="button" onClick={event => jump(event.currentTarget, part)}>
          {label} <span className="jp-Airlock-quiet">{count}</span>
          {part === 'requests' && news > 0 && <span className="jp-Airlock-news">{trans.__('new')}</span>}
        </button>
      ))}
    </nav>
  );
}

function Header({ state }: { state: State }): React.JSX.Element {
  const { trans, model, openSettings } = useSurroundings();
  const { info } = state;
  return (
    <div className="jp-Airlock-header">
      <div>
        <h2 tabIndex={-1}>{trans.__('Airlock')}</h2>
        {info && (
          <p
            className="jp-Airlock-quiet"
            title={trans.__('Policy %1, digest %2', info.policy.id, info.policy.digest)}
          >
            {[info.project, info.policy.title || info.policy.id].filter(text => text).join(' · ')}
          </p>
        )}
      </div>
      <span className="jp-Airlock-row-actions">
        {openSettings && (
          <button
            type="button"
            className="jp-Airlock-icon-button"
            title={trans.__('Settings')}
            aria-label={trans.__('Settings')}
            onClick={openSettings}
          >
            <Glyph name="settings" />
          </button>
        )}
        <button
          type="button"
          className="jp-Airlock-icon-button"
          title={trans.__('Refresh')}
          aria-label={trans.__('Refresh')}
          onClick={() => void model.refresh()}
        >
          <Glyph name="refresh" />
        </button>
      </span>
    </div>
  );
}

/** What an action just came to. It stays in view, wherever in a long panel the action was asked for. */
function Alerts({ state }: { state: State }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const { offline, error, removed } = state;
  return (
    <div className="jp-Airlock-notices">
      {offline && offline.message !== error?.message && (
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
            onClick={() => void model.undoRemove().then(() => focusItem(removed.id))}
          >
            {trans.__('Undo')}
          </button>
        </Note>
      )}
    </div>
  );
}

function Notices({ state, kernel, load }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const { offline } = state;
  return (
    <div className="jp-Airlock-notices">
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
  const requests = React.useMemo(() => ordered(state.requests), [state.requests]);
  const staged = React.useMemo(() => split(state.items).staged, [state.items]);
  return (
    <Section title={trans.__('Requests')} part="requests" count={requests.length}>
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
      <StagedSection state={state} kernelId={kernel.kernelId} minute={minute} />
      <RequestsSection state={state} />
    </>
  );
}

/** The whole panel. */
export function PanelBody(props: Props): React.JSX.Element {
  return (
    <div className="jp-Airlock-body">
      <div className="jp-Airlock-top">
        <Header state={props.state} />
        {props.state.loaded && props.state.info && <Parts state={props.state} kernel={props.kernel} />}
        <Alerts state={props.state} />
      </div>
      <Said state={props.state} />
      <Notices {...props} />
      {props.state.loaded && props.state.info && (
        <>
          <Lists {...props} />
          <SettingsView info={props.state.info} login={props.state.login} />
        </>
      )}
    </div>
  );
}
