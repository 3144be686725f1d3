import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { showErrorMessage } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { airlockIcon } from './icon';
import type { AirlockModel } from './model';
import { toAirlockError } from './request';
import { showRequest } from './reveal';
import { isDraft, split } from './states';
import { CommandIDs, PANEL_ID } from './tokens';
import type { KernelTracker } from './tracker';

interface Parts {
  app: JupyterFrontEnd;
  model: AirlockModel;
  tracker: KernelTracker;
  palette: ICommandPalette | null;
  trans: TranslationBundle;
}

/** The extension's verbs, for palette, menus and shortcuts. */
export function addCommands({ app, model, tracker, palette, trans }: Parts): void {
  const { commands, shell } = app;
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Show Airlock'),
    caption: trans.__('Show the outputs checked and staged for export'),
    icon: airlockIcon,
    execute: () => shell.activateById(PANEL_ID)
  });
  commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh Airlock'),
    execute: () => model.refresh()
  });
  commands.addCommand(CommandIDs.request, {
    label: trans.__('Request Export of Staged Outputs'),
    isEnabled: () => split(model.state.items).staged.length > 0,
    execute: async () => {
      shell.activateById(PANEL_ID);
      const draft = model.state.requests.find(isDraft)?.id ?? (await model.createRequest());
      if (draft !== null) {
        await showRequest(draft);
      }
    }
  });
  commands.addCommand(CommandIDs.load, {
    label: trans.__('Load Airlock in This Notebook'),
    isEnabled: () => tracker.front?.language === 'python',
    execute: async () => {
      try {
        await tracker.load();
        await model.refresh();
      } catch (reason) {
        const { message, hint } = toAirlockError(reason);
        await showErrorMessage(message, hint);
      }
    }
  });
  for (const command of Object.values(CommandIDs)) {
    palette?.addItem({ command, category: trans.__('Airlock') });
  }
}
