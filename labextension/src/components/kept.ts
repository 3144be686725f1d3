import * as React from 'react';
import { useSurroundings } from './context';

/** State that outlives its component, such as a half-written form of a notebook that is not in front just now. */
export function useKept<T>(name: string, initial: T): [T, (value: T) => void] {
  const { kept } = useSurroundings().model;
  const [value, setValue] = React.useState<T>(() =>
    name && kept.has(name) ? (kept.get(name) as T) : initial
  );
  const put = (next: T): void => {
    setValue(next);
    if (name && next !== initial) {
      kept.set(name, next);
    } else {
      kept.delete(name);
    }
  };
  return [value, put];
}
