import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Finding, Location, Severity } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { Prose } from './prose';
import { severityWord } from './verdict';

export const SEVERITIES: readonly Severity[] = ['fail', 'review', 'warn', 'info'];
const SHOWN_PLACES = 5;

/** The places as one line, cut after five: "'n' in row 'Leigh', ... and 7 more". */
export function placesLine(finding: Finding, trans: TranslationBundle): string {
  const labels = finding.where.map((place: Location) => place.label).filter(label => label !== '');
  const shown = labels.slice(0, SHOWN_PLACES);
  const more = Math.max(finding.places, labels.length) - shown.length;
  if (shown.length === 0) {
    return '';
  }
  return shown.join(', ') + (more > 0 ? ' ' + trans.__('and %1 more', more) : '');
}

function FindingEntry({ finding }: { finding: Finding }): React.JSX.Element {
  const { trans } = useSurroundings();
  const places = placesLine(finding, trans);
  return (
    <li className="jp-Airlock-finding" data-tone={finding.severity}>
      <span className="jp-Airlock-finding-mark">
        <Glyph name={finding.severity} />
        <span className="jp-Airlock-hidden">{severityWord(finding.severity, trans)}</span>
      </span>
      <div className="jp-Airlock-finding-text">
        <p>
          <code className="jp-Airlock-rule">{finding.rule}</code> <Prose text={finding.message} />
        </p>
        {places && (
          <p className="jp-Airlock-quiet">
            {trans.__('Where:')} {places}
          </p>
        )}
        {finding.fix && (
          <p className="jp-Airlock-quiet">
            {trans.__('What to do:')} <Prose text={finding.fix} />
          </p>
        )}
      </div>
    </li>
  );
}

/** Findings, the heaviest first, each with severity, rule, message, places and the way out. */
export function Findings({
  findings,
  label
}: {
  findings: Finding[];
  label: string;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (findings.length === 0) {
    return null;
  }
  const notes = findings.filter(finding => finding.severity === 'info');
  const weighty = SEVERITIES.filter(severity => severity !== 'info').flatMap(severity =>
    findings.filter(finding => finding.severity === severity)
  );
  return (
    <div className="jp-Airlock-findings">
      {weighty.length > 0 && (
        <ul aria-label={label}>
          {weighty.map((finding, index) => (
            <FindingEntry key={index} finding={finding} />
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <details>
          <summary>{trans._n('%1 note', '%1 notes', notes.length)}</summary>
          <ul aria-label={trans.__('Notes')}>
            {notes.map((finding, index) => (
              <FindingEntry key={index} finding={finding} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** "2 fail, 1 warning" in words. */
export function countsLine(counts: Record<Severity, number>, trans: TranslationBundle): string {
  const words: Record<Severity, (n: number) => string> = {
    fail: n => trans._n('%1 failure', '%1 failures', n),
    review: n => trans._n('%1 to review', '%1 to review', n),
    warn: n => trans._n('%1 warning', '%1 warnings', n),
    info: n => trans._n('%1 note', '%1 notes', n)
  };
  return SEVERITIES.filter(severity => counts[severity] > 0)
    .map(severity => words[severity](counts[severity]))
    .join(', ');
}
