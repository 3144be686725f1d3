import type { AirlockApi, Change, Download } from './api';
import { Choices } from './choices';
import { Files } from './files';
import { FormTemplates } from './formTemplates';
import { outcomeOf } from './outcome';
import type { Outcome } from './outcome';
import { LiveObjects } from './live';
import type { FindKernel } from './live';
import { StoreReader } from './reader';
import type { State } from './state';
import { RulePages } from './rulePages';
import { Journal } from './unsaved';
import type { Item, Participants, Problem, Report, Rule } from './tokens';

/** What the panel and the inline reports show: the store, read through the server, and the verbs on it. */
export class AirlockModel extends StoreReader {
  constructor(
    api: AirlockApi,
    findKernel: FindKernel,
    front: () => string | null = () => null,
    interval = 3000,
    /** Deletes a file that we wrote. */
    erase = (path: string): Promise<void> => Promise.reject(new Error(`${path} cannot be deleted.`))
  ) {
    super(api, front, interval);
    this.files = new Files(api, () => this.look(), erase);
    this.choices = new Choices(api, () => this.refresh({ removed: null, error: null }));
    this.pages = new RulePages(api);
    this.templates = new FormTemplates(api);
    this.journal = new Journal(api.address, globalThis.localStorage ?? null);
    this.live = new LiveObjects(
      findKernel,
      () => this.look(),
      error => this.update({ error })
    );
  }

  private readonly pages: RulePages;

  /** The verbs on files of the file browser. */
  readonly files: Files;

  /** Answers that are kept under names. */
  readonly templates: FormTemplates;

  /** Where the person works: project, store, transfer target. */
  readonly choices: Choices;

  /** What is typed and not saved yet. */
  readonly journal: Journal;

  /** What is open in rows that are out of sight, such as those of another notebook. */
  readonly kept = new Map<string, unknown>();

  /** The verbs on what kernels hold. */
  readonly live: LiveObjects;

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
      this.update({ items: this.state.items.filter(other => other.id !== item.id), removed: item });
    });
  }

  /** Puts a damaged record aside. */
  async removeProblem(problem: Problem): Promise<void> {
    await this.act(() =>
      problem.of === 'request' ? this.api.removeRequest(problem.id) : this.api.removeItem(problem.id)
    );
  }

  async undoRemove(): Promise<void> {
    const { removed } = this.state;
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
    const items = this.state.items.map(item => ({
      ...item,
      position: place.get(item.id) ?? item.position
    }));
    const moved = items.filter((item, index) => item.position !== this.state.items[index]?.position);
    this.update({ items });
    await this.act(async () => {
      for (const item of moved) {
        await this.api.editItem(item.id, { position: item.position });
      }
    });
  }

  /** Begins a request of everything staged; answers its id, or null with the reason in `state.error`. */
  createRequest(): Promise<string | null> {
    const project = this.state.info?.project ?? '';
    return this.fetched(async () => {
      const made = await this.api.createRequest(project ? { project } : {});
      this.keep(made);
      return made.id;
    });
  }

  /** Changes a draft; answers what became of it. */
  editRequest(id: string, change: Change): Promise<Outcome> {
    const saved = this.saving.then(async () => {
      const done = await this.act(async () => this.keep(await this.api.editRequest(id, change)), false);
      const outcome = done ? 'saved' : outcomeOf(this.state.error);
      if (outcome === 'failed') {
        this.update({ error: null, offline: this.state.error }); // it is kept, and sent once the server answers
      } else if (outcome === 'disputed') {
        this.update({ error: null }); // said at the field
        await this.look();
      }
      return outcome;
    });
    this.saving = saved.then(() => undefined);
    return saved;
  }

  async removeRequest(id: string): Promise<void> {
    await this.settled();
    await this.act(async () => {
      await this.api.removeRequest(id);
      this.journal.write(id, { form: {}, was: {} });
      this.update({ requests: this.state.requests.filter(request => request.id !== id) });
    });
  }

  async submit(id: string): Promise<void> {
    await this.settled();
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
    await this.settled();
    return this.fetched(() => this.api.preview(id));
  }

  /** The bytes of a part of the bundle, or null with the reason in `state.error`. */
  async bundle(id: string, part: string): Promise<Download | null> {
    await this.settled();
    return this.fetched(() => this.api.bundle(id, part));
  }

  override dispose(): void {
    this.live.dispose();
    super.dispose();
  }

  /** Ends once no answer is on its way: what seals a request waits for them. */
  private async settled(): Promise<void> {
    for (let last; last !== this.saving;) {
      last = this.saving;
      await last;
    }
  }

  private saving: Promise<void> = Promise.resolve();
}
