import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Severity, Verdict } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';

export function verdictWord(verdict: Verdict, trans: TranslationBundle): string {
  return { pass: trans.__('Pass'), review: trans.__('Review'), fail: trans.__('Fail') }[verdict] ?? verdict;
}

export function severityWord(severity: Severity, trans: TranslationBundle): string {
  return (
    {
      fail: trans.__('Fail'),
      review: trans.__('Review'),
      warn: trans.__('Warning'),
      info: trans.__('Note')
    }[severity] ?? severity
  );
}

/** The verdict as icon and word. */
export function VerdictBadge({ verdict }: { verdict: Verdict }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <span className="jp-Airlock-badge" data-tone={verdict}>
      <Glyph name={verdict} />
      {verdictWord(verdict, trans)}
    </span>
  );
}
