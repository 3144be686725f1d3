import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import type { AirlockApi, Download } from './api';
import { Choices } from './choices';
import { Files } from './files';
import { FormTemplates } from './formTemplates';
import { LiveObjects } from './live';
import type { FindKernel } from './live';
import { readStore } from './reading';
import { RulePages } from './rulePages';
import { toAirlockError } from './request';
import { EMPTY, same } from './state';
import type { State } from './state';
import { upsert } from './states';
import type { AirlockRequest, Form, Item, Participants, Problem, Report, Rule } from './tokens';

/** What the panel and the inline reports show: the store, read through the server, and the verbs on it. */
export class AirlockModel implements IDisposable {
  constructor(
    private readonly api: AirlockApi,
    findKernel: FindKernel,
    /** The kernel in front, where the person works. */
    private readonly front: () => string | null = () => null,
    interval = 3000,
    /** Deletes a file that we wrote. */
    erase = (path: string): Promise<void> => Promise.reject(new Error(`${path} cannot be deleted.`))
  ) {
    this.files = new Files(api, () => this.look(), erase);
    this.templates = new FormTemplates(api);
    this.pages = new RulePages(api);
    this.choices = new Choices(api, () => this.refresh({ removed: null, error: null }));
    this.live = new LiveObjects(findKernel, () => this.look());
    this.poll = new Poll({
      name: 'gel-airlock-jupyter:model',
      auto: false,
      factory: () => this.read(),
      frequency: { interval, backoff: true, max: 60_000 },
      standby: 'when-hidden'
    });
  }

  /** The verbs on files of the file browser. */
  readonly files: Files;
  /** Answers kept under names. */
  readonly templates: FormTemplates;

  /** Where the person works: project, store, transfer target. */
  readonly choices: Choices;

  /** The verbs on what kernels hold. */
  readonly live: LiveObjects;

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

  /** Says what an action ran into, or that it is no longer of interest. */
  dismissError(error: State['error'] = null): void {
    this.update({ error });
  }

  /** One output with its whole report, the preview too. */
  whole = (id: string): Promise<Item> => this.api.item(id);

  /** The frozen bytes of a staged output. */
  file = (id: string): Promise<Blob> => this.api.file(id);

  /** Begin to sign in to File Transfer, or sign out. Throws what stands in the way. */
  async sign(way: 'in' | 'out'): Promise<void> {
    this.update({ login: await this.api.login(way === 'in' ? 'POST' : 'DELETE') });
    await this.refresh();
  }

  /** The participant-id file of a request. Throws what stands in the way. */
  participants = (id: string, text?: string | null): Promise<Participants> => this.api.participants(id, text);

  /** What all staged outputs give away together. */
  together = (): Promise<Report> => this.api.together();

  /** The page of a rule. */
  rule = (id: string): Promise<Rule | undefined> => this.pages.find(id);

  async remove(item: Item): Promise<void> {
    await this.act(async () => {
      await this.api.removeItem(item.id);
      this.update({ items: this.current.items.filter(other => other.id !== item.id), removed: item });
    });
  }

  /** Puts a damaged record aside. */
  async removeProblem(problem: Problem): Promise<void> {
    await this.act(() =>
      problem.of === 'request' ? this.api.removeRequest(problem.id) : this.api.removeItem(problem.id)
    );
  }

  async undoRemove(): Promise<void> {
    const { removed } = this.current;
    if (removed) {
      await this.act(async () => {
        await this.api.restoreItem(removed.id);
        this.update({ removed: null });
      });
    }
  }

  forgetRemoved(): void {
    this.update({ removed: null });
  }

  /** Change what is said about an output. Throws what stands in the way. */
  async editItem(id: string, change: Partial<Item> & { file?: string }): Promise<void> {
    await this.api.editItem(id, change);
    await this.look();
  }

  /** Put staged outputs in this order. */
  async reorder(ids: readonly string[]): Promise<void> {
    const place = new Map(ids.map((id, index) => [id, index + 1]));
    const moved = this.current.items.filter(item => (place.get(item.id) ?? item.position) !== item.position);
    const put = (item: Item): Item => ({ ...item, position: place.get(item.id) ?? item.position });
    this.update({ items: this.current.items.map(put) });
    await this.act(async () => {
      for (const item of moved) {
        await this.api.editItem(item.id, { position: place.get(item.id) as number });
      }
    });
  }

