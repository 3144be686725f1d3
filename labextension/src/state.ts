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

/** Whether a list came back unchanged. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || (!(a instanceof Error) && JSON.stringify(a) === JSON.stringify(b));
}
