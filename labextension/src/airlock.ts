import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import type { AirlockModel } from './model';
import type { KernelTracker } from './tracker';

/** What the parts of the extension share. Each part is a plugin that can be disabled by itself. */
export interface IAirlock {
  model: AirlockModel;
  tracker: KernelTracker;
  trans: TranslationBundle;
}

export const IAirlock = new Token<IAirlock>(
  'gel-airlock-jupyter:IAirlock',
  'The outputs checked and staged for export, and the verbs on them.'
);
