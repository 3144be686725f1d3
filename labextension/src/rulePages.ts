import type { AirlockApi } from './api';
import type { Rule } from './tokens';

/** The pages of the rules; all are asked for once, when the first is wanted. */
export class RulePages {
  constructor(private readonly api: AirlockApi) {}

  async find(id: string): Promise<Rule | undefined> {
    this.pages ??= this.api.rules().catch(reason => {
      this.pages = undefined;
      throw reason;
    });
    return (await this.pages).find(rule => rule.rule === id);
  }

  private pages: Promise<Rule[]> | undefined;
}
