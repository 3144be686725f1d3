import * as React from 'react';
import { markOf } from '../places';
import { questionOf } from '../questions';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { Location, Preview, Report, Target } from '../tokens';
import { useSurroundings } from './context';
import { FigurePreview } from './figurePreview';
import { Findings } from './findings';
import { ErrorNote } from './notes';
import { PreviewTable } from './preview';

/** Says what the tool cannot know, and has the output checked again with it. */
export type Declare = (keyword: string, answer: string) => Promise<unknown>;

function Questions({ report, declare }: { report: Report; declare?: Declare }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const [busy, setBusy] = React.useState('');
  const [error, setError] = React.useState<AirlockError | null>(null);
  if (report.questions.length === 0) {
    return null;
  }
  const say = (keyword: string, answer: string): void => {
    setBusy(answer);
    setError(null);
    void declare?.(keyword, answer)
      .catch(reason => setError(toAirlockError(reason)))
      .finally(() => setBusy(''));
  };
  return (
    <ul className="jp-Airlock-questions" aria-label={trans.__('Questions')}>
      {report.questions.map(text => {
        const { text: sentence, keyword, answers } = questionOf(text);
        const asks = declare !== undefined && answers.length > 0;
        return (
          <li key={text}>
            <p>{asks ? sentence : text}</p>
            {asks && (
              <div className="jp-Airlock-actions" role="group" aria-label={sentence}>
                {answers.map(answer => (
                  <button
                    key={answer}
                    type="button"
                    className="jp-Airlock-button"
                    data-kind="answer"
                    disabled={busy !== ''}
                    onClick={() => say(keyword, answer)}
                  >
                    {answer}
                  </button>
                ))}
                {busy && (
                  <span className="jp-Airlock-quiet" role="status">
                    {trans.__('Checking again…')}
                  </span>
                )}
              </div>
            )}
          </li>
        );
      })}
      {error && (
        <li>
          <ErrorNote error={error} />
        </li>
      )}
    </ul>
  );
}

/** What was declared about the output, so that a wrong answer is seen and can be given anew. */
function Declared({ report }: { report: Report }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const said = Object.entries(report.declared).filter(([name]) => name !== 'justification');
  if (said.length === 0) {
    return null;
  }
  return (
    <p className="jp-Airlock-quiet">
      {trans.__('Declared:')}{' '}
      <code>{said.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}</code>
    </p>
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

/** The tables that a report shows: of a file all, the one with the heaviest findings is not always the first. */
function tablesOf(report: Report): Preview[] {
  return [...(report.preview ? [report.preview] : []), ...(report.more_previews ?? [])];
}

/** Which table of a file is shown. */
function Tables({
  tables,
  chosen,
  choose
}: {
  tables: Preview[];
  chosen: number;
  choose: (index: number) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <label className="jp-Airlock-choice">
      <span>{trans.__('Table:')}</span>
      <select value={chosen} onChange={event => choose(Number(event.target.value))}>
        {tables.map((table, index) => (
          <option key={index} value={index}>
            {[
              table.part || trans.__('table %1', index + 1),
              table.flags.length > 0 ? trans._n('%1 marked cell', '%1 marked cells', table.flags.length) : ''
            ]
              .filter(text => text)
              .join(' · ')}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ReportProps {
  report: Report;
  declare?: Declare;
  /** The live figure it is about, which its kernel can draw. */
  figure?: Target;
  /** Whether the figure is drawn only once a place in it is asked for. */
  waits?: boolean;
}

/** Whether a place is one that a picture of the figure can show. */
const isDrawn = (place: Location): boolean => ['mark', 'text', 'axes'].includes(place.kind);

/** The body of a report: findings that lead to their cells, questions to answer, the table, how it was read. */
export function ReportView({ report, declare, figure, waits = false }: ReportProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const [shown, setShown] = React.useState<Location | null>(null);
  const tables = React.useMemo(() => tablesOf(report), [report]);
  const [asked, choose] = React.useState<number | null>(null);
  const marked = tables.findIndex(each => each.flags.length > 0);
  const chosen = asked ?? Math.max(0, marked);
  const table = tables[chosen] ?? tables[0];
  const mark = React.useMemo(() => (shown ? markOf(table, shown) : null), [table, shown]);
  const tableWith = (place: Location): number => tables.findIndex(each => markOf(each, place) !== null);
  const show = {
    can: (place: Location) => (figure ? isDrawn(place) : tableWith(place) >= 0),
    place: (place: Location) => {
      setShown(place === shown ? null : place);
      choose(Math.max(0, figure ? 0 : tableWith(place)));
    },
    shown
  };
  return (
    <>
      {report.findings.length === 0 && <p>{trans.__('No rule found anything.')}</p>}
      <Findings findings={report.findings} label={trans.__('Findings of %1', report.name)} show={show} />
      <Questions report={report} declare={declare} />
      <Declared report={report} />
      {tables.length > 1 && <Tables tables={tables} chosen={chosen} choose={choose} />}
      {table && <PreviewTable preview={table} name={table.part || report.name} mark={mark} />}
      {figure && (!waits || shown) && (
        <FigurePreview target={figure} findings={report.findings} shown={shown} name={report.name} />
      )}
      <ReadAs report={report} />
    </>
  );
}
