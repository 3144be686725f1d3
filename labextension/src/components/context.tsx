import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { AirlockModel } from '../model';

/** What every component may need: words in the person's language, and the model. */
export interface Surroundings {
  trans: TranslationBundle;
  model: AirlockModel;
  /** The notebook in front, whose name need not be said. */
  notebook?: string;
  /** Brings a cell of the notebook in front into view, by its number. */
  goTo?: (cell: number) => void;
  /** Opens the settings of the extension, where this front end has an editor for them. */
  openSettings?: () => void;
}

const Context = React.createContext<Surroundings | null>(null);

export const Provider = Context.Provider;

export function useSurroundings(): Surroundings {
  const surroundings = React.useContext(Context);
  if (!surroundings) {
    throw new Error('An Airlock component stands outside its provider');
  }
  return surroundings;
}
