import type { AirlockError } from './request';
import type { AirlockRequest, Info, Item, LiveObject, Login, Problem, Session } from './tokens';

/** Everything that is shown: the store as it was last read, and what the person's last action came to. */
export interface State {
  info: Info | null;
  login: Login | null;
  items: Item[];
  requests: AirlockRequest[];
  /** What the kernel in front holds that could be exported. */
  objects: LiveObject[];
  sessions: Session[];
  problems: Problem[];
  /** Why the lists could not be read; they keep what was last known. */
  offline: AirlockError | null;
  /** What the last action of the person ran into. */
  error: AirlockError | null;
  removed: Item | null;
  loaded: boolean;
}

export const EMPTY: State = {
  info: null,
  login: null,
  items: [],
  requests: [],
  objects: [],
  sessions: [],
  problems: [],
  offline: null,
  error: null,
  removed: null,
  loaded: false
};

/** Items and requests have ids, the objects of a kernel names. */
interface Named {
  id?: string;
  name?: string;
}

const nameOf = ({ id, name }: Named): string | undefined => id ?? name;

/** Entries that came back unchanged stay the same objects, and so does a list of nothing else. */
export function kept<T>(before: T, now: T): T {
  if (!Array.isArray(before) || !Array.isArray(now) || before === now) {
    return same(before, now) ? before : now;
  }
  const known = new Map(before.map((entry: Named) => [nameOf(entry), entry]));
  const list = now.map((entry: Named) => {
    const name = nameOf(entry);
    const old = name === undefined ? undefined : known.get(name);
    return old && same(old, entry) ? old : entry;
  });
  const unchanged = list.length === before.length && list.every((entry, index) => same(entry, before[index]));
  return unchanged ? before : (list as T);
}

/** Whether a list came back unchanged. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || (!(a instanceof Error) && JSON.stringify(a) === JSON.stringify(b));
}
