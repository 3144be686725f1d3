import type { AirlockApi } from './api';
import type { FixedFile, Item, StageAnswers } from './tokens';

type Declared = Record<string, unknown>;

/** The verbs on files of the file browser, which need no kernel. Each throws what stands in its way. */
export class Files {
  constructor(
    private readonly api: AirlockApi,
    private readonly look: () => Promise<void>
  ) {}

  async check(path: string, declared: Declared = {}): Promise<Item> {
    const item = await this.api.fromFile(path, 'checked', { declared });
    await this.look();
    return item;
  }

  async stage(path: string, answers: StageAnswers, declared: Declared = {}): Promise<Item> {
    const item = await this.api.fromFile(path, 'staged', { ...answers, declared });
    await this.look();
    return item;
  }

  /** Write a cleaned copy beside the file, and check that. */
  async fix(path: string, declared: Declared): Promise<FixedFile> {
    const fixed = await this.api.fixFile(path, declared);
    await this.check(fixed.path, declared);
    return fixed;
  }
}
