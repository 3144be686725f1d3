import * as React from 'react';
import { between } from '../objects';

export interface Selection {
  chosen: ReadonlySet<string>;
  /** The row that Tab leads to. */
  current: string;
  set: (names: Iterable<string>) => void;
  select: (name: string, how: { range: boolean }) => void;
  key: (event: React.KeyboardEvent, name: string) => void;
}

/** The name that a key leads to from another one, or null for a key that does not move. */
export function reached(key: string, names: readonly string[], from: string): string | null {
  const at = names.indexOf(from);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[key];
  return to === undefined ? null : (names[Math.max(0, Math.min(names.length - 1, to))] ?? null);
}

/**
 * Choosing several rows: by click and Shift+click, or by keyboard (arrows, Home and End move; Space chooses; Shift
 * with an arrow chooses along the way; Ctrl or Command with A chooses all; Escape none). `focus` shows a row.
 */
export function useSelection(names: readonly string[], focus: (name: string) => void): Selection {
  const [chosen, setChosen] = React.useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = React.useState('');
  const latest = React.useRef({ names, chosen, last, focus });
  latest.current = { names, chosen, last, focus };
  const current = names.includes(last) ? last : (names[0] ?? '');
  const set = React.useCallback((wanted: Iterable<string>) => setChosen(new Set(wanted)), []);
  const select = React.useCallback((name: string, { range }: { range: boolean }) => {
    const { names: all, chosen: before, last: from } = latest.current;
    const next = new Set(before);
    if (range) {
      between(all, from || name, name).forEach(each => next.add(each));
    } else if (!next.delete(name)) {
      next.add(name);
    }
    setLast(name);
    setChosen(next);
  }, []);
  const key = React.useCallback((event: React.KeyboardEvent, name: string) => {
    const { names: all, chosen: before, focus: show } = latest.current;
    if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      setChosen(new Set(all));
    } else if (event.key === 'Escape' && before.size > 0) {
      setChosen(new Set());
    } else {
      const to = reached(event.key, all, name);
      if (to === null) {
        return;
      }
      setLast(to);
      show(to);
      if (event.shiftKey) {
        setChosen(new Set([...before, name, to]));
      }
    }
    event.preventDefault();
    event.stopPropagation();
  }, []);
  return { chosen, current, set, select, key };
}
