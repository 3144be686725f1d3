import * as React from 'react';
import type { Preview, Severity } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { severityWord } from './verdict';

/** Looks flags up by row and column of the preview; -1 is the header. */
export function flagLookup(preview: Preview): (row: number, column: number) => Severity | undefined {
  const flags = new Map(preview.flags.map(([row, column, severity]) => [`${row}:${column}`, severity]));
  return (row, column) => flags.get(`${row}:${column}`);
}

interface CellProps {
  text: string;
  flag: Severity | undefined;
  head: boolean;
  scope: 'row' | 'col';
  /** Whether it stands in a column of words, which reads from its start; numbers end flush. */
  label: boolean;
}

function Cell({ text, flag, head, scope, label }: CellProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const content = (
    <>
      {flag && (
        <>
          <Glyph name={flag} />
          <span className="jp-Airlock-hidden">{severityWord(flag, trans)}: </span>
        </>
      )}
      {text}
    </>
  );
  return head ? (
    <th scope={scope} data-tone={flag} data-label={label || undefined}>
      {content}
    </th>
  ) : (
    <td data-tone={flag} data-label={label || undefined}>
      {content}
    </td>
  );
}

/** The table as it was read, with the cells that findings name marked by symbol and colour. */
export function PreviewTable({ preview, name }: { preview: Preview; name: string }): React.JSX.Element {
  const { trans } = useSurroundings();
  const flagOf = flagLookup(preview);
  const hidden = preview.total_rows - preview.rows.length;
  const width = preview.header.length;
  const jumps = (at: number): boolean => at > 0 && rowOf(preview, at) !== rowOf(preview, at - 1) + 1;
  return (
    <div
      className="jp-Airlock-preview"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Preview of %1', name)}
    >
      <table>
        <thead>
          <tr>
            {preview.header.map((text, column) => (
              <Cell
                key={column}
                text={text}
                flag={flagOf(-1, column)}
                head
                scope="col"
                label={isText(preview, column)}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, at) => (
            <React.Fragment key={at}>
              {jumps(at) && (
                <tr className="jp-Airlock-gap">
                  <td colSpan={width}>⋯</td>
                </tr>
              )}
              <tr>
                {row.map((text, column) => (
                  <Cell
                    key={column}
                    text={text}
                    flag={flagOf(at, column)}
                    head={column < preview.index_columns}
                    scope="row"
                    label={isText(preview, column)}
                  />
                ))}
              </tr>
            </React.Fragment>
          ))}
        </tbody>
      </table>
      {(hidden > 0 || preview.total_columns > width) && (
        <p className="jp-Airlock-quiet">
          {trans.__('Shown: %1 of %2 rows', preview.rows.length, preview.total_rows)}
          {preview.total_columns > width && `, ${trans.__('%1 of %2 columns', width, preview.total_columns)}`}
        </p>
      )}
    </div>
  );
}

/** Numbers as they are published: 12, 1,234, 3.5e-8, 12 %, <5, 20-24, and what stands for none. */
const NUMBER =
  /^[\s<>≤≥~±+−-]*[\d.,]*(\d(e[+-]?\d+)?)?\s*%?([\s–-]+[\d.,]+)?$|^(nan|none|null|<na>|\*|x|▮+)?$/i;

function isText(preview: Preview, column: number): boolean {
  return column < preview.index_columns || !preview.rows.every(row => NUMBER.test(row[column] ?? ''));
}

function rowOf(preview: Preview, at: number): number {
  return preview.row_numbers[at] ?? at;
}
