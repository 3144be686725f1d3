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

/**
 * A button with its word, and a drawing where one helps. What cannot be done just now keeps its place in the order of
 * the keyboard, so that the focus is not lost while something is on its way.
 */
export function Act({ label, glyph, primary, title, disabled, act }: Props): React.JSX.Element {
  return (
    <button
      type="button"
      className="jp-Airlock-button"
      data-kind={primary ? 'primary' : undefined}
      title={title}
      aria-disabled={disabled}
      onClick={disabled ? undefined : act}
    >
      {glyph && <Glyph name={glyph} />}
      {label}
    </button>
  );
}
