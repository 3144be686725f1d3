import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Finding, Location, Severity } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { Prose } from './prose';
import { RuleButton, RulePage } from './rulePage';
import { severityWord } from './verdict';

export const SEVERITIES: readonly Severity[] = ['fail', 'review', 'warn', 'info'];
const SHOWN_PLACES = 5;
/** Findings of one rule beyond which all but the first are folded. */
const ALIKE = 3;

/** How a place of a finding is shown in a preview. */
export interface Show {
  can: (place: Location) => boolean;
  place: (place: Location) => void;
  shown: Location | null;
  /** What tells a place from others of its name: the text or number that stands there. */
  note?: (place: Location) => string;
}

/** The places, as buttons where the preview shows them; at most five. */
function Places({ finding, show }: { finding: Finding; show?: Show }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const labelled = finding.where.filter(place => place.label !== '');
  const more = Math.max(finding.places, labelled.length) - Math.min(labelled.length, SHOWN_PLACES);
  const called = (place: Location): string => {
    const others = labelled.filter(other => other.label === place.label);
    const note = others.length > 1 ? show?.note?.(place) : '';
    return note ? `${place.label} (${note})` : place.label;
  };
  if (labelled.length === 0) {
    return null;
  }
  return (
    <p className="jp-Airlock-quiet jp-Airlock-places">
      <span>{trans.__('Where:')}</span>
      {labelled.slice(0, SHOWN_PLACES).map((place, index, all) => (
        <span key={index}>
          {show?.can(place) ? (
            <button
              type="button"
              className="jp-Airlock-place"
              title={trans.__('Show it in the preview')}
              aria-pressed={show.shown === place}
              onClick={() => show.place(place)}
            >
              {called(place)}
            </button>
          ) : (
            called(place)
          )}
          {index < all.length - 1 && ', '}
        </span>
      ))}{' '}
      {more > 0 && <span>{trans.__('and %1 more', more)}</span>}
    </p>
  );
}

function FindingEntry({
  finding,
  show,
  here
}: {
  finding: Finding;
  show?: Show;
  here: boolean;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [page, setPage] = React.useState(false);
  return (
    <li className="jp-Airlock-finding" data-tone={finding.severity}>
      <span className="jp-Airlock-finding-mark">
        <Glyph name={finding.severity} />
        <span className="jp-Airlock-hidden">{severityWord(finding.severity, trans)}</span>
      </span>
      <div className="jp-Airlock-finding-text">
        <p>
          <RuleButton rule={finding.rule} open={page} toggle={() => setPage(!page)} />{' '}
          <Prose text={finding.message} />
        </p>
        {page && <RulePage rule={finding.rule} close={() => setPage(false)} />}
        {!here && <Places finding={finding} show={show} />}
        {finding.fix && (
          <p className="jp-Airlock-quiet">
            {trans.__('What to do:')} <Prose text={finding.fix} />
          </p>
        )}
      </div>
    </li>
  );
}

/** Findings of one rule and severity beside each other; the order is that of the first of each. */
function grouped(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

/** Findings, the heaviest first, each with severity, rule, message, places and the way out. */
export function Findings({
  findings,
  label,
  show,
  here = false
}: {
  findings: Finding[];
  label: string;
  show?: Show;
  /** Whether they stand at their place already, which then need not be said. */
  here?: boolean;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (findings.length === 0) {
    return null;
  }
  const notes = findings.filter(finding => finding.severity === 'info');
  const weighty = SEVERITIES.filter(severity => severity !== 'info').flatMap(severity =>
    findings.filter(finding => finding.severity === severity)
  );
  const entry = (finding: Finding, index: number): React.JSX.Element => (
    <FindingEntry key={index} finding={finding} show={show} here={here} />
  );
  const list = (name: string, entries: readonly Finding[]): React.JSX.Element => (
    <ul aria-label={name}>
      {grouped(entries).map((group, index) =>
        group.length <= ALIKE ? (
          group.map(entry)
        ) : (
          <React.Fragment key={`group ${index}`}>
            {group.slice(0, 1).map(entry)}
            <li>
              <details>
                <summary>{trans.__('%1 more of %2', group.length - 1, group[0]?.rule ?? '')}</summary>
                <ul aria-label={group[0]?.rule}>{group.slice(1).map(entry)}</ul>
              </details>
            </li>
          </React.Fragment>
        )
      )}
    </ul>
  );
  return (
    <div className="jp-Airlock-findings">
      {weighty.length > 0 && list(label, weighty)}
      {notes.length > 0 && weighty.length > 0 && (
        <details>
          <summary>{trans._n('%1 note', '%1 notes', notes.length)}</summary>
          {list(trans.__('Notes'), notes)}
        </details>
      )}
      {notes.length > 0 && weighty.length === 0 && list(trans.__('Notes'), notes)}
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