  /** Begins a request of everything staged; answers its id, or null with the reason in `state.error`. */
  createRequest(): Promise<string | null> {
    const project = this.current.info?.project ?? '';
    return this.fetched(async () => {
      const made = await this.api.createRequest(project ? { project } : {});
      this.keep(made);
      return made.id;
    });
  }

  async editRequest(id: string, change: { form?: Form; items?: string[] }): Promise<void> {
    const save = (): Promise<void> =>
      this.act(async () => this.keep(await this.api.editRequest(id, change)), false).then(() => undefined);
    this.saving = this.saving.then(save);
    await this.saving;
  }

  async removeRequest(id: string): Promise<void> {
    await this.saving;
    await this.act(async () => {
      await this.api.removeRequest(id);
      this.update({ requests: this.current.requests.filter(request => request.id !== id) });
    });
  }

  async submit(id: string): Promise<void> {
    await this.saving;
    await this.act(async () => this.keep(await this.api.submit(id)));
  }

  /** A step of the author in a request that was sent: answer, withdraw, hand in again, revise, mark as seen. */
  async step(id: string, verb: string, body: Record<string, string> = {}): Promise<boolean> {
    return this.act(async () => this.keep(await this.api.step(id, verb, body)));
  }

  /** The released outputs, or null with the reason in `state.error`. */
  release(id: string): Promise<Download | null> {
    return this.fetched(() => this.api.release(id));
  }

  /** The page that reviewers of this draft would read, or null with the reason in `state.error`. */
  async preview(id: string): Promise<string | null> {
    await this.saving;
    return this.fetched(() => this.api.preview(id));
  }

  /** The bytes of a part of the bundle, or null with the reason in `state.error`. */
  async bundle(id: string, part: string): Promise<Download | null> {
    await this.saving;
    return this.fetched(() => this.api.bundle(id, part));
  }

  dispose(): void {
    this.poll.dispose();
    this.live.dispose();
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

  private keep(request: AirlockRequest): void {
    this.update({ requests: upsert(this.current.requests, request) });
  }

  /** Does what a person asked for; a refusal is shown, not thrown. */
  private async act(verb: () => Promise<void>, refresh = true): Promise<boolean> {
    let done = false;
    try {
      await verb();
      done = true;
      this.update({ error: null });
    } catch (reason) {
      this.update({ error: toAirlockError(reason) });
    }
    if (refresh) {
      await this.look();
    }
    return done;
  }

  private async fetched<T>(verb: () => Promise<T>): Promise<T | null> {
    let found: T | null = null;
    await this.act(async () => void (found = await verb()));
    return found;
  }

  private look(): Promise<void> {
    return this.read().catch(() => undefined);
  }

  private async read(): Promise<void> {
    try {
      if (!this.current.info) {
        this.update({ info: await this.api.info() });
      } else if (!this.current.info.backend.ready) {
        void this.askInfo(); // also a sign-in under way: the back end is ready once it is done
      }
      this.update(await readStore(this.api, this.front()));
    } catch (reason) {
      this.update({ offline: toAirlockError(reason), loaded: true });
      throw reason;
    }
  }

  /** Lists that came back unchanged stay the same objects, so that nothing is drawn anew for them. */
  private update(change: Partial<State>): void {
    const news = Object.entries(change).filter(
      ([name, value]) => !same(value, this.current[name as keyof State])
    );
    if (news.length > 0) {
      this.current = { ...this.current, ...(Object.fromEntries(news) as Partial<State>) };
      this.changes.emit(this.current);
    }
  }

  /** Answers still on their way: what seals a request waits for them. */
  private saving: Promise<void> = Promise.resolve();
  private asking = false;
  private watched = false;
  private readonly pages: RulePages;
  private current: State = EMPTY;
  private readonly changes = new Signal<this, State>(this);
  private readonly poll: Poll;
}
