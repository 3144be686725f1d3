import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { IAirlock } from '../airlock';
import { addCommands } from '../commands';
import { translated } from '../components/notes';
import type { AirlockModel } from '../model';
import type { Setting } from '../settingTokens';
import { AirlockPanel } from '../panel';
import { locksOf, withLocks } from '../locks';
import { CommandIDs, PLUGIN_ID } from '../tokens';
import { SettingsBridge } from '../wishes';

const RANK = 610;

/** Follow the settings; without a registry the defaults stand. A refusal is said in the panel, or over it when hidden. */
async function follow(
  registry: ISettingRegistry,
  model: AirlockModel,
  trans: TranslationBundle
): Promise<void> {
  const known = (): Setting[] => model.state.info?.settings ?? [];
  // shown only: what is stored is read by the schema as it is, so that no lock makes it unreadable
  registry.transform(PLUGIN_ID, { compose: plugin => withLocks(plugin, known(), trans) });
  const settings = await registry.load(PLUGIN_ID);
  let shown = '';
  const lock = (): void => {
    const now = locksOf(known());
    if (now !== shown) {
      shown = now;
      void registry.reload(PLUGIN_ID).catch(() => undefined); // the editor shows what the server then refuses
    }
  };
  model.changed.connect(lock);
  lock();
  const apply = (): void => {
    model.interval = 1000 * (settings.get('pollInterval').composite as number);
  };
  settings.changed.connect(apply);
  apply();
  new SettingsBridge(settings, model, error => {
    model.dismissError(error);
    if (!model.active) {
      const said = `${translated(error.message, trans)} ${translated(error.hint, trans)}`.trim();
      Notification.emit(said, 'error', { autoClose: false });
    }
  });
}

/** The sidebar and the commands of the palette. */
export const panel: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Airlock: the sidebar with the outputs of the notebook, what is staged, and requests.',
  autoStart: true,
  optional: [IAirlock, ICommandPalette, ILayoutRestorer, ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    airlock: IAirlock | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    registry: ISettingRegistry | null
  ): void => {
    if (!airlock) {
      registry?.transform(PLUGIN_ID, {}); // its settings wait for one
      return; // the core is disabled
    }
    const { model, tracker, trans } = airlock;
    const settings = 'settingeditor:open';
    const drop = (paths: string[], verb: 'stage' | 'check'): void => {
      const command = verb === 'stage' ? CommandIDs.stageFile : CommandIDs.checkFile;
      if (app.commands.hasCommand(command)) {
        void app.commands.execute(command, { paths });
      }
    };
    const openSettings = (): void => {
      if (app.commands.hasCommand(settings)) {
        void app.commands.execute(settings, { query: 'Airlock' });
      }
    };
    const widget = new AirlockPanel(model, tracker, trans, drop, openSettings);
    app.shell.add(widget, 'left', { rank: RANK, type: 'Airlock' });
    restorer?.add(widget, widget.id);
    addCommands({ app, model, tracker, palette, trans });
    if (registry) {
      void follow(registry, model, trans).catch(() => undefined);
    }
  }
};
