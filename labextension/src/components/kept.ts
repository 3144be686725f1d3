import * as React from 'react';
import type { StageAnswers } from '../tokens';
import { useSurroundings } from './context';

/** State that outlives its component, such as what is open in a notebook that is not in front just now. */
export function useKept<T>(
  name: string,
  initial: T,
  first: () => T = () => initial
): [T, (value: T) => void] {
  const { kept } = useSurroundings().model;
  const [value, setValue] = React.useState<T>(() =>
    name && kept.has(name) ? (kept.get(name) as T) : first()
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

/** The name under which the answers of a form that stages an output are kept. */
export function stagingOf(kernelId: string | null, name: string): string {
  return `stage ${kernelId} ${name}`;
}

/**
 * Answers that outlive their form and the page until they are sent or given up: `forget` says so. Only what differs
 * from what stood there is kept, so that the rest follows what is changed elsewhere.
 */
export function useTyped(
  name: string,
  initial: StageAnswers
): [StageAnswers, (answers: StageAnswers) => void, () => void] {
  const { journal } = useSurroundings().model;
  const [was] = React.useState(initial);
  const [answers, setAnswers] = React.useState<StageAnswers>(() => ({
    ...initial,
    ...(name ? journal.read(name).form : {})
  }));
  const put = (next: StageAnswers): void => {
    setAnswers(next);
    if (name) {
      const changed = Object.entries(next).filter(
        ([field, text]) => text !== was[field as keyof StageAnswers]
      );
      journal.write(name, { form: Object.fromEntries(changed) as Record<string, string>, was: {} });
    }
  };
  return [answers, put, () => name && journal.write(name, { form: {}, was: {} })];
}
