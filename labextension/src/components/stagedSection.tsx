import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { State } from '../state';
import { showRequest } from '../reveal';
import { isDraft, outdated, split, takers } from '../states';
import type { AirlockRequest, Finding, Item, Report } from '../tokens';
import { useSurroundings } from './context';
import { Findings } from './findings';
import { ErrorNote } from './notes';
import { Section } from './section';
import { StagedRow } from './stagedRow';
import { shortId, stateWord } from './stateWord';
import { VerdictBadge } from './verdict';

/** What tells two findings apart. */
const keyOf = (finding: Finding): string => `${finding.rule} ${finding.message}`;

interface Joint {
  report: Report;
  /** The staged outputs it was made of. */
  of: string;
  before: Finding[] | null;
}

function signature(staged: readonly Item[]): string {
  return staged
    .map(item => item.export?.sha256)
    .sort()
    .join(' ');
}

/** What all staged outputs give away together, and what changed since it was last asked. */
function Together({ staged }: { staged: Item[] }): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const [joint, setJoint] = React.useState<Joint | null>(null);
  const [busy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<AirlockError | null>(null);
  if (staged.length < 2) {
    return null;
  }
  const ask = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const report = await model.together();
      setJoint({ report, of: signature(staged), before: joint?.report.findings ?? null });
    } catch (reason) {
      setError(toAirlockError(reason));
    } finally {
      setBusy(false);
    }
  };
  const now = new Set(joint?.report.findings.map(keyOf));
  const gone = (joint?.before ?? []).filter(finding => !now.has(keyOf(finding)));
  const known = new Set((joint?.before ?? []).map(keyOf));
  const added = joint?.before
    ? joint.report.findings.filter(finding => !known.has(keyOf(finding))).length
    : 0;
  const outdated = joint !== null && joint.of !== signature(staged);
  return (
    <div className="jp-Airlock-together">
      <div className="jp-Airlock-actions">
        <button
          type="button"
          className="jp-Airlock-button"
          aria-disabled={busy}
          onClick={() => (busy ? undefined : void ask())}
        >
          {joint ? trans.__('Check together again') : trans.__('Check together')}
        </button>
        {busy && (
          <span className="jp-Airlock-quiet" role="status">
            {trans.__('Comparing all staged outputs…')}
          </span>
        )}
        {joint && !busy && <VerdictBadge verdict={joint.report.verdict} />}
        {outdated && !busy && (
          <span className="jp-Airlock-quiet">{trans.__('Something was staged or removed since.')}</span>
        )}
      </div>
      {error && <ErrorNote error={error} />}
      {joint?.before && !outdated && (added > 0 || gone.length > 0) && (
        <p className="jp-Airlock-quiet">
          {trans.__('Since the last time: %1 new, %2 resolved.', added, gone.length)}
        </p>
      )}
      {joint?.report.findings.length === 0 && (
        <p className="jp-Airlock-quiet">{trans.__('Taken together they give nothing more away.')}</p>
      )}
      {joint && (
        <Findings findings={joint.report.findings} label={trans.__('Findings of all staged outputs')} />
      )}
    </div>
  );
}

/** Where an output has gone, in words: a row is drawn anew only when they change. */
function takenText(request: AirlockRequest | undefined, trans: TranslationBundle): string {
  return request ? trans.__('In request %1: %2', shortId(request), stateWord(request.state, trans)) : '';
}

interface Props {
  state: State;
  /** The kernel in front, whose objects are known. */
  kernelId: string | null;
  minute: number;
}

/** The frozen outputs, in the order in which the reviewers get them. */
export function StagedSection({ state, kernelId, minute }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const staged = React.useMemo(() => split(state.items).staged, [state.items]);
  const taken = React.useMemo(() => takers(staged, state.requests), [staged, state.requests]);
  const drafting = state.requests.some(isDraft);
  const fresh = staged.some(item => !taken.has(item.id));
  const changed = outdated(staged, state.objects, kernelId);
  const ids = staged.map(item => item.id);
  const place = (id: string, at: number): void => {
    const rest = ids.filter(other => other !== id);
    void model.reorder([...rest.slice(0, at), id, ...rest.slice(at)]);
  };
  const latest = React.useRef({ ids, place });
  latest.current = { ids, place };
  const move = React.useCallback(
    (id: string, by: -1 | 1) => latest.current.place(id, latest.current.ids.indexOf(id) + by),
    []
  );
  const drop = React.useCallback((id: string, onto: string) => {
    if (latest.current.ids.includes(id) && id !== onto) {
      latest.current.place(id, latest.current.ids.indexOf(onto));
    }
  }, []);
  return (
    <Section title={trans.__('Staged for export')} part="staged" count={staged.length}>
      {staged.length === 0 && (
        <p className="jp-Airlock-empty">
          {trans.__('Staged outputs are frozen and ready to be requested. Files can be dropped here.')}
        </p>
      )}
      <ul className="jp-Airlock-list" aria-label={trans.__('Staged for export')}>
        {staged.map((item, index) => (
          <StagedRow
            key={item.id}
            item={item}
            changed={changed.get(item.id)}
            taken={takenText(taken.get(item.id), trans)}
            first={index === 0}
            last={index === staged.length - 1}
            move={move}
            drop={drop}
            minute={minute}
          />
        ))}
      </ul>
      <Together staged={staged} />
      {staged.length > 0 && !drafting && (
        <div className="jp-Airlock-actions jp-Airlock-next">
          <button
            type="button"
            className="jp-Airlock-button"
            data-kind={fresh ? 'primary' : undefined}
            onClick={() => void model.createRequest().then(id => (id === null ? undefined : showRequest(id)))}
          >
            {fresh ? trans.__('Request export…') : trans.__('Request again…')}
          </button>
        </div>
      )}
    </Section>
  );
}
