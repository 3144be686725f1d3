import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'gel-airlock-jupyter:plugin',
  description: 'Airlock: check, stage and submit outputs.',
  autoStart: true,
  activate: (_app: JupyterFrontEnd): void => undefined
};

export default plugin;
