import type { Form } from './tokens';

/** Answers that were typed and are not known to be saved, with what stood there when they were begun. */
export interface Unsaved {
  form: Form;
  was: Form;
}

const EMPTY: Unsaved = { form: {}, was: {} };

/**
 * Keeps what is typed in this browser until the server has it, so that a page that is closed, reloaded or crashes, or a
 * server that does not answer, costs no word. Written at each key: a write takes microseconds.
 */
export class Journal {
  constructor(
    /** The address of this person's server: other people's servers may share the browser and the host. */
    private readonly server: string,
    private readonly storage: Storage | null
  ) {}

  read(request: string): Unsaved {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.key(request)) ?? '') as Partial<Unsaved> | null;
      return { form: answers(kept?.form), was: answers(kept?.was) };
    } catch {
      return EMPTY; // nothing was kept, or nothing that can be read
    }
  }

  write(request: string, unsaved: Unsaved): void {
    try {
      if (Object.keys(unsaved.form).length > 0) {
        this.storage?.setItem(this.key(request), JSON.stringify(unsaved));
      } else {
        this.storage?.removeItem(this.key(request));
      }
    } catch {
      // storage that is full or forbidden: the answers are sent all the same
    }
  }

  private key(request: string): string {
    return `gel-airlock-jupyter:unsaved:${this.server}:${request}`;
  }
}

/** Whatever lies in the storage, only texts are answers. */
function answers(kept: unknown): Form {
  const entries = Object.entries((kept as Form | undefined) ?? {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}
