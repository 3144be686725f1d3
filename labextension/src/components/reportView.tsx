import * as React from 'react';
import { markOf } from '../places';
import { questionOf } from '../questions';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import { sketchesOf, spotOf } from '../sketches';
import type { Location, Report, Target } from '../tokens';
import { useSurroundings } from './context';
import { FigurePreview } from './figurePreview';
import { Findings } from './findings';
import { ErrorNote } from './notes';
import { Sketches, Tables, tablesOf } from './reportParts';

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

/** A declared value as one would say it: words bare, lists with commas, of anything larger the names in it. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(inWords).join(', ');
  }
  return typeof value === 'object' && value !== null ? Object.keys(value).join(', ') : String(value);
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
      <code>{said.map(([name, value]) => `${name}: ${inWords(value)}`).join('; ')}</code>
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

/** The body of a report: findings that lead to their cells or marks, questions to answer, how it was read. */
export function ReportView({ report, declare, figure, waits = false }: ReportProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const [shown, setShown] = React.useState<Location | null>(null);
  const tables = React.useMemo(() => tablesOf(report), [report]);
  const sketches = React.useMemo(() => sketchesOf(report), [report]);
  const place = (to: Location): void => setShown(to === shown ? null : to);
  const show = {
    can: (to: Location) =>
      (figure !== undefined && isDrawn(to)) ||
      tables.some(each => markOf(each, to) !== null) ||
      sketches.some(each => spotOf(each, to)),
    place,
    shown,
    note: (to: Location) => sketches.map(each => spotOf(each, to)?.note ?? '').find(note => note) ?? ''
  };
  const sketch = <Sketches report={report} sketches={sketches} shown={shown} show={place} />;
  return (
    <>
      {report.findings.length === 0 && <p>{trans.__('No rule found anything.')}</p>}
      <Findings findings={report.findings} label={trans.__('Findings of %1', report.name)} show={show} />
      <Questions report={report} declare={declare} />
      <Declared report={report} />
      <Tables name={report.name} tables={tables} shown={shown} />
      {figure && (!waits || shown) ? (
        <FigurePreview
          target={figure}
          findings={report.findings}
          shown={shown}
          name={report.name}
          otherwise={sketch}
        />
      ) : (
        sketch
      )}
      <ReadAs report={report} />
    </>
  );
}
