import * as React from 'react';
import { isMarked } from '../places';
import type { Mark } from '../places';
import type { Preview, Severity } from '../tokens';
import { useSurroundings } from './context';
import { Glyph } from './glyphs';
import { severityWord } from './verdict';

const NONE: ReadonlySet<string> = new Set();

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
  /** Whether a finding points at it just now. */
  marked: boolean;
  /** Whether a fix changed it. */
  changed: boolean;
}

function Cell(props: CellProps): React.JSX.Element {
  const { text, flag, head, scope, label, marked, changed } = props;
  const { trans } = useSurroundings();
  const content = (
    <>
      {flag && (
        <>
          <Glyph name={flag} />
          <span className="jp-Airlock-hidden">{severityWord(flag, trans)}: </span>
        </>
      )}
      {changed && <span className="jp-Airlock-hidden">{trans.__('changed:')} </span>}
      {text}
    </>
  );
  const data = {
    'data-tone': flag,
    'data-label': label || undefined,
    'data-marked': marked || undefined,
    'data-changed': changed || undefined
  };
  return head ? (
    <th scope={scope} {...data}>
      {content}
    </th>
  ) : (
    <td {...data}>{content}</td>
  );
}

/** How much of the table is not shown. */
function Left({ preview }: { preview: Preview }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const [rows, columns] = [preview.rows.length, preview.header.length];
  if (preview.total_rows <= rows && preview.total_columns <= columns) {
    return null;
  }
  return (
    <p className="jp-Airlock-quiet">
      {trans.__('Shown: %1 of %2 rows', rows, preview.total_rows)}
      {preview.total_columns > columns && `, ${trans.__('%1 of %2 columns', columns, preview.total_columns)}`}
    </p>
  );
}

/** The table as it was read, with the cells that findings name marked by symbol and colour. */
export function PreviewTable({
  preview,
  name,
  mark = null,
  changed = NONE
}: {
  preview: Preview;
  name: string;
  mark?: Mark | null;
  changed?: ReadonlySet<string>;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const region = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    if (mark) {
      region.current
        ?.querySelector('[data-marked]')
        ?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    }
  }, [mark]);
  const flagOf = flagLookup(preview);
  const width = preview.header.length;
  const jumps = (at: number): boolean => at > 0 && rowOf(preview, at) !== rowOf(preview, at - 1) + 1;
  return (
    <div
      className="jp-Airlock-preview"
      ref={region}
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
                marked={mark !== null && mark.row === null && mark.column === column}
                changed={false}
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
                    marked={isMarked(mark, at, column)}
                    changed={changed.has(`${at}:${column}`)}
                  />
                ))}
              </tr>
            </React.Fragment>
          ))}
        </tbody>
      </table>
      <Left preview={preview} />
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
