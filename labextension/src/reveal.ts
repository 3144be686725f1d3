import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandIDs, PANEL_ID } from './tokens';

/** Brings the panel to the front, where it is there. */
export function show(app: JupyterFrontEnd): void {
  if (app.commands.hasCommand(CommandIDs.open)) {
    void app.commands.execute(CommandIDs.open);
  }
}

/** Brings the panel to the front and an output of it into view, its report opened. */
export async function reveal(app: JupyterFrontEnd, name: string): Promise<void> {
  show(app);
  for (let frame = 0; frame < 60; frame++) {
    const row = [...document.querySelectorAll<HTMLElement>(`#${PANEL_ID} .jp-Airlock-item`)].find(
      each => each.getAttribute('aria-label') === name
    );
    const report = row?.querySelector('details'); // comes with the check, a frame or two after it
    if (row && report) {
      report.setAttribute('open', '');
      row.scrollIntoView({ block: 'nearest' });
      row.querySelector<HTMLElement>('input, button')?.focus();
      return;
    }
    await new Promise(resolve => requestAnimationFrame(resolve));
  }
}
