import type { AirlockApi } from './api';
import type { FixedFile, Item, Report, StageAnswers } from './tokens';

/** A cleaned copy with the file's report before, and the id of the copy's own record. */
export interface CleanedFile extends FixedFile {
  before: Report;
  id: string;
}

type Declared = Record<string, unknown>;

/** The verbs on files of the file browser, which need no kernel. Each throws what stands in its way. */
export class Files {
  constructor(
    private readonly api: AirlockApi,
    private readonly look: () => Promise<void>,
    private readonly erase: (path: string) => Promise<void>
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

  /** Write a cleaned copy beside the file, and check that; with the report of the file as it was before. */
  async fix(item: Item, declared: Declared): Promise<CleanedFile> {
    const { report: before } = await this.api.item(item.id);
    const fixed = await this.api.fixFile(item.name, declared);
    const { id } = await this.check(fixed.path, declared);
    return { ...fixed, before, id };
  }

  /** Take a cleaned copy away again, and what is known of it. */
  async unfix({ path, id }: CleanedFile): Promise<void> {
    await this.erase(path);
    await this.api.removeItem(id);
    await this.look();
  }
}
