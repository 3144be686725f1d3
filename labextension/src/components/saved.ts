import * as React from 'react';
import type { AirlockRequest, Form, Item } from '../tokens';
import type { Outcome } from '../outcome';
import type { Unsaved } from '../unsaved';
import { useSurroundings } from './context';

const SAVE_AFTER = 250;

/** What a form shows, and how it is changed. */
export interface Saved {
  answers: Form;
  /** Fields that were changed elsewhere while they were changed here: theirs is stored, this one shown. */
  disputed: ReadonlySet<string>;
  /** Whether the server could not be given what was typed last. */
  waiting: boolean;
  change: (answers: Form) => void;
  /** Send what was changed now. */
  send: () => void;
  /** Of a disputed field, keep the answer here or take the other. */
  settle: (name: string, mine: boolean) => void;
}

const NONE: ReadonlySet<string> = new Set();

function pick(form: Form, wanted: (name: string) => boolean): Form {
  return Object.fromEntries(Object.entries(form).filter(([name]) => wanted(name)));
}

/** An answer as the server keeps it; one that ends in a space is still being typed. */
const plain = (answer: string | undefined): string => (answer ?? '').replace(/\r\n?/g, '\n').trim();

/** What was typed, what of it is not saved, and why not. */
interface Desk {
  unsaved: Unsaved;
  /** Shown as typed, while it is what is stored. */
  typed: Form;
  disputed: ReadonlySet<string>;
  /** Answers that the server takes only once they are changed, such as one that is too long. */
  refused: ReadonlySet<string>;
  waiting: boolean;
  /** After a refusal one answer is sent at a time, so that a wrong one holds no other back. */
  alone: boolean;
  sending: boolean;
  timer: number;
}

const begun = (unsaved: Unsaved): Desk => ({
  unsaved,
  typed: unsaved.form,
  disputed: NONE,
  refused: NONE,
  waiting: false,
  alone: false,
  sending: false,
  timer: 0
});

/**
 * Saves as one types: a pause sends what was changed, leaving a field or the form sends it at once. Only changed
 * answers are sent, with what they were before, so that others may be given elsewhere meanwhile and none is undone
 * unseen. What is not saved yet is kept in this browser. A slow server gets the newest once, not every step.
 */
export function useSaved(request: AirlockRequest, staged: readonly Item[]): Saved {
  const { model } = useSurroundings();
  const { id } = request;
  const [desk, setDesk] = React.useState<Desk>(() => begun(model.journal.read(id)));
  const now = React.useRef(desk);
  const stored = (): Form => model.state.requests.find(other => other.id === id)?.form ?? request.form;
  const put = React.useCallback(
    (change: Partial<Desk>): void => {
      now.current = { ...now.current, ...change };
      if (change.unsaved) {
        model.journal.write(id, change.unsaved);
      }
      setDesk(now.current);
    },
    [model, id]
  );
  const items = React.useRef<string[] | undefined>();
  const known = React.useMemo(() => new Set(staged.map(item => item.id)), [staged]);
  const kept = request.items.filter(item => known.has(item));
  items.current = kept.length < request.items.length ? kept : undefined;

  const send = React.useCallback((): void => {
    const { unsaved, disputed, refused, alone, sending, timer } = now.current;
    window.clearTimeout(timer);
    const due = Object.keys(unsaved.form).filter(name => !disputed.has(name) && !refused.has(name));
    const names = alone ? due.slice(0, 1) : due;
    if (sending || names.length === 0) {
      return;
    }
    const form = pick(unsaved.form, name => names.includes(name));
    const change = { form, was: pick(unsaved.was, name => names.includes(name)) };
    put({ sending: true, alone: alone && due.length > 1 });
    void model.editRequest(id, items.current ? { ...change, items: items.current } : change).then(outcome => {
      put({ ...after(now.current, form, outcome, stored()), sending: false, waiting: outcome === 'failed' });
      if (outcome !== 'failed') {
        send(); // what was typed meanwhile
      }
    });
    // `stored` reads the model as it is then
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [model, id, put]);
  React.useEffect(() => send, [send]);
  const { offline } = model.state;
  React.useEffect(() => {
    if (!offline) {
      send(); // what a page that crashed had not sent, and what was typed while the server was away
    }
  }, [offline, send]);

  const change = (answers: Form): void => {
    const { unsaved, typed, refused, timer } = now.current;
    const first = Object.keys(answers).filter(name => !(name in unsaved.form));
    const at = stored();
    window.clearTimeout(timer);
    put({
      typed: { ...typed, ...answers },
      refused: new Set([...refused].filter(name => !(name in answers))),
      timer: window.setTimeout(send, SAVE_AFTER),
      unsaved: {
        form: { ...unsaved.form, ...answers },
        was: { ...unsaved.was, ...Object.fromEntries(first.map(name => [name, at[name] ?? ''])) }
      }
    });
  };
  const settle = (name: string, mine: boolean): void => {
    const { unsaved, typed, disputed } = now.current;
    const others = (other: string): boolean => other !== name;
    put({
      disputed: new Set([...disputed].filter(others)),
      typed: mine ? typed : pick(typed, others),
      unsaved: mine
        ? { form: unsaved.form, was: { ...unsaved.was, [name]: stored()[name] ?? '' } }
        : { form: pick(unsaved.form, others), was: pick(unsaved.was, others) }
    });
    send();
  };
  const shown = pick(
    desk.typed,
    name => name in desk.unsaved.form || plain(desk.typed[name]) === (request.form[name] ?? '')
  );
  const { disputed, waiting } = desk;
  return { answers: { ...request.form, ...shown }, disputed, waiting, change, send, settle };
}

/** What is left to save once these answers were sent. */
function after(
  { unsaved, disputed, refused }: Desk,
  sent: Form,
  outcome: Outcome,
  stored: Form
): Partial<Desk> {
  if (outcome === 'failed') {
    return {};
  }
  if (outcome === 'refused') {
    const names = Object.keys(sent);
    return names.length > 1 ? { alone: true } : { refused: new Set([...refused, ...names]) };
  }
  const taken = (name: string): boolean => name in sent && (stored[name] ?? '') === plain(sent[name]);
  const done = (name: string): boolean => taken(name) && unsaved.form[name] === sent[name];
  const was = Object.entries(unsaved.was).map(([name, value]) => [
    name,
    taken(name) ? plain(sent[name]) : value
  ]);
  return {
    unsaved: {
      form: pick(unsaved.form, name => !done(name)),
      was: pick(Object.fromEntries(was) as Form, name => !done(name))
    },
    disputed:
      outcome === 'disputed'
        ? new Set([...disputed, ...Object.keys(sent).filter(name => !taken(name))])
        : disputed
  };
}
