import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ReactWidget } from '@jupyterlab/ui-components';
import { IStatusBar } from '@jupyterlab/statusbar';
import { IAirlock } from '../airlock';
import { statusItem } from '../components/statusItem';
import { show } from '../reveal';
import { STATUS_ID } from '../tokens';

/** What is staged and how the newest request stands, in the status bar: as last seen, it asks nothing by itself. */
export const status: JupyterFrontEndPlugin<void> = {
  id: STATUS_ID,
  description: 'Airlock: staged outputs and the newest request in the status bar.',
  autoStart: true,
  optional: [IAirlock, IStatusBar],
  activate: (app: JupyterFrontEnd, airlock: IAirlock | null, bar: IStatusBar | null): void => {
    if (!airlock || !bar) {
      return; // the core is disabled, or there is no status bar
    }
    const { model, trans } = airlock;
    const item = ReactWidget.create(statusItem(model, trans, () => show(app)));
    bar.registerStatusItem(STATUS_ID, { item, align: 'left', rank: 90 });
  }
};
