import type { Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import type { AirlockApi } from './api';
import { ask } from './kernel';
import { AirlockError, toAirlockError } from './request';
import { isUnderWay, upsert } from './states';
import type { AirlockRequest, Form, Info, Item, Problem, Session, StageAnswers, Target } from './tokens';

export interface State {
  info: Info | null;
  items: Item[];
  requests: AirlockRequest[];
  sessions: Session[];
  problems: Problem[];
  /** Why the lists could not be read; they keep what was last known. */
  offline: AirlockError | null;
  /** What the last action of the person ran into. */
  error: AirlockError | null;
  removed: Item | null;
  loaded: boolean;
}

/** Finds the kernel that holds an output: the connection, and how to let go of it. */
export type FindKernel = (
  id: string | null
) => Promise<{ kernel: Kernel.IKernelConnection; release: () => void }>;

const EMPTY: State = {
  info: null,
  items: [],
  requests: [],
  sessions: [],
  problems: [],
  offline: null,
  error: null,
  removed: null,
  loaded: false
};

/** How many requests under way are asked after on each turn of the poll. */
const ASKED_AT_ONCE = 5;

/** What the panel and the inline reports show: the store, read through the server, and the verbs on it. */
export class AirlockModel implements IDisposable {
  constructor(
    private readonly api: AirlockApi,
    private readonly findKernel: FindKernel,
    interval = 3000
  ) {
    this.poll = new Poll({
      name: 'gel-airlock-jupyter:model',
      auto: false,
      factory: () => this.read(),
      frequency: { interval, backoff: true, max: 60_000 },
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

  /** Poll only while somebody looks. */
  set active(active: boolean) {
    void (active ? this.poll.start().then(() => this.poll.refresh()) : this.poll.stop());
  }

  set interval(interval: number) {
    this.poll.frequency = { ...this.poll.frequency, interval };
  }

  /** What a person means by refresh: everything, also what hardly ever changes. */
  async refresh(): Promise<void> {
    void this.askInfo();
    await this.look();
  }

  dismissError(): void {
    this.update({ error: null });
  }

  /** Stage what the kernel holds under this name. Throws what stands in the way. */
  async stage(target: Target, answers: StageAnswers, signal: AbortSignal): Promise<Item> {
    const { name, declared } = target;
    const { kernel, release } = await this.findKernel(target.kernelId);
    try {
      const answer = await ask(kernel, { verb: 'stage', name, declared, ...answers }, signal);
      if (!answer.ok || !answer.item) {
        throw new AirlockError(
          answer.error?.code ?? 'not-staged',
          answer.error?.message ?? `${name} was not staged.`,
          answer.error?.hint
        );
      }
      await this.look();
      return answer.item;
    } finally {
      release();
    }
  }

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

  async editItem(id: string, change: Partial<Item>): Promise<void> {
    await this.act(async () => {
      this.update({ items: upsert(this.current.items, await this.api.editItem(id, change)) });
    });
  }

  async createRequest(): Promise<void> {
    const project = this.current.info?.project ?? '';
    await this.act(async () => this.keep(await this.api.createRequest(project ? { project } : {})));
  }

  async editRequest(id: string, change: { form?: Form; items?: string[] }): Promise<void> {
    const save = (): Promise<void> =>
      this.act(async () => this.keep(await this.api.editRequest(id, change)), false);
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

  /** The bytes of a part of the bundle, or null with the reason in `state.error`. */
  async bundle(id: string, part: string): Promise<{ file: string; bytes: Blob } | null> {
    let found: { file: string; bytes: Blob } | null = null;
    await this.saving;
    await this.act(async () => {
      found = await this.api.bundle(id, part);
    });
    return found;
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
      this.asking = false;
      this.update({ info });
    }
  }

  private keep(request: AirlockRequest): void {
    this.update({ requests: upsert(this.current.requests, request) });
  }

  /** Does what a person asked for; a refusal is shown, not thrown. */
  private async act(verb: () => Promise<void>, refresh = true): Promise<void> {
    try {
      await verb();
      this.update({ error: null });
    } catch (reason) {
      this.update({ error: toAirlockError(reason) });
    }
    if (refresh) {
      await this.look();
    }
  }

  private look(): Promise<void> {
    return this.read().catch(() => undefined);
  }

  private async read(): Promise<void> {
    try {
      if (!this.current.info) {
        this.update({ info: await this.api.info() });
      } else if (!this.current.info.backend.ready) {
        void this.askInfo();
      }
      const [items, requests, sessions] = await Promise.all([
        this.api.items(),
        this.api.requests(),
        this.api.sessions()
      ]);
      this.update({
        items: items.entries,
        requests: await this.askAfter(requests.entries),
        sessions,
        problems: [
          ...items.problems.map(problem => ({ ...problem, of: 'item' as const })),
          ...requests.problems.map(problem => ({ ...problem, of: 'request' as const }))
        ],
        offline: null,
        loaded: true
      });
    } catch (reason) {
      this.update({ offline: toAirlockError(reason), loaded: true });
      throw reason;
    }
  }

  /** The requests, those under way as the back end sees them now. An unreachable back end changes nothing. */
  private async askAfter(requests: AirlockRequest[]): Promise<AirlockRequest[]> {
    const asked = requests.filter(isUnderWay).slice(0, ASKED_AT_ONCE);
    const answers = await Promise.all(
      asked.map(request => this.api.askBackEnd(request.id).catch(() => request))
    );
    return answers.reduce((list, answer) => upsert(list, answer), requests);
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
  private current: State = EMPTY;
  private readonly changes = new Signal<this, State>(this);
  private readonly poll: Poll;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (!(a instanceof Error) && JSON.stringify(a) === JSON.stringify(b));
}
