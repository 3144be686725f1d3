import type { Location, Preview } from './tokens';

/** A place in a preview: positions in its rows and columns; null stands for the whole row or column. */
export interface Mark {
  row: number | null;
  column: number | null;
}

/** Where a finding's place stands in the preview, or null when the preview does not show it. */
export function markOf(preview: Preview | null | undefined, place: Location): Mark | null {
  if (!preview || (place.part ?? '') !== (preview.part ?? '')) {
    return null;
  }
  const [inRow, inColumn] = place.at ?? [place.row, place.column];
  if (inRow === null && inColumn === null) {
    return null;
  }
  const row = inRow === null ? null : preview.row_numbers.indexOf(inRow + 1);
  const numbers = preview.column_numbers?.length
    ? preview.column_numbers
    : preview.header.map((_, at) => at + 1);
  const column = inColumn === null ? null : numbers.indexOf(inColumn + 1);
  return row === -1 || column === -1 ? null : { row, column };
}

/** Whether a cell lies at the marked place. */
export function isMarked(mark: Mark | null, row: number, column: number): boolean {
  return mark !== null && (mark.row ?? row) === row && (mark.column ?? column) === column;
}

/** The cells, as "row:column", whose text differs between two previews of tables of the same shape. */
export function changedCells(before: Preview | null, after: Preview | null): ReadonlySet<string> {
  const changed = new Set<string>();
  if (
    !before ||
    !after ||
    before.total_rows !== after.total_rows ||
    before.header.length !== after.header.length
  ) {
    return changed;
  }
  after.rows.forEach((row, at) => {
    const old = before.rows[before.row_numbers.indexOf(after.row_numbers[at] ?? -1)];
    row.forEach((text, column) => {
      if (old && old[column] !== text) {
        changed.add(`${at}:${column}`);
      }
    });
  });
  return changed;
}
