import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { IAirlock } from '../airlock';
import { reportRendererFactory } from '../mimerenderer';
import { show } from '../reveal';
import { REPORTS_ID } from '../tokens';

/** Reports under cells; without this part their plain HTML is shown. */
export const reports: JupyterFrontEndPlugin<void> = {
  id: REPORTS_ID,
  description: 'Airlock: reports under cells, with buttons to fix and to stage.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IAirlock],
  activate: (app: JupyterFrontEnd, rendermime: IRenderMimeRegistry, airlock: IAirlock | null): void => {
    if (airlock) {
      rendermime.addFactory(reportRendererFactory({ ...airlock, show: () => show(app) }), 0);
    }
  }
};
