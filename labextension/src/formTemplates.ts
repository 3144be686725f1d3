import type { AirlockApi } from './api';
import type { Form, FormTemplate } from './tokens';

/** The project's answers under names. Each verb answers them all, or throws what stands in the way. */
export class FormTemplates {
  constructor(private readonly api: AirlockApi) {}

  list(): Promise<FormTemplate[]> {
    return this.api.templates();
  }

  save(name: string, form: Form): Promise<FormTemplate[]> {
    return this.api.templates({ name, form });
  }

  rename(name: string, to: string): Promise<FormTemplate[]> {
    return this.api.templates({ name, rename: to });
  }

  remove(name: string): Promise<FormTemplate[]> {
    return this.api.removeTemplate(name);
  }
}
