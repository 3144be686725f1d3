import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { showErrorMessage } from '@jupyterlab/apputils';
import type { ICodeCellModel } from '@jupyterlab/cells';
import { IAirlock } from '../airlock';
import { airlockIcon } from '../icon';
import { AirlockError, toAirlockError } from '../request';
import { reveal } from '../reveal';
import { isStageable } from '../states';
import { CELLS_ID, CommandIDs, REPORT_MIME } from '../tokens';
import type { KernelTracker } from '../tracker';

const SHOWN = ['display_data', 'execute_result'];

/** The code cell at hand, if it shows anything but a report of ours. */
function shownCell(tracker: KernelTracker): ICodeCellModel | null {
  const model = tracker.current?.content.activeCell?.model;
  if (model?.type !== 'code' || tracker.front?.language !== 'python') {
    return null;
  }
  const code = model as ICodeCellModel;
  for (let index = 0; index < code.outputs.length; index++) {
    const output = code.outputs.get(index);
    if (SHOWN.includes(output.type) && !(REPORT_MIME in output.data)) {
      return code;
    }
  }
  return null;
}

/** Checks what the cell shows; to stage it, opens the form of what may be staged. A failing one shows why it may not. */
async function check(app: JupyterFrontEnd, airlock: IAirlock, stage = false): Promise<void> {
  const { model, tracker, trans } = airlock;
  const cell = shownCell(tracker);
  const kernel = tracker.front?.kernelId;
  if (!cell || !kernel) {
    return;
  }
  try {
    if (cell.executionCount === null) {
      throw new AirlockError(
        'not-run',
        trans.__('This cell has not been run here.'),
        trans.__('Run it first.')
      );
    }
    const item = await model.live.checkCell(kernel, cell.executionCount, cell.sharedModel.source);
    await reveal(app, item.name, stage && isStageable(item.verdict));
  } catch (reason) {
    const { code, message, hint } = toAirlockError(reason);
    if (code !== 'cancelled') {
      await showErrorMessage(message, hint);
    }
  }
}

/** "Check this output" at the cell itself. Where the button and the menu entry stand is in schema/cells.json. */
export const cells: JupyterFrontEndPlugin<void> = {
  id: CELLS_ID,
  description: 'Airlock: a button and a menu entry at cells that check what the cell shows.',
  autoStart: true,
  optional: [IAirlock],
  activate: (app: JupyterFrontEnd, airlock: IAirlock | null): void => {
    if (!airlock) {
      return; // the core is disabled
    }
    const { tracker, trans } = airlock;
    app.commands.addCommand(CommandIDs.checkCell, {
      label: trans.__('Check This Output for Export'),
      caption: trans.__('Check what this cell shows for export'),
      icon: airlockIcon,
      isVisible: () => shownCell(tracker) !== null,
      execute: () => check(app, airlock)
    });
    app.commands.addCommand(CommandIDs.stageCell, {
      label: trans.__('Stage This Output for Export…'),
      caption: trans.__('Check what this cell shows, and stage it for export'),
      icon: airlockIcon,
      isVisible: () => shownCell(tracker) !== null,
      execute: () => check(app, airlock, true)
    });
    const news = (): void => {
      app.commands.notifyCommandChanged(CommandIDs.checkCell);
      app.commands.notifyCommandChanged(CommandIDs.stageCell);
    };
    tracker.settled.connect(news);
    tracker.cellChanged.connect(news);
  }
};
