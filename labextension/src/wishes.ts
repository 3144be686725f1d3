import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { IDisposable } from '@lumino/disposable';
import type { AirlockModel } from './model';
import { toAirlockError } from './request';
import type { AirlockError } from './request';
import type { Wishes } from './settingTokens';
import type { Info } from './tokens';

/** The names of the settings editor, by those of the server. */
export const NAMES = { project: 'project', store: 'store', transfer: 'transferTarget' } as const;
export type Name = keyof typeof NAMES;
const ALL = Object.keys(NAMES) as Name[];

/** The settings editor saves while a person types: half a project's name must not become a project. */
const TYPING = 1500;

/** What may differ between the settings editor and the server, which decides: neither is asked without a reason. */
export class SettingsBridge implements IDisposable {
  constructor(
    private readonly settings: ISettingRegistry.ISettings,
    private readonly model: AirlockModel,
    private readonly tell: (error: AirlockError) => void,
    private readonly typing = TYPING
  ) {
    this.known = this.read();
    settings.changed.connect(this.onChanged, this);
    model.changed.connect(this.onModel, this);
    model.choices.taken.connect(this.onTaken, this);
    this.onModel();
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    window.clearTimeout(this.timer);
    this.settings.changed.disconnect(this.onChanged, this);
    this.model.changed.disconnect(this.onModel, this);
    this.model.choices.taken.disconnect(this.onTaken, this);
  }

  private read(): Required<Wishes> {
    const text = (name: Name): string => String(this.settings.get(NAMES[name]).composite ?? '').trim();
    return { project: text('project'), store: text('store'), transfer: text('transfer') };
  }

  /** A person changed the settings in their editor: the server says whether it takes that. */
  private onChanged(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const wanted = this.read();
      const changed = ALL.filter(name => wanted[name] !== this.known[name]);
      if (changed.length > 0) {
        void this.send(Object.fromEntries(changed.map(name => [name, wanted[name]])));
      }
    }, this.typing);
  }

  /** The first time the server is known, its choices and the settings are brought together. */
  private onModel(): void {
    const info = this.model.state.info;
    if (!info?.settings || this.met) {
      return;
    }
    this.met = true;
    const wanted = this.known;
    this.known = choicesOf(info);
    const wishes: Wishes = {};
    for (const name of ALL.filter(each => wanted[each] !== this.known[each])) {
      const locked = info.settings.find(entry => entry.name === name)?.allowed?.length === 0;
      if (wanted[name] && !locked) {
        wishes[name] = wanted[name];
      } else if (!wanted[name]) {
        void this.write(name, this.known[name]);
      }
    }
    if (Object.keys(wishes).length > 0) {
      void this.send(wishes);
    }
  }

  private onTaken(_: unknown, wishes: Wishes): void {
    for (const name of ALL) {
      const wish = wishes[name];
      if (wish !== undefined && wish !== this.known[name]) {
        void this.write(name, wish);
      }
    }
  }

  private async send(wishes: Wishes): Promise<void> {
    try {
      await this.model.choices.choose(wishes);
      this.known = { ...this.known, ...wishes };
    } catch (reason) {
      this.tell(toAirlockError(reason));
      // What was refused does not stay in the editor as if it were in force.
      for (const name of ALL.filter(each => wishes[each] !== undefined)) {
        await this.write(name, this.known[name]);
      }
    }
  }

  private async write(name: Name, value: string): Promise<void> {
    this.known = { ...this.known, [name]: value };
    const { user } = this.settings.get(NAMES[name]);
    if (value ? user !== value : user !== undefined) {
      await (value ? this.settings.set(NAMES[name], value) : this.settings.remove(NAMES[name]));
    }
  }

  /** What the server has taken, as far as it was asked; before, what the editor holds. */
  private known: Required<Wishes>;
  private met = false;
  private disposed = false;
  private timer = 0;
}

function choicesOf(info: Info): Required<Wishes> {
  const choice = (name: Name): string =>
    (info.settings ?? []).find(entry => entry.name === name)?.choice ?? '';
  return { project: choice('project'), store: choice('store'), transfer: choice('transfer') };
}
