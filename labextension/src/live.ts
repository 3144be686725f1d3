import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import { ask } from './kernel';
import type { Answer } from './kernel';
import { AirlockError, toAirlockError } from './request';
import type { Fixed, Item, Picture, StageAnswers, Target } from './tokens';

/** Finds the kernel that holds an output: the connection, and how to let go of it. */
export type FindKernel = (
  id: string | null
) => Promise<{ kernel: Kernel.IKernelConnection; release: () => void }>;

/** Something asked of a kernel that has not been answered yet. */
export interface Task {
  name: string;
  /** Two notebooks may hold objects of the same name. */
  kernelId: string | null;
  verb: string;
  state: 'waiting' | 'running';
  stop: () => void;
}

/** What a person asked for has come to its end; several that were asked for together end as one. */
export interface Ended {
  verb: string;
  name: string;
  item: Item | null;
  of: number;
  failed: number;
}

/** The verbs on live objects. They wait for a busy kernel, one after another, and can be stopped while they wait. */
export class LiveObjects {
  constructor(
    private readonly findKernel: FindKernel,
    private readonly look: () => Promise<void>,
    /** Told when a restart took away what was asked: with its row, there may be no other place to say it. */
    private readonly lost: (error: AirlockError) => void = () => undefined
  ) {}

  /** Emitted when what waits or runs has changed. */
  get changed(): ISignal<this, void> {
    return this.changes;
  }

  /** Emitted with the result of what was asked, after the lists show it. */
  get ended(): ISignal<this, Ended> {
    return this.ends;
  }

  get tasks(): readonly Task[] {
    return this.running;
  }

  taskOf(name: string, kernelId: string | null): Task | undefined {
    return this.running.find(task => task.name === name && task.kernelId === kernelId);
  }

  async check(target: Target, signal?: AbortSignal): Promise<Item> {
    const { name, declared } = target;
    return itemOf(name, await this.asked(target, 'check', { verb: 'check', name, declared }, signal));
  }

  /** Check what a cell shows, by its number; the kernel refuses a source that it did not run. */
  async checkCell(kernelId: string, cell: number, source: string): Promise<Item> {
    const target = { name: `Out[${cell}]`, kernelId, declared: {} };
    return itemOf(target.name, await this.asked(target, 'check', { verb: 'check', cell, source }));
  }

  async stage(target: Target, answers: StageAnswers, signal?: AbortSignal): Promise<Item> {
    const { name, declared } = target;
    const question = { verb: 'stage', name, declared, ...answers };
    return itemOf(name, await this.asked(target, 'stage', question, signal));
  }

  /** Put a masked copy beside the object. */
  async fix(target: Target, method = ''): Promise<Fixed> {
    const { name, declared } = target;
    const question = { verb: 'fix', name, declared, ...(method ? { method } : {}) };
    return (await this.asked(target, 'fix', question)) as Answer & Fixed;
  }

  async unfix(target: Target): Promise<void> {
    await this.asked(target, 'unfix', { verb: 'unfix', name: target.name });
  }

  /** A small picture of a live figure, with the places that findings name. It changes nothing, and is no task. */
  async picture(target: Target, places: readonly string[], signal: AbortSignal): Promise<Picture | null> {
    const { kernel, release } = await this.findKernel(target.kernelId);
    try {
      const question = { verb: 'picture', name: target.name, places };
      return settled(target.name, await ask(kernel, question, signal)).picture ?? null;
    } finally {
      release();
    }
  }

  /** Do a verb for several objects in turn; answers what stood in the way, by name. One failing stops no other. */
  async each(
    targets: readonly Target[],
    verb: (target: Target) => Promise<unknown>
  ): Promise<[string, AirlockError][]> {
    const failed: [string, AirlockError][] = [];
    this.together = targets.length > 1;
    let done = 0;
    for (const target of targets) {
      done += 1;
      try {
        await verb(target);
      } catch (reason) {
        const error = toAirlockError(reason);
        if (error.code === 'cancelled') {
          break;
        }
        failed.push([target.name, error]);
      }
    }
    if (this.together) {
      this.together = false;
      this.ends.emit({ verb: '', name: '', item: null, of: done, failed: failed.length });
    }
    return failed;
  }

  dispose(): void {
    this.running.forEach(task => task.stop());
    Signal.clearData(this);
  }

  private async asked(target: Target, verb: string, question: object, outer?: AbortSignal): Promise<Answer> {
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    outer?.addEventListener('abort', stop);
    let task: Task = { name: target.name, kernelId: target.kernelId, verb, state: 'waiting', stop };
    let item: Item | null = null;
    let failed = 1;
    this.set([...this.running, task]);
    try {
      const { kernel, release } = await this.findKernel(target.kernelId);
      try {
        const running = (): void => {
          const before = task;
          task = { ...before, state: 'running' };
          this.set(this.running.map(other => (other === before ? task : other)));
        };
        const answer = settled(target.name, await ask(kernel, question, controller.signal, running));
        item = answer.item ?? null;
        failed = 0;
        return answer;
      } finally {
        release();
      }
    } catch (reason) {
      const error = toAirlockError(reason);
      if (error.code !== 'kernel-restarted') {
        throw error;
      }
      this.lost(error);
      throw new AirlockError('cancelled', 'Cancelled.');
    } finally {
      outer?.removeEventListener('abort', stop);
      this.set(this.running.filter(other => other !== task));
      await this.look();
      if (!this.together) {
        this.ends.emit({ verb, name: target.name, item, of: 1, failed });
      }
    }
  }

  private set(running: Task[]): void {
    this.running = running;
    this.changes.emit();
  }

  private running: Task[] = [];
  private together = false;
  private readonly changes = new Signal<this, void>(this);
  private readonly ends = new Signal<this, Ended>(this);
}

/** The answer, or its refusal thrown. */
function settled(name: string, answer: Answer): Answer {
  if (!answer.ok) {
    const { code, message, hint } = answer.error ?? {
      code: 'refused',
      message: `${name} was refused.`,
      hint: ''
    };
    throw new AirlockError(code, message, hint);
  }
  return answer;
}

function itemOf(name: string, answer: Answer): Item {
  if (!answer.item) {
    throw new AirlockError('kernel-silent', `The kernel gave no answer about ${name}.`);
  }
  return answer.item;
}
