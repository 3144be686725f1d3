import * as React from 'react';
import { markOf } from '../places';
import { spotOf } from '../sketches';
import type { Sketch, Spot } from '../sketches';
import type { Finding, Location, Preview, Report } from '../tokens';
import { useSurroundings } from './context';
import { PreviewTable } from './preview';
import { SketchView } from './sketchView';

/** The tables that a report shows: of a file all, the one with the heaviest findings is not always the first. */
export function tablesOf(report: Report): Preview[] {
  return [...(report.preview ? [report.preview] : []), ...(report.more_previews ?? [])];
}

/** Which of several parts of a file is shown. */
function Choice({
  label,
  parts,
  chosen,
  choose
}: {
  label: string;
  parts: string[];
  chosen: number;
  choose: (index: number) => void;
}): React.JSX.Element {
  return (
    <label className="jp-Airlock-choice">
      <span>{label}</span>
      <select value={chosen} onChange={event => choose(Number(event.target.value))}>
        {parts.map((part, index) => (
          <option key={index} value={index}>
            {part}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Which of several parts is shown: the one asked for or pointed at last, else the first with a mark. */
function useChosen<T>(
  parts: readonly T[],
  shown: Location | null,
  find: (part: T, place: Location) => unknown,
  marks: (part: T) => readonly unknown[]
): [number, (index: number) => void] {
  const [asked, choose] = React.useState<number | null>(null);
  React.useEffect(() => {
    const to = shown ? parts.findIndex(part => find(part, shown)) : -1;
    if (to >= 0) {
      choose(to);
    }
  }, [shown, parts, find]);
  const marked = parts.findIndex(part => marks(part).length > 0);
  return [asked ?? Math.max(0, marked), choose];
}

/** What a part is called in the choice: its name, and how much of it is marked. */
const called = (name: string, marked: string): string => [name, marked].filter(text => text).join(' · ');

/** The tables, one at a time, with the place that a finding points at. */
export function Tables({
  name,
  tables,
  shown
}: {
  name: string;
  tables: readonly Preview[];
  shown: Location | null;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const [chosen, choose] = useChosen(tables, shown, markOf, each => each.flags);
  const table = tables[chosen] ?? tables[0];
  const mark = React.useMemo(() => (shown ? markOf(table, shown) : null), [table, shown]);
  if (!table) {
    return null;
  }
  const parts = tables.map((each, index) =>
    called(
      each.part || trans.__('table %1', index + 1),
      each.flags.length > 0 ? trans._n('%1 marked cell', '%1 marked cells', each.flags.length) : ''
    )
  );
  return (
    <>
      {tables.length > 1 && (
        <Choice label={trans.__('Table:')} parts={parts} chosen={chosen} choose={choose} />
      )}
      <PreviewTable preview={table} name={table.part || name} mark={mark} />
    </>
  );
}

/** The first place of a finding that an outline stands for. */
function placeOf(findings: readonly Finding[], sketch: Sketch, spot: Spot): Location | null {
  const places = findings.flatMap(finding => finding.where);
  return places.find(place => spotOf(sketch, place) === spot) ?? null;
}

/** The figures as they were read, one at a time, with the place that a finding points at. */
export function Sketches({
  report,
  sketches,
  shown,
  show
}: {
  report: Report;
  sketches: readonly Sketch[];
  shown: Location | null;
  show: (place: Location) => void;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const [chosen, choose] = useChosen(sketches, shown, spotOf, each => each.spots);
  const sketch = sketches[chosen] ?? sketches[0];
  if (!sketch) {
    return null;
  }
  const parts = sketches.map((each, index) =>
    called(
      each.part || trans.__('figure %1', index + 1),
      each.spots.length > 0 ? trans._n('%1 marked place', '%1 marked places', each.spots.length) : ''
    )
  );
  const point = (spot: Spot): void => {
    const place = placeOf(report.findings, sketch, spot);
    if (place) {
      show(place);
    }
  };
  return (
    <>
      {sketches.length > 1 && (
        <Choice label={trans.__('Figure:')} parts={parts} chosen={chosen} choose={choose} />
      )}
      <SketchView
        key={chosen}
        sketch={sketch}
        name={report.name}
        shown={shown ? (spotOf(sketch, shown) ?? null) : null}
        point={point}
      />
    </>
  );
}
