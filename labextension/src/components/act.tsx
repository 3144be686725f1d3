import * as React from 'react';
import { Glyph } from './glyphs';

interface Props {
  label: string;
  glyph?: string;
  primary?: boolean;
  title?: string;
  disabled: boolean;
  act: () => void;
}

/** A button with its word, and a drawing where one helps. */
export function Act({ label, glyph, primary, title, disabled, act }: Props): React.JSX.Element {
  return (
    <button
      type="button"
      className="jp-Airlock-button"
      data-kind={primary ? 'primary' : undefined}
      title={title}
      disabled={disabled}
      onClick={act}
    >
      {glyph && <Glyph name={glyph} />}
      {label}
    </button>
  );
}
