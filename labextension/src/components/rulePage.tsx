import * as React from 'react';
import { toAirlockError } from '../request';
import type { Rule } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { Prose } from './prose';

/** The code of a rule; a click opens its page underneath. */
export function RuleButton({
  rule,
  open,
  toggle
}: {
  rule: string;
  open: boolean;
  toggle: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <button
      type="button"
      className="jp-Airlock-rule"
      aria-expanded={open}
      title={trans.__('What rule %1 looks for, and why', rule)}
      onClick={toggle}
    >
      {rule}
    </button>
  );
}

/** Paragraphs of a page; lines within one are joined, as they were broken for a narrow source file. */
export function paragraphs(page: string): string[] {
  return page
    .split(/\n\s*\n/)
    .map(text => text.replace(/\s+/g, ' ').trim())
    .filter(text => text !== '');
}

/** The page of a rule: what it looks for, why it matters, what to do, its limits. */
export function RulePage({ rule, close }: { rule: string; close: () => void }): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const [page, setPage] = React.useState<Rule | null>(null);
  const [trouble, setTrouble] = React.useState('');
  React.useEffect(() => {
    let wanted = true;
    model
      .rule(rule)
      .then(found => {
        if (wanted) {
          setPage(found ?? null);
          setTrouble(found ? '' : trans.__('There is no page of this rule.'));
        }
      })
      .catch(reason => wanted && setTrouble(toAirlockError(reason).message));
    return () => {
      wanted = false;
    };
  }, [model, rule, trans]);
  return (
    <div className="jp-Airlock-page" role="region" aria-label={trans.__('Rule %1', rule)}>
      <button
        type="button"
        className="jp-Airlock-icon-button"
        title={trans.__('Close')}
        aria-label={trans.__('Close the page of rule %1', rule)}
        onClick={close}
      >
        <Glyph name="close" />
      </button>
      {page && <p className="jp-Airlock-page-title">{page.title}</p>}
      {page && paragraphs(page.page).map(text => <p key={text}>{<Prose text={text} />}</p>)}
      {!page && <p className="jp-Airlock-quiet">{trouble || trans.__('Opening…')}</p>}
    </div>
  );
}
