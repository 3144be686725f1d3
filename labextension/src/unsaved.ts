import type { Form } from './tokens';

/** Answers that were typed and are not known to be saved, with what stood there when they were begun. */
export interface Unsaved {
  form: Form;
  was: Form;
}

const EMPTY: Unsaved = { form: {}, was: {} };
const PREFIX = 'gel-airlock-jupyter:unsaved:';
/** Milliseconds after which nobody comes back for what was typed: its kernel or draft is long gone. */
const FORGOTTEN = 90 * 24 * 3600 * 1000;

/**
 * Keeps what is typed in this browser until the server has it, so that a page that is closed, reloaded or crashes, or a
 * server that does not answer, costs no word. Written at each key: a write takes microseconds. What belongs together
 * has a name: the id of a request, or the form that stages an output.
 */
export class Journal {
  constructor(
    /** The address of this person's server: other people's servers may share the browser and the host. */
    private readonly server: string,
    private readonly storage: Storage | null
  ) {
    this.sweep();
  }

  read(name: string): Unsaved {
    return this.held.get(name) ?? parsed(this.text(this.key(name)));
  }

  /** Whether something was typed under this name. */
  has(name: string): boolean {
    return this.held.has(name) || this.text(this.key(name)) !== null;
  }

  write(name: string, unsaved: Unsaved): void {
    const empty = Object.keys(unsaved.form).length === 0;
    this.held.delete(name);
    try {
      if (empty) {
        this.storage?.removeItem(this.key(name));
        return;
      }
      if (this.storage) {
        this.storage.setItem(this.key(name), JSON.stringify({ ...unsaved, at: Date.now() }));
        return;
      }
    } catch {
      // storage that is full or forbidden: this page remembers it, as long as it is open
    }
    if (!empty) {
      this.held.set(name, unsaved);
    }
  }

  private text(key: string): string | null {
    try {
      return this.storage?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  private sweep(): void {
    try {
      const { storage } = this;
      const keys = storage ? Array.from({ length: storage.length }, (_, index) => storage.key(index)) : [];
      for (const key of keys) {
        const at = key?.startsWith(PREFIX) ? (JSON.parse(this.text(key) ?? '') as { at?: number }).at : null;
        if (key && at && Date.now() - at > FORGOTTEN) {
          storage?.removeItem(key);
        }
      }
    } catch {
      // storage that is forbidden, or what cannot be read: nothing is lost by leaving it
    }
  }

  private key(name: string): string {
    return `${PREFIX}${this.server}:${name}`;
  }

  private readonly held = new Map<string, Unsaved>();
}

function parsed(text: string | null): Unsaved {
  try {
    const kept = JSON.parse(text ?? '') as Partial<Unsaved> | null;
    return { form: answers(kept?.form), was: answers(kept?.was) };
  } catch {
    return EMPTY; // nothing was kept, or nothing that can be read
  }
}

/** Whatever lies in the storage, only texts are answers. */
function answers(kept: unknown): Form {
  const entries = Object.entries((kept as Form | undefined) ?? {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
}
