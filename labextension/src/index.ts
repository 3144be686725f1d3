import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { AirlockApi } from './api';
import { addCommands } from './commands';
import { reportRendererFactory } from './mimerenderer';
import { AirlockModel } from './model';
import { AirlockPanel } from './panel';
import { CommandIDs, PLUGIN_ID } from './tokens';
import { KernelTracker } from './tracker';

const RANK = 610;

/** Follow the settings; without a registry the defaults stand. */
async function follow(registry: ISettingRegistry, model: AirlockModel): Promise<void> {
  const settings = await registry.load(PLUGIN_ID);
  const apply = (): void => {
    model.interval = 1000 * (settings.get('pollInterval').composite as number);
  };
  settings.changed.connect(apply);
  apply();
}

function activate(
  app: JupyterFrontEnd,
  rendermime: IRenderMimeRegistry,
  notebooks: INotebookTracker | null,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null,
  registry: ISettingRegistry | null,
  translator: ITranslator | null
): void {
  const trans = (translator ?? nullTranslator).load('gel_airlock_jupyter');
  const tracker = new KernelTracker(notebooks, app.serviceManager);
  const model = new AirlockModel(new AirlockApi(app.serviceManager.serverSettings), tracker.find);
  const panel = new AirlockPanel(model, tracker, trans);
  app.shell.add(panel, 'left', { rank: RANK, type: 'Airlock' });
  restorer?.add(panel, panel.id);
  addCommands({ app, model, tracker, palette, trans });
  rendermime.addFactory(
    reportRendererFactory({ model, tracker, trans, show: () => void app.commands.execute(CommandIDs.open) }),
    0
  );
  if (registry) {
    void follow(registry, model).catch(() => undefined);
  }
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Airlock: outputs checked and staged for export, their requests, and reports under the cells.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [INotebookTracker, ICommandPalette, ILayoutRestorer, ISettingRegistry, ITranslator],
  activate
};

export default plugin;
