import * as React from 'react';
import type { State } from '../model';
import { declarations, isStageable, stagedFrom } from '../states';
import type { InlineReport, Item, Report } from '../tokens';
import { AnswersForm } from './answersForm';
import { useSurroundings } from './context';
import { Findings } from './findings';
import { PreviewTable } from './preview';
import { VerdictBadge } from './verdict';

interface Props {
  data: InlineReport;
  state: State;
  /** The kernel to ask: that of the notebook around, which may differ from the one that made a saved output. */
  kernelId: () => string | null;
  show: () => void;
}

function Stage({ data, state, kernelId, show }: Props): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const { report } = data;
  const known = state.items.find(item => item.id === data.item);
  const [open, setOpen] = React.useState(false);
  const [made, setMade] = React.useState<Item | null>(null);
  const button = React.useRef<HTMLButtonElement>(null);
  const staged = made ?? (known && stagedFrom(known, state.items));
  if (staged) {
    return (
      <div className="jp-Airlock-actions" role="status">
        <span>{trans.__('Staged for export as %1.', staged.export?.file ?? staged.name)}</span>
        <button type="button" className="jp-Airlock-button" onClick={show}>
          {trans.__('Show in sidebar')}
        </button>
      </div>
    );
  }
  if (!isStageable(report.verdict)) {
    return (
      <p className="jp-Airlock-quiet">
        {trans.__('A failing output cannot be staged: fix it and check again.')}
      </p>
    );
  }
  if (!open) {
    return (
      <div className="jp-Airlock-actions">
        <button
          type="button"
          ref={button}
          className="jp-Airlock-button"
          data-kind="primary"
          onClick={() => setOpen(true)}
        >
          {trans.__('Stage for export')}
        </button>
      </div>
    );
  }
  return (
    <AnswersForm
      initial={{
        title: known?.title ?? '',
        description: known?.description ?? '',
        justification: known?.justification ?? ''
      }}
      needsJustification={report.verdict === 'review'}
      action={trans.__('Stage for export')}
      waiting={trans.__('Waiting for the kernel…')}
      onSubmit={async (answers, signal) =>
        setMade(
          await model.stage(
            {
              name: report.name,
              kernelId: kernelId() ?? data.kernel_id,
              declared: declarations(report.declared)
            },
            answers,
            signal
          )
        )
      }
      onDone={() => setOpen(false)}
      onCancel={() => setOpen(false)}
    />
  );
}

function ReadAs({ report }: { report: Report }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (report.read_as.length === 0) {
    return null;
  }
  return (
    <details className="jp-Airlock-read">
      <summary>{trans.__('How it was read')}</summary>
      <ul>
        {report.read_as.map((column, index) => (
          <li key={index}>
            <code>{column.column}</code> {column.role}{' '}
            <span className="jp-Airlock-quiet">({column.reason})</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The report under a cell: verdict, findings, the table with its marks, and the way on. */
export function InlineReportView(props: Props): React.JSX.Element {
  const { trans } = useSurroundings();
  const { report } = props.data;
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
      {report.findings.length === 0 && <p>{trans.__('No rule found anything.')}</p>}
      <Findings findings={report.findings} label={trans.__('Findings of %1', report.name)} />
      {report.questions.length > 0 && (
        <ul className="jp-Airlock-questions" aria-label={trans.__('Questions')}>
          {report.questions.map(question => (
            <li key={question}>{question}</li>
          ))}
        </ul>
      )}
      {report.preview && <PreviewTable preview={report.preview} name={report.name} />}
      <ReadAs report={report} />
      <Stage {...props} />
    </section>
  );
}
