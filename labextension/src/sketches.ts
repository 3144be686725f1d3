import type { Location, Report, Severity } from './tokens';

/** A place that findings name, in a sketch: their label and row lead to it, `d` is its outline. */
export interface Spot {
  label: string;
  tone: Severity;
  d: string;
  note: string;
  row: number | null;
}

/** A figure as it was read: shapes of one look each (data of SVG paths), words, and outlined places. */
export interface Sketch {
  width: number;
  height: number;
  inks: { look: string; d: string }[];
  words: { x: number; y: number; text: string; look: string; anchor: string; turned: boolean }[];
  spots: Spot[];
  notes: string[];
  part: string;
}

/** The sketches of a report, in so far as they can be drawn: a saved notebook may hold anything. */
export function sketchesOf(report: Report): Sketch[] {
  const sketches: unknown = report.sketches;
  return Array.isArray(sketches) ? (sketches as (Sketch | null)[]).filter(isDrawable) : [];
}

function isDrawable(sketch: Sketch | null): sketch is Sketch {
  const lists = [sketch?.inks, sketch?.words, sketch?.spots, sketch?.notes];
  return lists.every(Array.isArray) && Number.isFinite(sketch?.width) && Number.isFinite(sketch?.height);
}

/** The outline of a finding's place in a sketch; of several texts with one name the one that is meant. */
export function spotOf(sketch: Sketch, place: Location): Spot | undefined {
  const row = place.at ? place.at[0] : place.row;
  const named = sketch.spots.filter(spot => spot.label === place.label);
  return named.find(spot => spot.row === (row ?? null));
}
