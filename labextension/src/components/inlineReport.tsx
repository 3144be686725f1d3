import * as React from 'react';
import type { State } from '../state';
import { declarations, isStageable, stagedFrom } from '../states';
import type { InlineReport, Item, Report, Target } from '../tokens';
import { useSurroundings } from './context';
import { FixView } from './fixView';
import { ReportView } from './reportView';
import { StageForm } from './stageForm';
import { VerdictBadge } from './verdict';

interface Props {
  data: InlineReport;
  state: State;
  /** The kernel to ask: that of the notebook around, which may differ from the one that made a saved output. */
  kernelId: () => string | null;
  show: () => void;
}

/** What is open under the report: nothing, the fix, or the form that stages the output or its masked copy. */
type Open = { what: 'fix' } | { what: 'stage'; target: Target; report: Report } | null;

function Staged({ item, show }: { item: Item; show: () => void }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div className="jp-Airlock-actions" role="status">
      <span>{trans.__('Staged for export as %1.', item.export?.file ?? item.name)}</span>
      <button type="button" className="jp-Airlock-button" onClick={show}>
        {trans.__('Show in sidebar')}
      </button>
    </div>
  );
}

function Start({
  report,
  open
}: {
  report: Report;
  open: (what: 'fix' | 'stage') => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const may = isStageable(report.verdict);
  const fixable = report.kind !== 'model';
  if (report.kind === 'several') {
    return (
      <p className="jp-Airlock-quiet">
        {trans.__(
          'Each of these outputs is fixed and staged by itself; staged ones are checked together again.'
        )}
      </p>
    );
  }
  return (
    <div className="jp-Airlock-actions">
      {(may || fixable) && (
        <button
          type="button"
          className="jp-Airlock-button"
          data-kind="primary"
          onClick={() => open(may ? 'stage' : 'fix')}
        >
          {may ? trans.__('Stage for export') : trans.__('Fix')}
        </button>
      )}
      {!may && (
        <span className="jp-Airlock-quiet">{trans.__('A failing output cannot be staged as it is.')}</span>
      )}
    </div>
  );
}

function Onward({ data, state, kernelId, show }: Props): React.JSX.Element {
  const { report } = data;
  const known = state.items.find(item => item.id === data.item);
  const [open, setOpen] = React.useState<Open>(null);
  const [made, setMade] = React.useState<Item | null>(null);
  const staged = made ?? (known && stagedFrom(known, state.items));
  const target = (): Target => ({
    name: report.name,
    kernelId: kernelId() ?? data.kernel_id,
    declared: declarations(report.declared)
  });
  if (staged) {
    return <Staged item={staged} show={show} />;
  }
  if (!open) {
    const start = (what: 'fix' | 'stage'): void =>
      setOpen(what === 'fix' ? { what } : { what, target: target(), report });
    return <Start report={report} open={start} />;
  }
  if (open.what === 'fix') {
    return (
      <FixView
        target={target()}
        stage={(copy, after) => setOpen({ what: 'stage', target: copy, report: after })}
        close={() => setOpen(null)}
      />
    );
  }
  return (
    <StageForm
      target={open.target}
      report={open.report}
      known={known}
      onDone={item => {
        setMade(item);
        setOpen(null);
      }}
      onCancel={() => setOpen(null)}
    />
  );
}

/** The report under a cell: verdict, findings, the table with its marks, and the way on. */
export function InlineReportView(props: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const { data, kernelId } = props;
  const [newer, setNewer] = React.useState<{ of: Report; report: Report } | null>(null);
  const report = newer?.of === data.report ? newer.report : data.report;
  const declare = async (keyword: string, answer: string): Promise<void> => {
    const declared = { ...declarations(report.declared), [keyword]: answer };
    const target = { name: report.name, kernelId: kernelId() ?? data.kernel_id, declared };
    const item = await model.live.check(target);
    setNewer({ of: data.report, report: item.report });
  };
  return (
    <section className="jp-Airlock-report" data-tone={report.verdict} aria-label={trans.__('Airlock report')}>
      <header>
        <VerdictBadge verdict={report.verdict} />
        <code className="jp-Airlock-name">{report.name}</code>
        <span className="jp-Airlock-quiet">
          {[report.shape?.join(' × '), trans.__('policy %1 %2', report.policy.id, report.policy.version)]
            .filter(text => text)
            .join(' · ')}
        </span>
      </header>
      <ReportView
        report={report}
        declare={report.kind === 'several' ? undefined : declare}
        figure={
          report.kind === 'figure'
            ? { name: report.name, kernelId: kernelId() ?? data.kernel_id, declared: {} }
            : undefined
        }
        waits
      />
      <Onward {...props} data={{ ...data, report }} />
    </section>
  );
}
