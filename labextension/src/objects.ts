import { stagedBy } from './states';
import type { Item, LiveObject, Target } from './tokens';
import { declarations } from './states';

/** One line of "This notebook": an object of the kernel, its newest check, or both. */
export interface Row {
  name: string;
  object: LiveObject | null;
  item: Item | null;
  /** Whether the object was changed after it was checked. */
  stale: boolean;
  staged: Item | undefined;
  kernelId: string;
}

/** What comes next for a row. */
export type Next = 'check' | 'fix' | 'stage' | 'staged';

/** The objects of a kernel with their checks, then what was checked there and has no name (any more). */
export function rowsOf(
  objects: readonly LiveObject[],
  items: readonly Item[],
  kernelId: string | null
): Row[] {
  if (kernelId === null) {
    return [];
  }
  const own = items.filter(item => item.state === 'checked' && item.kernel_id === kernelId);
  const checked = new Map(own.map(item => [item.name, item]));
  const staged = stagedBy(kernelId, items);
  const row = (name: string, object: LiveObject | null): Row => {
    const item = checked.get(name) ?? null;
    // without a check of its own, as `%airlock_stage` does it, it was staged since it was changed
    const since = item?.updated_at ?? object?.changed_at ?? '';
    return {
      name,
      object,
      item,
      stale: object !== null && item !== null && object.changed_at > item.updated_at,
      staged: staged.get(name)?.find(other => other.created_at >= since),
      kernelId
    };
  };
  const named = new Set(objects.map(object => object.name));
  const unnamed = own.filter(item => !named.has(item.name));
  unnamed.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  return [...objects.map(object => row(object.name, object)), ...unnamed.map(item => row(item.name, null))];
}

/** Rows that are as they were stay the same objects, so that one that changed is the only one drawn anew. */
export function keptRows(before: readonly Row[], now: Row[]): Row[] {
  const known = new Map(before.map(row => [row.name, row]));
  return now.map(row => {
    const old = known.get(row.name);
    const names = Object.keys(row) as (keyof Row)[];
    return old && names.every(name => old[name] === row[name]) ? old : row;
  });
}

/** What was checked in other notebooks, kernels that are gone, or without a kernel: the newest first. */
export function elsewhere(items: readonly Item[], kernelId: string | null): Item[] {
  return items
    .filter(item => item.state === 'checked' && (kernelId === null || item.kernel_id !== kernelId))
    .sort((a, b) => b.updated_at.localeCompare(a.updated_at) || a.name.localeCompare(b.name));
}

/** A new check comes before everything; a fix before staging. */
export function nextOf(row: Row): Next {
  if (row.staged && !row.stale) {
    return 'staged';
  }
  if (!row.item || row.stale) {
    return 'check';
  }
  return row.item.verdict === 'fail' ? 'fix' : 'stage';
}

/** Rows of a table beyond which it is a cohort to work with, not an output: "Check all" leaves it alone. */
const MOST_ROWS = 10_000;

/** Whether "Check all" should check it. */
export function isDue(row: Row): boolean {
  return row.object !== null && nextOf(row) === 'check' && (row.object.shape?.[0] ?? 0) <= MOST_ROWS;
}

/** The row as the kernel's bridge is asked for it, with what was declared when it was checked. */
export function targetOf(row: Row): Target {
  return { name: row.name, kernelId: row.kernelId, declared: declarations(row.item?.declared) };
}

/** "80,000 × 12", or "12" for a series. */
export function shapeText(shape: readonly number[] | null): string {
  return (shape ?? []).map(side => side.toLocaleString('en')).join(' × ');
}

/** Names between two rows, both included, for a selection with Shift. */
export function between(names: readonly string[], from: string, to: string): string[] {
  const [a, b] = [names.indexOf(from), names.indexOf(to)];
  return a < 0 || b < 0 ? [to] : names.slice(Math.min(a, b), Math.max(a, b) + 1);
}
