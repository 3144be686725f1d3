import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import type { AirlockApi } from './api';
import { readStore } from './reading';
import { toAirlockError } from './request';
import { EMPTY, kept } from './state';
import type { State } from './state';
import { upsert } from './states';
import type { AirlockRequest } from './tokens';

/** The store as it was last read, looked at again and again while somebody looks. */
export class StoreReader implements IDisposable {
  constructor(
    protected readonly api: AirlockApi,
    /** The kernel in front, where the person works. */
    private readonly front: () => string | null,
    interval: number
  ) {
    this.poll = new Poll({
      name: 'gel-airlock-jupyter:model',
      auto: false,
      factory: () => this.read(),
      frequency: { interval, backoff: true, max: 15_000 },
      standby: 'when-hidden'
    });
  }

  get state(): State {
    return this.current;
  }

  get changed(): ISignal<this, State> {
    return this.changes;
  }

  get isDisposed(): boolean {
    return this.poll.isDisposed;
  }

  get active(): boolean {
    return this.watched;
  }

  /** Poll only while somebody looks. */
  set active(active: boolean) {
    this.watched = active;
    void (active ? this.poll.start().then(() => this.poll.refresh()) : this.poll.stop());
  }

  set interval(interval: number) {
    this.poll.frequency = { ...this.poll.frequency, interval };
  }

  /** Something happened in a notebook: look at once, if anybody does. */
  notice(): void {
    if (this.watched && this.current.loaded) {
      void this.look();
    }
  }

  /** What a person means by refresh: everything, also what hardly ever changes. */
  async refresh(change: Partial<State> = {}): Promise<void> {
    this.update(change);
    void this.askInfo();
    await this.look();
  }

  dispose(): void {
    this.poll.dispose();
    Signal.clearData(this);
  }

  /** Asks anew for policy and back end, beside everything else: an unreachable back end takes seconds to say so. */
  private async askInfo(): Promise<void> {
    if (!this.asking) {
      this.asking = true;
      const info = await this.api.info().catch(() => this.current.info);
      const login = info?.backend.name === 'http' ? await this.api.login().catch(() => null) : null;
      this.asking = false;
      this.update({ info, login });
    }
  }

  /** An answer about one request is newer than a list that was asked for before. */
  protected keep(request: AirlockRequest): void {
    this.written += 1;
    this.update({ requests: upsert(this.current.requests, request) });
  }

  /** Does what a person asked for; a refusal is shown, not thrown. */
  protected async act(verb: () => Promise<void>, refresh = true): Promise<boolean> {
    let done = false;
    try {
      await verb();
      done = true;
      this.update({ error: null });
    } catch (reason) {
      this.update({ error: toAirlockError(reason) });
    }
    if (refresh) {
      this.shown = this.asked; // answers that are on their way may be from before
      await this.look();
    }
    return done;
  }

  protected async fetched<T>(verb: () => Promise<T>): Promise<T | null> {
    let found: T | null = null;
    await this.act(async () => {
      found = await verb();
    });
    return found;
  }

  protected look(): Promise<void> {
    return this.read().catch(() => undefined);
  }

  private async read(): Promise<void> {
    const turn = ++this.asked;
    const isNews = (): boolean => turn > this.shown;
    try {
      if (!this.current.info) {
        this.update({ info: await this.api.info() });
      } else if (!this.current.info.backend.ready) {
        void this.askInfo(); // also a sign-in under way: the back end is ready once it is done
      }
      const { written } = this;
      const { requests, ...rest } = await readStore(this.api, this.front());
      if (isNews()) {
        this.shown = turn;
        // a list that was asked for before a change was written does not take that change back
        this.update(written === this.written ? { ...rest, requests } : rest);
      }
    } catch (reason) {
      if (isNews()) {
        this.update({ offline: toAirlockError(reason), loaded: true });
      }
      throw reason;
    }
  }

  /** Lists that came back unchanged stay the same objects, so that nothing is drawn anew for them. */
  protected update(change: Partial<State>): void {
    const next = { ...this.current, ...change };
    const names = Object.keys(change) as (keyof State)[];
    const news = names.map(name => [name, kept(this.current[name], next[name])] as const);
    if (news.some(([name, value]) => value !== this.current[name])) {
      this.current = { ...next, ...Object.fromEntries(news) };
      this.changes.emit(this.current);
    }
  }

  /** Looks are numbered: one that was asked for before what is shown was asked for takes nothing back. */
  private asked = 0;
  private shown = 0;
  private written = 0;
  private asking = false;
  private watched = false;
  private current: State = EMPTY;
  private readonly changes = new Signal<this, State>(this);
  private readonly poll: Poll;
}
