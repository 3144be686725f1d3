import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification, showErrorMessage } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { IAirlock } from '../airlock';
import { verdictWord } from '../components/verdict';
import { isCheckable } from '../fileKinds';
import { airlockIcon } from '../icon';
import { askAboutFile } from '../fileDialog';
import { toAirlockError } from '../request';
import { reveal } from '../reveal';
import { CommandIDs, FILES_ID } from '../tokens';
import type { Verdict } from '../tokens';

interface Asked {
  /** Paths below the server's root; without any, what is selected in the file browser. */
  paths?: string[];
}

function selected(factory: IFileBrowserFactory | null): string[] {
  const browser = factory?.tracker.currentWidget;
  return browser
    ? [...browser.selectedItems()].filter(item => item.type !== 'directory').map(item => item.path)
    : [];
}

/** Does a verb for several files, one after another; the first trouble is shown and ends it. */
async function each(paths: string[], verb: (path: string) => Promise<void>): Promise<void> {
  try {
    for (const path of paths) {
      await verb(path);
    }
  } catch (reason) {
    const { message, hint } = toAirlockError(reason);
    await showErrorMessage(message, hint);
  }
}

/** Checking and staging from the file browser. Where the menu entries stand is in schema/files.json. */
export const files: JupyterFrontEndPlugin<void> = {
  id: FILES_ID,
  description: 'Airlock: menu entries of the file browser that check and stage files, without a kernel.',
  autoStart: true,
  optional: [IAirlock, IFileBrowserFactory],
  activate: (app: JupyterFrontEnd, airlock: IAirlock | null, factory: IFileBrowserFactory | null): void => {
    if (!airlock) {
      return; // the core is disabled
    }
    const { model, trans } = airlock;
    const wanted = (args: Asked): string[] => (args.paths ?? selected(factory)).filter(isCheckable);
    const isVisible = (args: Asked): boolean => wanted(args).length > 0;
    app.commands.addCommand(CommandIDs.checkFile, {
      label: trans.__('Check for Export'),
      icon: airlockIcon,
      isVisible,
      execute: (args: Asked) =>
        each(wanted(args), async path => {
          const checking = model.files.check(path);
          Notification.promise(
            checking.then(item => item.verdict),
            {
              pending: { message: trans.__('Checking %1…', path), options: { autoClose: false } },
              success: {
                message: verdict => trans.__('%1: %2', path, verdictWord(verdict as Verdict, trans)),
                options: { autoClose: 5000 }
              },
              error: { message: () => trans.__('%1 was not checked.', path) }
            }
          );
          await checking;
          await reveal(app, path);
        })
    });
    app.commands.addCommand(CommandIDs.stageFile, {
      label: trans.__('Stage for Export…'),
      icon: airlockIcon,
      isVisible,
      execute: (args: Asked) =>
        each(wanted(args), async path => {
          const item = await askAboutFile(model, trans, path);
          if (item) {
            await reveal(app, item.export?.file ?? item.name);
          }
        })
    });
  }
};
