import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IAirlock } from '../airlock';
import { AirlockApi } from '../api';
import { AirlockModel } from '../model';
import { CORE_ID } from '../tokens';
import { KernelTracker } from '../tracker';

/** What all parts share. It shows nothing, and asks the server nothing until a part does. */
export const core: JupyterFrontEndPlugin<IAirlock> = {
  id: CORE_ID,
  description: 'Airlock: the store and the kernels, as all its parts see them.',
  autoStart: true,
  provides: IAirlock,
  optional: [INotebookTracker, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ): IAirlock => {
    const trans = (translator ?? nullTranslator).load('gel_airlock_jupyter');
    const tracker = new KernelTracker(notebooks, app.serviceManager);
    const api = new AirlockApi(app.serviceManager.serverSettings);
    const front = (): string | null => tracker.front?.kernelId ?? null;
    const { contents } = app.serviceManager;
    const model = new AirlockModel(api, tracker.find, front, undefined, path => contents.delete(path));
    tracker.settled.connect(() => model.notice());
    return { model, tracker, trans };
  }
};
