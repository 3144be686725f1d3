import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import type { AirlockApi } from './api';
import type { Wishes } from './settingTokens';

/** Where the person works: the server decides, and kernels follow it. */
export class Choices {
  constructor(
    private readonly api: AirlockApi,
    private readonly moved: () => Promise<void>
  ) {}

  /** Emitted with what the server has taken. */
  get taken(): ISignal<this, Wishes> {
    return this.takes;
  }

  /** Choose; throws the server's refusal, which leaves everything as it was. */
  async choose(wishes: Wishes): Promise<void> {
    await this.api.choose(wishes);
    this.takes.emit(wishes);
    await this.moved();
  }

  private readonly takes = new Signal<this, Wishes>(this);
}
