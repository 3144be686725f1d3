import * as React from 'react';
import { Glyph } from './glyphs';

interface Props {
  title: string;
  /** Names the section for the buttons at the panel's top that lead to it. */
  part: string;
  /** What the title speaks of, such as the notebook's name. */
  note?: string;
  count: number;
  children: React.ReactNode;
}

/** A part of the panel that folds, as the core panels do. */
export function Section({ title, part, note = '', count, children }: Props): React.JSX.Element {
  const [open, setOpen] = React.useState(true);
  const id = React.useId();
  return (
    <section className="jp-Airlock-section" data-part={part}>
      <h3>
        <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <span className="jp-Airlock-caret" data-open={open}>
            <Glyph name="caret" />
          </span>
          <span className="jp-Airlock-section-title">{title}</span>
          {note && <span className="jp-Airlock-section-note">{note}</span>}
          <span className="jp-Airlock-count">{count}</span>
        </button>
      </h3>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </section>
  );
}
